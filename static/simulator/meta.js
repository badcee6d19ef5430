/* Meta's side: orders go to the simulator's own API; the rest of the page is fetched anew while nobody is in it. */
import { api, remove, text, toast } from "./wire.js";

const root = document.body.dataset.root;
const POLL = 2000;
const state = document.querySelector('[data-part="state"]');
const form = document.querySelector('[data-form="order"]');

async function refresh() {
  const response = await fetch(`${root}meta/state`);
  if (!response.ok) throw new Error(String(response.status));
  const fresh = await response.text();
  // A list that is open, or a field that is being written in, stays under the hand.
  if (state.contains(document.activeElement) && document.activeElement.matches("select, input")) return;
  if (fresh !== state.dataset.shown) state.innerHTML = fresh;
  state.dataset.shown = fresh;
}

async function poll() {
  try {
    if (!document.hidden) await refresh();
    if (document.querySelector('[data-part="toast"]').dataset.kind === "offline") toast("");
  } catch {
    toast(text("offline"), "offline");
  }
  setTimeout(poll, POLL);
}

/* Only what the chosen kind needs is asked for. */
function ask() {
  const wanted = form.elements.kind.selectedOptions[0].dataset.asks.split(" ");
  for (const label of form.querySelectorAll("[data-ask]")) label.hidden = !wanted.includes(label.dataset.ask);
}

function orderOf() {
  const field = form.elements;
  const isAsked = (name) => !form.querySelector(`[data-ask="${name}"]`).hidden;
  const order = { kind: field.kind.value };
  if (isAsked("count")) order.count = field.count.value ? Number(field.count.value) : null;
  for (const name of ["code", "seconds", "rate"]) if (isAsked(name) && field[name].value) order[name] = Number(field[name].value);
  if (isAsked("to") && field.to.value) order.to = field.to.value;
  for (const name of ["path", "shape", "reason"]) if (isAsked(name)) order.detail = field[name].value;
  return order;
}

async function change(path, body) {
  await api(`${root}api/${path}`, body);
  toast(text("done"));
}

const actions = {
  "call-off": (button) => remove(`${root}api/faults/${button.dataset.id}`),
  "call-off-all": () => remove(`${root}api/faults`),
  act: (button) => change("account", { act: button.dataset.act }),
};

async function changed(field) {
  const { account, field: name } = field.dataset;
  const value = field.type === "number" ? Number(field.value) : field.value;
  if (account) await change("account", { [account]: value });
  else if (value) await change(`templates/${field.closest("[data-template]").dataset.template}`, { [name]: value });
}

async function safely(work) {
  try {
    await work();
  } catch (problem) {
    toast(problem.detail || text("refused"));
  }
  document.activeElement?.matches(".meta-state select") && document.activeElement.blur();
  await refresh().catch(() => {});
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  safely(() => api(`${root}api/faults`, orderOf()));
});
form.elements.kind.addEventListener("change", ask);
state.addEventListener("click", (event) => {
  const button = event.target.closest("[data-action]");
  if (button) safely(() => actions[button.dataset.action](button));
});
state.addEventListener("change", (event) => safely(() => changed(event.target)));

ask();
setTimeout(poll, POLL);
