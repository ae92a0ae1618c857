// The conversation as it stands: by day, each message in its place, the newest in sight.

import { bubble, element } from "./bubble.js";

const $ = (id) => document.getElementById(id);
const AWAY = 80; // pixels from the end, beyond which a person is reading what came before
let unread = 0;

const find = (id) => $("log").querySelector(`[data-id="${id}"]`);
const isAway = () => $("chat").scrollTop < -AWAY; // the end is 0, see chat.css

export function put(message, isNew = false) {
  const node = bubble(message);
  const old = find(message.message_id);
  if (old) return replace(old, node);
  beginDay(new Date(message.date * 1000));
  $("log").append(node);
  if (isNew && isAway()) unread += 1;
  tellUnread();
}

export function remove(message) {
  const old = find(message.message_id);
  if (old?.contains(document.activeElement)) $("text").focus();
  old?.remove();
}

export function toEnd() {
  $("chat").scrollTop = 0;
}

// A message that changes under one's finger keeps the focus: on its first button when it asks
// something else, on the same one when only a mark has changed.
function replace(old, node) {
  const place = [...old.querySelectorAll("button, a")].indexOf(document.activeElement);
  const said = (item) => item.querySelector(".text")?.textContent;
  const controls = [...node.querySelectorAll("button, a")];
  const next = said(old) === said(node) ? controls[place] : node.querySelector(".row > *");
  old.replaceWith(node);
  if (place >= 0) (next ?? $("text")).focus();
}

function beginDay(date) {
  const day = date.toLocaleDateString("es", { weekday: "long", day: "numeric", month: "long" });
  if ([...$("log").querySelectorAll(".day")].at(-1)?.textContent === day) return;
  $("log").append(element("li", { className: "day" }, day));
}

function tellUnread() {
  if (!isAway()) unread = 0;
  const news = unread === 1 ? "1 mensaje nuevo" : `${unread} mensajes nuevos`;
  $("end").textContent = unread ? `↓ ${unread}` : "↓";
  $("end").ariaLabel = unread ? `${news}: ir al final` : "Ir al final";
  $("end").hidden = !isAway();
}

$("chat").onscroll = tellUnread;
$("end").onclick = () => { toEnd(); $("text").focus(); };
