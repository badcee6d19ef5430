// Editing in place: a value becomes a field where it stands, and is saved by itself when one leaves it.
import { nodesOf, post } from "./http.js";
import { fill, gettext } from "./text.js";
import { toast } from "./toast.js";

const TYPES = { email: "email", date: "date" };

/** `url()` is where a field is saved; `onSaved` hears of each that was, `onLeft` of each end. */
export function wireEdits(root, { url, onSaved, onLeft }) {
  root.addEventListener("click", (event) => {
    const button = event.target.closest("[data-edit]");
    if (button) new Edit(button.closest("[data-field]"), { url: url(), onSaved, onLeft });
  });
}

class Edit {
  constructor(row, { url, onSaved, onLeft }) {
    Object.assign(this, { row, url, onSaved, onLeft });
    this.known = row.dataset.written;
    this.button = row.querySelector("[data-edit]");
    this.box = document.createElement("div");
    this.box.className = "fact-edit";
    this.field = fieldFor(row);
    this.line = Object.assign(document.createElement("p"), { className: "form-error", id: `wrong-${row.dataset.field}`, hidden: true });
    this.line.setAttribute("role", "alert");
    this.box.append(this.field, this.line);
    this.button.hidden = true;
    this.button.after(this.box);
    row.classList.add("is-editing");
    this.box.addEventListener("keydown", (event) => this.pressed(event));
    this.box.addEventListener("focusout", (event) => this.box.contains(event.relatedTarget) || this.save(false));
    this.field.focus();
    this.field.select?.();
  }

  pressed(event) {
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      this.leave(true);
    } else if (event.key === "Enter" && event.target === this.field && !event.isComposing && (event.ctrlKey || !this.field.matches("textarea"))) {
      event.preventDefault();
      this.save(true);
    }
  }

  async save(focus) {
    if (this.isOver || this.isSaving) return;
    // What is refused stays refused until it is changed.
    if (this.field.value === this.refused) return;
    if (this.field.value.trim() === this.row.dataset.written) return void this.leave(focus);
    this.isSaving = true;
    this.row.setAttribute("aria-busy", "true");
    try {
      const answer = await post(this.url, { field: this.row.dataset.field, value: this.field.value, known: this.known });
      const fresh = nodesOf(answer.fact).firstElementChild;
      this.isOver = true;
      this.row.replaceWith(fresh);
      if (focus) fresh.querySelector("[data-edit]").focus();
      this.onSaved();
      this.onLeft();
    } catch (error) {
      this.refuse(error);
    } finally {
      this.isSaving = false;
      this.row.removeAttribute("aria-busy");
    }
  }

  refuse(error) {
    if (!this.row.isConnected) return this.tellElsewhere(error.detail);
    if (!error.isPassing) this.refused = this.field.value;
    this.line.textContent = error.detail;
    this.line.hidden = false;
    this.field.setAttribute("aria-invalid", "true");
    this.field.setAttribute("aria-describedby", this.line.id);
    this.field.addEventListener("input", () => this.forgive(), { once: true });
    if (error.code === "changed_meanwhile") this.offerBoth(error.current);
    return undefined;
  }

  /** Another conversation is open by now. */
  tellElsewhere(why) {
    const told = { label: this.row.dataset.label, value: this.field.value || "–", why };
    toast(fill(gettext("“%(label)s” was not saved as “%(value)s”: %(why)s"), told), { stays: 20000 });
  }

  forgive() {
    this.refused = null;
    this.line.hidden = true;
    this.field.removeAttribute("aria-invalid");
  }

  /** A colleague was quicker: whoever reads both decides. */
  offerBoth(current) {
    const mine = button(fill(gettext("Save mine: %(value)s"), { value: this.field.value || "–" }), () => {
      this.known = current;
      this.refused = null;
      this.save(true);
    });
    const theirs = button(gettext("Keep the colleague's"), () => this.leave(true));
    const acts = document.createElement("span");
    acts.className = "fact-acts";
    acts.append(theirs, mine);
    this.line.append(acts);
  }

  leave(focus) {
    if (this.isOver) return;
    this.isOver = true;
    this.row.classList.remove("is-editing");
    this.button.hidden = false;
    this.box.remove();
    if (focus) this.button.focus();
    this.onLeft();
  }
}

function button(text, act) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "link", textContent: text });
  made.addEventListener("click", act);
  return made;
}

function fieldFor({ dataset }) {
  const { kind, written, label, longest } = dataset;
  const field = kind === "choice" || kind === "checkbox" ? chooser(dataset) : document.createElement(kind === "long" ? "textarea" : "input");
  field.className = "input";
  field.setAttribute("aria-label", label);
  if (field.matches("input")) field.type = TYPES[kind] || "text";
  if (kind === "number") field.inputMode = "decimal";
  if (kind === "long") field.rows = Math.min(10, Math.max(3, written.split("\n").length + 1));
  if (!field.matches("select") && kind !== "date") field.maxLength = Number(longest);
  field.value = kind === "number" ? written.replace(".", document.documentElement.lang.startsWith("pt") ? "," : ".") : written;
  return field;
}

function chooser({ kind, choices, written }) {
  const select = document.createElement("select");
  const known = kind === "checkbox" ? [["true", gettext("Yes")], ["false", gettext("No")]] : choices.split("\n").map((one) => [one, one]);
  // What was chosen once may be no choice any more.
  if (written && !known.some(([value]) => value === written)) known.unshift([written, written]);
  for (const [value, text] of [["", "–"], ...known]) select.append(new Option(text, value));
  return select;
}
