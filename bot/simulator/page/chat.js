// The chat replays its log: reloading the page and living through it are the same code.

import { ask, notice } from "./ask.js";
import { element } from "./bubble.js";
import { drawer } from "./drawer.js";
import { put, remove, toEnd } from "./log.js";

const $ = (id) => document.getElementById(id);
const address = new URL(location);
const wanted = address.searchParams;
const LONGEST_BUSY = 15000; // milliseconds; a bot that never answers frees its button too
const MOST_ROWS = 6; // of what is being written
document.documentElement.classList.toggle("framed", window !== parent); // beside another, see pair.js
let chat = "";
let blocked = false;
let gone = false;
let empty = true;

async function act(name, body = {}) {
  try {
    return await ask(`${chat}/${name}`, body);
  } catch (problem) {
    notice(problem.message);
    return null;
  }
}

function rest(button) {
  button?.removeAttribute("aria-busy");
  button?.removeAttribute("data-press");
}

const HAPPENED = {
  said: ({ message }) => put(message),
  message({ message, keyboard, old }) {
    put(message, !old);
    $("state").textContent = `@${message.from.username}`;
    if (keyboard) underBox(keyboard);
  },
  edited: ({ message }) => put(message),
  deleted: ({ message }) => remove(message),
  pressed({ message_id, press, old }) {
    const waiting = document.querySelector(`[data-message="${message_id}"][aria-busy]:not([data-press])`);
    if (waiting && !old) waiting.dataset.press = press;
  },
  answered({ press, text, alert, old }) {
    rest(document.querySelector(`[data-press="${press}"]`));
    if (!text || old) return;
    if (!alert) return notice(text);
    $("alert").querySelector("p").textContent = text;
    $("alert").showModal();
  },
  busy: ({ old }) => { if (!old) $("state").textContent = "escribiendo…"; },
  blocked: () => { blocked = true; },
  unblocked: () => { blocked = false; },
  deactivated: () => { gone = true; },
};

function happened(event) {
  $("talk").ariaLive = event.old ? "off" : "polite";
  if (event.kind === "said") toEnd();
  HAPPENED[event.kind]?.(event); // the page need not show all that the log tells
  empty = !$("log").childElementCount;
  arrange();
}

function arrange() {
  const held = document.activeElement;
  $("gone").hidden = !gone;
  $("unblock").hidden = gone || !blocked;
  $("start").hidden = gone || blocked || !(empty || wanted.has("start"));
  $("form").hidden = gone || blocked || !$("start").hidden;
  const inPlace = [$("gone"), $("unblock"), $("start")].find((it) => !it.hidden) ?? $("text");
  if ($("foot").contains(held) && !held.checkVisibility()) inPlace.focus();
}

function underBox({ keyboard = [], one_time_keyboard, input_field_placeholder }) {
  const key = ({ text, request_location }) => element("button", {
    type: "button",
    onclick() {
      if (request_location) act("send", { kind: "location" });
      else act("say", { text });
      $("keys").hidden = Boolean(one_time_keyboard);
    },
  }, text);
  const rows = keyboard.map((row) => element("div", { className: "row" }, ...row.map(key)));
  $("keys").replaceChildren(...rows);
  $("keys").hidden = !rows.length;
  $("text").placeholder = input_field_placeholder ?? "Mensaje";
}

const ATTACHMENTS = { photo: "Foto", sticker: "Sticker", voice: "Nota de voz", location: "Ubicación" };

const choice = (label, onclick) => element("button", { type: "button", onclick }, label);

async function openMenu() {
  if (!$("menu").open) return;
  const then = (what) => () => { $("menu").open = false; $("text").focus(); what(); };
  const commands = (await ask(`${chat}/menu`)).map(({ command, description }) =>
    choice(`/${command} — ${description}`, then(() => act("say", { text: `/${command}` }))));
  const things = Object.entries(ATTACHMENTS).map(([kind, label]) =>
    choice(`Enviar: ${label.toLowerCase()}`, then(() => act("send", { kind }))));
  $("commands").replaceChildren(
    ...commands, element("hr"),
    ...things, choice("Enviar: imagen de este equipo…", then(() => $("picture").click())), element("hr"),
    choice("Bloquear al bot", then(() => act("block"))),
  );
}

function sendPicture(file) {
  if (!/^image\/(png|jpeg)$/.test(file?.type)) return false;
  const reader = new FileReader();
  reader.onload = () => act("send", { kind: "photo", picture: reader.result.split(",")[1] });
  reader.readAsDataURL(file);
  return true;
}

function write() {
  const text = $("text");
  text.oninput = () => { text.rows = Math.min(MOST_ROWS, text.value.split("\n").length); };
  text.onkeydown = (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    $("form").requestSubmit();
  };
  text.onpaste = (event) => { if (sendPicture(event.clipboardData.files[0])) event.preventDefault(); };
  $("picture").onchange = () => { sendPicture($("picture").files[0]); $("picture").value = ""; };
  $("form").onsubmit = async (event) => {
    event.preventDefault();
    const said = text.value;
    text.value = "";
    text.rows = 1;
    if (said.trim() && !await act("say", { text: said })) text.value ||= said;
  };
}

function listen() {
  write();
  $("start").onclick = () => {
    act("say", { text: `/start ${wanted.get("start") ?? ""}`.trim() });
    wanted.delete("start");
    history.replaceState(null, "", address);
  };
  $("unblock").onclick = () => act("unblock");
  $("menu").ontoggle = openMenu;
  for (const sheet of [$("menu"), $("person")]) {
    sheet.onfocusout = ({ relatedTarget }) => { if (relatedTarget && !sheet.contains(relatedTarget)) sheet.open = false; };
    sheet.onkeydown = ({ key }) => {
      if (key !== "Escape") return;
      sheet.open = false;
      sheet.querySelector("summary").focus();
    };
  }
  $("log").onclick = ({ target }) => {
    const { message, row, column } = target.dataset;
    if (target.className === "command") act("say", { text: target.textContent });
    if (!message || target.ariaBusy) return;
    target.ariaBusy = "true";
    setTimeout(rest, LONGEST_BUSY, target);
    act("press", { message_id: Number(message), row: Number(row), column: Number(column) });
  };
}

function people(me) {
  const phoneOf = (name) => {
    const other = new URL(address);
    other.searchParams.set("person", name);
    return other.href;
  };
  const another = () => {
    const name = prompt("¿Cómo se llama?")?.trim();
    if (name) location.assign(phoneOf(name));
  };
  $("me").textContent = me.first_name;
  $("person").ontoggle = async () => {
    if (!$("person").open) return;
    const names = new Set([me.first_name, ...(await ask("/sim/people")).map((p) => p.first_name)]);
    const links = [...names].sort((a, b) => a.localeCompare(b, "es")).map((name) =>
      element("a", { href: phoneOf(name), ariaCurrent: name === me.first_name ? "true" : null }, name));
    $("people").replaceChildren(choice("Otra persona…", another), element("hr"), ...links);
  };
}

async function open() {
  const bots = await ask("/sim/bots");
  const bot = bots.find(({ username }) => username === wanted.get("bot"));
  if (!bot) {
    const link = (b) => element("a", { href: `/?bot=${b.username}` }, b.first_name, element("small", {}, `@${b.username}`));
    $("bots").append(...bots.map((b) => element("li", {}, link(b))));
    $("choice").hidden = false;
    return;
  }
  const language_code = wanted.get("language") ?? "es";
  const me = await ask("/sim/people", { name: wanted.get("person") ?? "Rosa", language_code });
  chat = `/sim/${bot.username}/${me.id}`;
  document.title = `${bot.first_name} · simulador`;
  $("name").textContent = bot.first_name;
  $("state").textContent = `@${bot.username}`;
  // Named by the person, because two phones may stand on one page.
  for (const [id, name] of [["head", "Con quién"], ["chat", "Mensajes"], ["foot", "Escribir"]]) {
    $(id).ariaLabel = `${name}: ${me.first_name}`;
    $(id).hidden = false;
  }
  listen();
  arrange();
  people(me);
  drawer(bot.username, act);
  const events = new EventSource(`${chat}/events`);
  events.onmessage = ({ data }) => happened(JSON.parse(data));
  events.onerror = () => { if (events.readyState === EventSource.CLOSED) setTimeout(() => location.reload(), 1000); };
}

open();
