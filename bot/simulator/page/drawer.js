// For the curious: what can go wrong between a bot and Telegram, ordered with a tap.

import { ask } from "./ask.js";
import { element } from "./bubble.js";

const $ = (id) => document.getElementById(id);
const OF_THE_BOT = ["sendMessage", "editMessageText"];
const WHAT = {
  sendMessage: "mensaje nuevo del bot",
  editMessageText: "mensaje que el bot cambia",
  message: "lo que se le escribe",
  callback_query: "botón que se pulsa",
};
const WAIT = {
  error_code: 429, description: "Too Many Requests: retry after 5", parameters: { retry_after: 5 },
};

// What it is called, what to observe, the fault, and what it befalls.
const PRESETS = [
  ["Telegram pide esperar (429)", "La respuesta llega unos cinco segundos después.",
    { kind: "refuse", ...WAIT }, OF_THE_BOT],
  ["Telegram se cae (502)", "El bot vuelve a intentarlo solo: la respuesta llega dos segundos después.",
    { kind: "garbage", status: 502 }, OF_THE_BOT],
  ["Telegram tarda", "La respuesta se ve enseguida; el bot sabe de ella a los cuatro segundos.",
    { kind: "slow", seconds: 4 }, OF_THE_BOT],
  ["La respuesta se pierde", "Usted lee el mensaje, pero el bot no sabe que llegó y lo repite.",
    { kind: "lose" }, OF_THE_BOT],
  ["La red se corta", "El mensaje no sale. El bot lo envía otra vez y nada se pierde.",
    { kind: "reset" }, OF_THE_BOT],
  ["Telegram se queda mudo", "Nada llega durante unos segundos; después, sí.",
    { kind: "stall", seconds: 4 }, OF_THE_BOT],
  ["El mensaje llega dos veces", "Escriba o pulse: el bot lo recibe dos veces y lo anota una sola.",
    { kind: "duplicate" }, ["message", "callback_query"]],
  ["Los mensajes llegan cambiados", "Escriba dos mensajes: el bot recibe antes el segundo.",
    { kind: "reorder" }, ["message"]],
];
const NAMES = Object.fromEntries(PRESETS.map(([name, , { kind }]) => [kind, name]));
const LEAPS = [["Adelantar 3 minutos", 180], ["Adelantar 25 horas", 90000]];
const ACTS = [
  ["Repetir lo último que envió", "again"], ["Bloquear al bot", "block"], ["Eliminar su cuenta de Telegram", "deactivate"],
];

// *act* does something as the person of this chat.
export function drawer(bot, act) {
  const faults = `/sim/${bot}/faults`;
  const button = (label, onclick, ...more) => element("button", { type: "button", onclick }, label, ...more);
  const tell = (text) => { $("told").textContent = text; };
  const doing = (work, told) => async () => {
    try {
      await work();
      tell(told);
    } catch (problem) {
      tell(problem.message);
    }
    await show();
  };

  async function show() {
    const [ordered, { ahead }] = await Promise.all([ask(faults), ask("/sim/clock")]);
    const lines = ordered.map(({ kind, method, times }) =>
      element("li", {}, `${NAMES[kind]}: ${WHAT[method] ?? method}, ${times === 1 ? "una vez" : `${times} veces`}`));
    $("ordered").replaceChildren(...lines);
    $("mend").disabled = !lines.length;
    $("none").hidden = Boolean(lines.length);
    $("clock").textContent = ahead ? `Va ${inWords(ahead)} por delante de este equipo.` : "Va con la hora de este equipo.";
  }

  const preset = ([name, watch, fault, methods]) => {
    const order = () => Promise.all(methods.map((method) => ask(faults, { ...fault, method })));
    return element("li", {}, button(name, doing(order, `Pedida: ${name}. ${watch}`), element("small", {}, watch)));
  };
  const leap = ([name, seconds]) =>
    button(name, doing(() => ask("/sim/clock", { forward: seconds }), "El reloj se adelantó."));
  const personal = ([name, kind]) => button(name, () => { $("drawer").close(); act(kind); });

  $("presets").replaceChildren(...PRESETS.map(preset));
  $("leaps").replaceChildren(...LEAPS.map(leap));
  $("acts").replaceChildren(...ACTS.map(personal));
  $("mend").onclick = doing(() => ask(faults, undefined, "DELETE"), "Todo está reparado.");
  $("faults").onclick = () => { tell(""); show(); $("drawer").showModal(); };
}

function inWords(seconds) {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.round((seconds % 3600) / 60);
  return [hours && `${hours} h`, minutes && `${minutes} min`].filter(Boolean).join(" ") || "unos segundos";
}
