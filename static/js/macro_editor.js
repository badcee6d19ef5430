// The page on which macros are written: steps added, moved, dropped, each with the fields of its kind.
import "./menus.js";
import "./there.js";
import { wireProfile } from "./acts.js";
import { post } from "./http.js";
import * as profile from "./profile.js";
import { toast } from "./toast.js";

const form = document.getElementById("macro-form"), list = document.getElementById("steps");

function add(data = {}) {
  const step = document.getElementById("step").content.firstElementChild.cloneNode(true);
  list.append(step);
  const to = data.team ? `team:${data.team}` : data.agent ? `agent:${data.agent}` : "";
  for (const field of step.querySelectorAll("[data-field]")) {
    const { field: name } = field.dataset;
    const value = name === "to" ? to : data[name];
    if (value !== undefined && value !== "") choose(field, String(value), data.name);
  }
  show(step);
  return step;
}

/** What it was about may be gone: then it stands there under the name that it had, until another is chosen. */
function choose(field, value, name) {
  if (field.matches("select") && ![...field.options].some((option) => option.value === value)) field.add(new Option(`${name || value} ✕`, value));
  field.value = value;
}

/** Only what belongs to the step's kind; own words only where no canned response is chosen. */
function show(step) {
  const kind = fieldOf(step, "kind").value, isCanned = kind === "send" && fieldOf(step, "canned_response").value;
  for (const part of step.querySelectorAll("[data-for]")) {
    part.hidden = !part.dataset.for.split(" ").includes(kind) || (part.dataset.words !== undefined && isCanned);
  }
  number();
}

function number() {
  const steps = [...list.children];
  steps.forEach((step, at) => {
    step.querySelector(".macro-number").textContent = at + 1;
    step.querySelector('[data-macro="up"]').disabled = at === 0;
    step.querySelector('[data-macro="down"]').disabled = at === steps.length - 1;
    step.querySelector('[data-macro="drop"]').disabled = steps.length === 1;
  });
  form.querySelector('[data-macro="add"]').disabled = steps.length >= Number(form.dataset.most);
}

const fieldOf = (step, name) => step.querySelector(`[data-field="${name}"]`);

function read(step) {
  const found = {};
  for (const field of step.querySelectorAll("[data-field]")) {
    const { field: name } = field.dataset;
    if (field.closest("[data-for]")?.hidden || !field.value) continue;
    const [kind, id] = name === "to" ? field.value.split(":") : [name, field.value];
    found[kind] = ["canned_response", "label", "team", "agent"].includes(kind) ? Number(id) : field.value;
  }
  return found;
}

/** Told at the step's field, as `steps.1.text`; what belongs to none at the end. */
function refuse(error) {
  const [, at, name] = /^steps\.(\d+)(?:\.(\w+))?$/.exec(error.attr) || [];
  const lines = [...form.querySelectorAll("[data-error], [data-place]")];
  for (const line of lines) line.hidden = true;
  const step = at && list.children[at];
  const line = (step && step.querySelector(`[data-place~="${name}"]`)) || lines.find(({ dataset }) => dataset.error === error.attr) || lines.find(({ dataset }) => dataset.error === "");
  line.textContent = error.detail;
  line.hidden = false;
  const field = step && fieldOf(step, ["team", "agent"].includes(name) ? "to" : name);
  (field || form.elements[error.attr])?.focus();
}

async function save() {
  const fields = new FormData(form);
  fields.set("steps", JSON.stringify([...list.children].map(read)));
  const button = form.querySelector("button.primary");
  button.disabled = true;
  try {
    await post(`${form.dataset.url}/save`, fields);
    location.assign("/macros");
  } catch (error) {
    refuse(error);
    button.disabled = false;
  }
}

const acts = {
  add: () => fieldOf(add(), "kind").focus(),
  up: (step) => step.previousElementSibling.before(step),
  down: (step) => step.nextElementSibling.after(step),
  drop: (step) => step.remove(),
  delete: (_, button) => confirm(button.dataset.ask) && post(`${form.dataset.url}/delete`).then(() => location.assign("/macros"), (error) => toast(error.detail)),
};

wireProfile();
profile.showTheme();
form?.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-macro]");
  if (!button) return;
  acts[button.dataset.macro](button.closest(".macro-step"), button);
  number();
  if (!button.disabled && button.isConnected) button.focus();
});
form?.addEventListener("change", ({ target }) => {
  const step = target.closest(".macro-step");
  if (step) show(step);
});
form?.addEventListener("submit", (event) => {
  event.preventDefault();
  save();
});
if (form) {
  const steps = JSON.parse(form.dataset.steps);
  for (const step of steps.length ? steps : [{}]) add(step);
}
document.addEventListener("desk:signed-out", () => location.reload());
