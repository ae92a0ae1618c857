// The chat replays its log: reloading the page and living through it are the same code.

import { bubble, element } from "./bubble.js";

const $ = (id) => document.getElementById(id);
const address = new URL(location);
const wanted = address.searchParams;
const LONGEST_BUSY = 15000; // milliseconds; a bot that never answers frees its button too
document.documentElement.classList.toggle("framed", window !== parent); // beside another, see pair.js
let chat = "";
let blocked = false;
let empty = true;

async function ask(path, body) {
  const options = body && {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  };
  const answer = await fetch(path, options);
  const content = await answer.json();
  if (!answer.ok) throw new Error(content.error);
  return content;
}

async function act(name, body = {}) {
  try {
    await ask(`${chat}/${name}`, body);
  } catch (problem) {
    notice(problem.message);
  }
}

function notice(text) {
  const toast = element("p", {}, text);
  $("notices").append(toast);
  setTimeout(() => toast.remove(), 3000 + 60 * text.length);
}

function put(message) {
  const node = bubble(message);
  const old = $("log").querySelector(`[data-id="${message.message_id}"]`);
  if (!old) return $("log").append(node);
  const focused = old.contains(document.activeElement);
  old.replaceWith(node);
  if (focused) (node.querySelector(".row button") ?? $("text")).focus();
}

function rest(button) {
  button?.removeAttribute("aria-busy");
  button?.removeAttribute("data-press");
}

const HAPPENED = {
  said: ({ message }) => put(message),
  message({ message, keyboard }) {
    put(message);
    $("state").textContent = `@${message.from.username}`;
    if (keyboard) underBox(keyboard);
  },
  edited: ({ message }) => put(message),
  deleted: ({ message }) => $("log").querySelector(`[data-id="${message.message_id}"]`)?.remove(),
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
};

function happened(event) {
  $("talk").ariaLive = event.old ? "off" : "polite";
  if (event.kind === "said") $("chat").scrollTop = 0; // the end, see chat.css
  HAPPENED[event.kind]?.(event); // the page need not show all that the log tells
  empty = !$("log").childElementCount;
  arrange();
}

function arrange() {
  $("unblock").hidden = !blocked;
  $("start").hidden = blocked || !(empty || wanted.has("start"));
  $("form").hidden = blocked || !$("start").hidden;
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

async function openMenu() {
  if (!$("menu").open) return;
  const choice = (label, onclick) => element("button", { type: "button", onclick }, label);
  const close = (then) => () => { $("menu").open = false; $("text").focus(); then(); };
  const commands = (await ask(`${chat}/menu`)).map(({ command, description }) =>
    choice(`/${command} — ${description}`, close(() => act("say", { text: `/${command}` }))));
  const things = Object.entries(ATTACHMENTS).map(([kind, label]) =>
    choice(`Enviar: ${label.toLowerCase()}`, close(() => act("send", { kind }))));
  $("commands").replaceChildren(
    ...commands, element("hr"), ...things, element("hr"), choice("Bloquear al bot", close(() => act("block"))),
  );
}

function listen() {
  $("form").onsubmit = (event) => {
    event.preventDefault();
    if ($("text").value.trim()) act("say", { text: $("text").value });
    $("text").value = "";
  };
  $("start").onclick = () => {
    act("say", { text: `/start ${wanted.get("start") ?? ""}`.trim() });
    wanted.delete("start");
    history.replaceState(null, "", address);
    $("text").focus();
  };
  $("unblock").onclick = () => act("unblock");
  $("menu").ontoggle = openMenu;
  document.onkeydown = ({ key }) => { if (key === "Escape") $("menu").open = false; };
  $("log").onclick = ({ target }) => {
    const { message, row, column } = target.dataset;
    if (target.className === "command") act("say", { text: target.textContent });
    if (!message || target.ariaBusy) return;
    target.ariaBusy = "true";
    setTimeout(rest, LONGEST_BUSY, target);
    act("press", { message_id: Number(message), row: Number(row), column: Number(column) });
  };
}

async function people(me) {
  const names = new Set([me.first_name, ...(await ask("/sim/people")).map((p) => p.first_name)]);
  const options = [...names].sort().map((name) => element("option", { selected: name === me.first_name }, name));
  $("person").replaceChildren(...options, element("option", { value: "" }, "Otra persona…"));
  $("person").onchange = () => {
    const name = $("person").value || prompt("¿Cómo se llama?")?.trim();
    if (!name) return people(me);
    wanted.set("person", name);
    location.assign(address);
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
  await people(me);
  const events = new EventSource(`${chat}/events`);
  events.onmessage = ({ data }) => happened(JSON.parse(data));
  events.onerror = () => { if (events.readyState === EventSource.CLOSED) setTimeout(() => location.reload(), 1000); };
}

open();
