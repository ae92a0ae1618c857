// /?chats=Bot:Person:label:start,Bot:Person… shows each chat in a phone of its own.

import { element } from "./bubble.js";

const sections = document.getElementById("phones");
const tabs = document.getElementById("tabs");

function choose(section, tab) {
  for (const other of sections.children) other.classList.toggle("chosen", other === section);
  for (const other of tabs.children) other.ariaPressed = String(other === tab);
}

function add(chat) {
  const [bot, person, label, start] = chat.split(":");
  const address = new URLSearchParams({ bot, person, ...(start && { start }) });
  const heading = element("h2");
  const frame = element("iframe", { src: `/?${address}` });
  const section = element("section", {}, heading, frame);
  const tab = element("button", { type: "button", onclick: () => choose(section, tab) });
  const name = (holder) => {
    const whose = [holder, label].filter(Boolean).join(", ");
    heading.textContent = tab.textContent = whose;
    frame.title = `Teléfono de ${whose}`;
  };
  name(person);
  // Another person may be chosen inside the phone.
  frame.onload = () => name(new URL(frame.contentWindow.location).searchParams.get("person") ?? person);
  sections.append(section);
  tabs.append(tab);
}

new URL(location).searchParams.get("chats").split(",").forEach(add);
choose(sections.firstElementChild, tabs.firstElementChild);
