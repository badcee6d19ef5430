// Templates in the composer: searching, the preview that follows the fields, and what is wrong with them.
import { nodesOf, post } from "./http.js";
import { idsByWords } from "./outbox.js";
import { showProblems } from "./problems.js";

const PAUSE = 180;
const waiting = new WeakMap();

const tries = new WeakMap();

function idsOf(form) {
  if (!tries.has(form)) tries.set(form, idsByWords());
  return tries.get(form);
}

export function filter(picker, text) {
  const wanted = text.trim().toLowerCase();
  for (const offer of picker.querySelectorAll(".offer")) offer.hidden = !offer.dataset.text.includes(wanted);
}

export function fieldsOf(form, { withFiles = true } = {}) {
  const fields = new FormData(form);
  for (const [name, value] of [...fields]) if (value instanceof File && (!withFiles || !value.size)) fields.delete(name);
  fields.append("template", form.dataset.template);
  return fields;
}

export function previewSoon(form, conversation) {
  if (!form) return;
  clearTimeout(waiting.get(form));
  waiting.set(form, setTimeout(() => preview(form, conversation), PAUSE));
}

async function preview(form, conversation) {
  const asked = {};
  form.asked = asked;
  const answer = await post(`/inbox/${conversation}/templates/preview`, fieldsOf(form, { withFiles: false })).catch(() => null);
  if (!answer || form.asked !== asked) return;
  form.querySelector(".offer-preview").replaceChildren(nodesOf(answer.bubble));
  // Nobody is told off for a field that they have not come to yet.
  const begun = Object.entries(answer.problems).filter(([name]) => form.elements[name]?.value);
  showProblems(form, Object.fromEntries(begun));
}

export function clear(form) {
  form.reset();
  showProblems(form, {});
  form.querySelector("input")?.dispatchEvent(new Event("input", { bubbles: true }));
}

/** The answer to what was sent; null when it was refused, which stands at its field then. Throws when that is gone. */
export async function send(form, conversation) {
  const button = form.querySelector("button.primary");
  button.disabled = true;
  try {
    const fields = fieldsOf(form), ids = idsOf(form);
    fields.append("client_id", ids(JSON.stringify([...fields].map(([name, value]) => [name, value.name || value]))));
    const answer = await post(`/inbox/${conversation}/templates/send`, fields);
    tries.delete(form);
    clear(form);
    form.closest("details").open = false;
    return answer;
  } catch (error) {
    if (!form.isConnected) throw error;
    showProblems(form, { [error.attr]: error.detail });
    return null;
  } finally {
    button.disabled = false;
  }
}
