// The bot's settings: saved over nobody else's change, put back as they were, and played against before they are.
import "./page.js";
import { htmx } from "./hx.js";
import { showProblems } from "./problems.js";
import { Alpine } from "./state.js";
import { gettext } from "./text.js";
import { toast } from "./toast.js";

Alpine.data("settings", () => ({
  isDirty: false,
  isTyped: false,
  told: "",
  theirs: [],

  init() {
    addEventListener("beforeunload", (event) => this.isDirty && event.preventDefault());
  },

  touch() {
    this.isDirty = this.isTyped = true;
  },

  sent() {
    this.told = "";
    this.isTyped = false;
  },

  /** What was typed while it was under way is not saved. */
  saved() {
    this.isDirty = this.isTyped;
    toast(gettext("Saved."));
  },

  /** A colleague was quicker: whoever reads both decides. */
  refused(event) {
    const { code, detail, current } = event.detail;
    if (code !== "changed_meanwhile") return;
    event.preventDefault();
    this.told = detail;
    this.version = current.version;
    this.theirs = Object.entries(current.values).map(([name, value]) => ({ name, value, label: current.labels[name], shown: this.shown(name, value) }));
    this.$nextTick(() => this.$refs.conflict.focus());
  },

  take() {
    for (const { name, value } of this.theirs) this.set(name, value);
    this.settle();
  },

  settle() {
    this.$refs.form.elements.seen.value = this.version;
    this.told = "";
    this.focusSave();
  },

  /** What a change took away stands in the form again, and is saved by whoever looked at it. */
  undo() {
    for (const [name, value] of Object.entries(JSON.parse(this.$el.dataset.was))) this.set(name, value);
    this.touch();
    toast(gettext("Back in the form; not saved yet."));
    this.focusSave();
  },

  set(name, value) {
    const field = this.$refs.form.elements[name];
    if (field?.type === "checkbox") field.checked = Boolean(value);
    // A team is told by its name.
    else if (field?.options) field.value = [...field.options].find((one) => one.value === value || (value && one.text === value))?.value ?? "";
    else if (field) field.value = value;
  },

  shown(name, value) {
    const field = this.$refs.form.elements[name];
    if (field?.type === "checkbox") return value ? gettext("yes") : gettext("no");
    return [...(field?.options ?? [])].find((option) => option.value === value)?.text || value || "–";
  },

  focusSave() {
    this.$nextTick(() => this.$refs.save.focus());
  },
}));

Alpine.data("rehearsal", () => ({
  isPlaying: false,
  sent: "",

  get field() {
    return this.$refs.talk.elements.line;
  },

  begin(event) {
    this.sent = this.field.value;
    // A person has it: the next line is another conversation's.
    if (this.$refs.log.querySelector(".over")) this.clear();
    if (this.sent.trim() && !this.isPlaying) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },

  clear() {
    this.$refs.log.replaceChildren();
    showProblems(this.$refs.talk, {});
  },

  answered() {
    if (this.isPlaying) return;
    if (this.field.value === this.sent) this.field.value = "";
    this.field.focus();
  },

  /** Every line anew, until one is refused or handed over. */
  async again() {
    const { log, talk } = this.$refs, lines = [...log.querySelectorAll(".said")].map((one) => one.textContent);
    const [target, swap] = [talk.getAttribute("hx-target"), talk.getAttribute("hx-swap")];
    this.isPlaying = true;
    this.clear();
    for (const [at, line] of lines.entries()) {
      await htmx.ajax("POST", talk.getAttribute("hx-post"), { source: talk, target, swap, values: { line } });
      if (log.querySelector(".over") || log.querySelectorAll(".said").length !== at + 1) break;
    }
    this.isPlaying = false;
  },

  /** What is wrong among the settings is told there, too. */
  refused({ detail: { attr, detail } }) {
    const settings = document.getElementById("settings-form");
    if (!settings.elements[attr]) return;
    showProblems(settings, { [attr]: detail });
    settings.elements[attr].focus();
  },
}));

document.addEventListener("desk:signed-out", () => toast(gettext("Sign in again in another tab; nothing is lost here.")));
