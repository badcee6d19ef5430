// The page on which macros are written: steps added, moved, dropped, each with the fields of its kind.
import "./page.js";
import { Alpine } from "./state.js";

const FIELDS = {
  send: ["canned_response", "text"],
  note: ["text"],
  add_label: ["label"],
  remove_label: ["label"],
  priority: ["priority"],
  transfer: ["to", "reason"],
  close: ["resolution", "notes"],
};
const NUMBERS = ["canned_response", "label", "team", "agent"];
const NEW = { kind: "send", canned_response: "", text: "", label: "", priority: "high", to: "", reason: "", resolution: "resolved", notes: "" };
let made = 0;

function stepOf(given) {
  const words = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value)]));
  const to = given.team ? `team:${given.team}` : given.agent ? `agent:${given.agent}` : "";
  return { ...NEW, ...words, to, key: (made += 1) };
}

/** Own words only where no canned response is chosen. */
const fieldsOf = (step) => (step.kind === "send" && step.canned_response ? ["canned_response"] : FIELDS[step.kind]);

function written(step) {
  const found = { kind: step.kind };
  for (const name of fieldsOf(step)) {
    if (!step[name]) continue;
    const [kind, id] = name === "to" ? step.to.split(":") : [name, step[name]];
    found[kind] = NUMBERS.includes(kind) ? Number(id) : step[name];
  }
  return found;
}

Alpine.data("macro", () => ({
  steps: [],
  wrong: { at: null, name: "", detail: "" },

  init() {
    // What was brought back (unfinished.js), or what is saved.
    const given = JSON.parse(this.$root.elements.steps.value || this.$root.dataset.steps);
    this.steps = (given.length ? given : [{}]).map(stepOf);
    this.$watch("written", () => this.$nextTick(() => this.$root.dispatchEvent(new Event("change"))));
  },

  get written() {
    return JSON.stringify(this.steps.map(written));
  },

  get isFull() {
    return this.steps.length >= Number(this.$root.dataset.most);
  },

  has(step, name) {
    return fieldsOf(step).includes(name);
  },

  problem(at, name) {
    return this.wrong.at === at && this.wrong.name === name ? this.wrong.detail : "";
  },

  /** What it was about may be gone: then it stands there under the name that it had, until another is chosen. */
  keep(select, value, name) {
    if (value && ![...select.options].some((option) => option.value === value)) select.add(new Option(`${name || value} ✕`, value));
  },

  add() {
    this.steps.push(stepOf({}));
    this.focus(this.steps.length - 1, "kind");
  },

  move(at, by) {
    const button = this.$el;
    this.steps.splice(at + by, 0, ...this.steps.splice(at, 1));
    this.$nextTick(() => button.disabled || button.focus());
  },

  drop(at) {
    this.steps.splice(at, 1);
    this.focus(Math.min(at, this.steps.length - 1), "kind");
  },

  focus(at, name) {
    this.$nextTick(() => this.$root.querySelectorAll(".macro-step")[at].querySelector(`[data-field="${name}"]`)?.focus());
  },

  /** At the step's field, as `steps.1.text`; what belongs to none is told as in every form. */
  refused(event) {
    const { attr, detail } = event.detail, [, at, name] = /^steps\.(\d+)\.(\w+)$/.exec(attr) || [];
    const field = ["team", "agent"].includes(name) ? "to" : name;
    this.wrong = { at: at && Number(at), name: field, detail };
    if (!at) return;
    event.preventDefault();
    this.focus(Number(at), field);
  },
}));
