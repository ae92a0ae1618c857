// Questions and orders to the simulator, see sim.py and trial.py.

export async function ask(path, body, method = body ? "POST" : "GET") {
  const options = { method, headers: { "Content-Type": "application/json" }, body: body && JSON.stringify(body) };
  const answer = await fetch(path, options).catch(() => { throw new Error("El simulador no responde."); });
  const content = await answer.json();
  if (!answer.ok) throw new Error(content.error);
  return content;
}

export function notice(text) {
  const toast = Object.assign(document.createElement("p"), { textContent: text });
  document.getElementById("notices").append(toast);
  setTimeout(() => toast.remove(), 3000 + 60 * text.length);
}
