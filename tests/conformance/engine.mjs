// The other engine: ODK Web Forms walks through forms, and tells all that a person could see.
// In: [{xform, walks: [[step]]}]; a step is [name, value] or [code of a language].
// Out: for each form and walk, what is seen at the start and after each step.
import { readFileSync } from 'node:fs';
import { JSDOM } from 'jsdom';

const { window } = new JSDOM('', { url: 'http://localhost/' });
for (const name of Object.getOwnPropertyNames(window)) {
  if (!(name in globalThis)) globalThis[name] = window[name];
}
globalThis.__dirname = '/';
globalThis.module = {};
const { loadForm } = await import('@getodk/xforms-engine');

const text = (range) => range?.asString ?? '';

/** Every question by its name, in the order of the form; groups and metadata are none. */
const questions = (node, found = new Map()) => {
  for (const child of node.currentState.children ?? []) {
    const name = child.currentState.reference.split('/').pop();
    if (name === 'meta') continue;
    if (child.currentState.children) questions(child, found);
    else if (!child.definition.bind.preload) found.set(name, child);
  }
  return found;
};

const seenOf = ({ currentState, validationState }) => {
  const violation = validationState.violation;
  return {
    value: currentState.instanceValue,
    required: currentState.required,
    label: text(currentState.label),
    hint: text(currentState.hint),
    choices: (currentState.valueOptions ?? []).map((it) => [it.value, text(it.label)]),
    fault: violation?.condition ?? '',
    message: text(violation?.message),
  };
};

const seen = (nodes) =>
  Object.fromEntries(
    [...nodes].filter(([, it]) => it.currentState.relevant).map(([name, it]) => [name, seenOf(it)]),
  );

const set = (node, value) => {
  if (node.nodeType === 'select') node.selectValues(value.split(' ').filter(Boolean));
  else if (node.nodeType === 'trigger') node.setValue(value === 'OK');
  else node.setValue(value);
};

/** An answer that is no longer offered shows as none; forgotten at once, it never comes back. */
const forget = (node) => {
  if (node.nodeType === 'select' && node.currentState.relevant) {
    node.selectValues(node.currentState.value);
  }
};

const go = ({ root, nodes }, step) => {
  if (step.length === 1) {
    root.setLanguage(root.languages.find((it) => it.language.endsWith(`(${step[0]})`)));
    return;
  }
  set(nodes.get(step[0]), step[1]);
  nodes.forEach(forget);
};

/** Somebody who has taken these steps. */
const person = (form, steps) => {
  const { root } = form.createInstance();
  const somebody = { root, nodes: questions(root) };
  for (const step of steps) go(somebody, step);
  return somebody;
};

/** As in a chat, a refused answer is shown as refused, and then it is as if it never was. */
const walk = (form, steps) => {
  const kept = [];
  let walker = person(form, kept);
  const states = [seen(walker.nodes)];
  for (const step of steps) {
    go(walker, step);
    const answered = walker.nodes.get(step.length === 2 ? step[0] : null);
    const refused = Boolean(answered?.validationState.violation);
    states.push({ ...(answered && { '': { refused } }), ...seen(walker.nodes) });
    if (refused) walker = person(form, kept);
    else kept.push(step);
  }
  return states;
};

const nothing = async () => new Response('', { status: 404 });
const options = { fetchFormAttachment: nothing, missingResourceBehavior: 'BLANK' };
const results = [];
for (const { xform, walks } of JSON.parse(readFileSync(0, 'utf8'))) {
  const form = await loadForm(xform, options);
  if (form.error) throw form.error;
  results.push(walks.map((steps) => walk(form, steps)));
}
process.stdout.write(JSON.stringify(results));
