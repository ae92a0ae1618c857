// A message as DOM nodes: text never becomes markup.

const TAGS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s",
  code: "code", pre: "pre", blockquote: "blockquote", spoiler: "mark",
};

export function element(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
}

// Offsets are UTF-16 units, as in JavaScript's strings.
function* pieces(text, entities) {
  const cuts = new Set([0, text.length]);
  for (const { offset, length } of entities) cuts.add(offset).add(offset + length);
  const places = [...cuts].sort((a, b) => a - b);
  for (let i = 0; i + 1 < places.length; i++) {
    const [from, to] = [places[i], places[i + 1]];
    const over = entities.filter((e) => e.offset <= from && to <= e.offset + e.length);
    yield over.reduceRight(wrapped, document.createTextNode(text.slice(from, to)));
  }
}

function wrapped(node, { type, url, unix_time }) {
  const text = node.textContent;
  if (type === "bot_command") {
    return element("button", { className: "command", type: "button" }, node);
  }
  const href = { text_link: url, url: text }[type];
  if (/^https?:/.test(href ?? "")) {
    return element("a", { href, target: "_blank", rel: "noopener noreferrer" }, node);
  }
  if (type === "date_time") {
    const instant = new Date(unix_time * 1000);
    const title = instant.toLocaleString("es", { dateStyle: "full", timeStyle: "short" });
    return element("time", { dateTime: instant.toISOString(), title: `En su hora local: ${title}` }, node);
  }
  return TAGS[type] ? element(TAGS[type], {}, node) : node;
}

function attachment(message) {
  const file = (id) => `/sim/files/${encodeURIComponent(id)}`;
  if (message.photo) {
    const [{ file_id, width, height }] = message.photo;
    const alt = message.caption || "Foto";
    return element("img", { src: file(file_id), alt, width, height });
  }
  if (message.document) {
    const { file_id, file_name, file_size } = message.document;
    const size = element("span", {}, `Documento, ${weight(file_size)}`);
    const link = { href: file(file_id), download: file_name, className: "file" };
    return element("a", link, element("div", {}, element("strong", {}, file_name), size));
  }
  if (message.location) {
    const { latitude, longitude } = message.location;
    const { title, address } = message.venue ?? { title: "Ubicación" };
    const where = element("span", {}, `${latitude.toFixed(4)}, ${longitude.toFixed(4)}`);
    const place = [element("strong", {}, title), ...(address ? [element("span", {}, address)] : []), where];
    return element("div", { className: "place" }, ...place);
  }
  if (message.sticker) return element("p", { className: "sticker" }, message.sticker.emoji);
  if (message.voice) return element("p", { className: "odd" }, "🎤 Nota de voz, 1 s");
  return "";
}

function weight(bytes) {
  return bytes < 1024 ? `${bytes} bytes` : `${Math.round(bytes / 1024).toLocaleString("es")} KB`;
}

function buttons({ message_id, reply_markup }) {
  const rows = reply_markup?.inline_keyboard ?? [];
  return rows.map((row, y) => element("div", { className: "row" }, ...row.map((button, x) => {
    if (button.url) {
      return element("a", { href: button.url, target: "_blank", rel: "noopener noreferrer" }, `${button.text} ↗`);
    }
    const node = element("button", { type: "button", className: button.style ?? "" }, button.text);
    Object.assign(node.dataset, { message: message_id, row: y, column: x });
    return node;
  })));
}

export function bubble(message) {
  const time = new Date(message.date * 1000).toLocaleTimeString("es", { hour: "2-digit", minute: "2-digit" });
  const text = message.text ?? message.caption ?? "";
  const entities = message.entities ?? message.caption_entities ?? [];
  const who = element("span", { className: "unseen" }, message.from.is_bot ? "Bot: " : "Usted: ");
  const stamp = element("small", {}, message.edit_date ? `editado ${time}` : time);
  const said = element("p", { className: "text" }, ...pieces(text, entities));
  const body = element("div", { className: "bubble" }, who, attachment(message), text ? said : "", stamp);
  const item = element("li", { className: message.from.is_bot ? "bot" : "me" }, body, ...buttons(message));
  item.dataset.id = message.message_id;
  return item;
}
