// Sending later: the form beside the send button, and what waits over the field.
import { post } from "./http.js";
import { newId } from "./outbox.js";
import { gettext } from "./text.js";
import { toast } from "./toast.js";

const HOUR = 3600000;
const at = (days, hour) => {
  const day = new Date();
  day.setDate(day.getDate() + days);
  day.setHours(hour, 0, 0, 0);
  return day;
};
const PRESETS = { hour: () => new Date(Date.now() + HOUR), evening: () => at(0, 18), morning: () => at(1, 9) };

export class Later {
  /** `composer` has the words; `onChanged` renews what is around the thread. */
  constructor(root, { conversation, composer, onChanged }) {
    Object.assign(this, { root, composer, onChanged });
    this.url = `/inbox/${conversation}/scheduled`;
    this.form = document.getElementById("later");
    this.due = this.form.elements.due;
    this.form.addEventListener("beforetoggle", (event) => event.newState === "open" && this.prepare());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.schedule();
    });
    this.form.addEventListener("click", ({ target }) => this.clicked(target));
    root.addEventListener("click", ({ target }) => {
      const button = target.closest("[data-scheduled] [data-later]");
      if (button) this.change(button);
    });
  }

  prepare() {
    this.id = newId();
    this.refuse("");
    this.due.min = local(new Date());
    this.due.value = local(PRESETS.hour());
    this.form.querySelector('[data-preset="evening"]').hidden = PRESETS.evening() < new Date();
    if (!this.composer.field.value.trim()) this.refuse(gettext("Write the message first."));
  }

  clicked(target) {
    const preset = target.closest("[data-preset]");
    if (preset) this.due.value = local(PRESETS[preset.dataset.preset]());
    if (target.closest('[data-later="templates"]')) {
      this.form.hidePopover();
      this.composer.showTemplates();
    }
  }

  async schedule() {
    const content = this.composer.field.value;
    const fields = { content, due_at: new Date(this.due.value).toISOString(), client_id: this.id, offered: this.composer.drafts.offered };
    if (this.form.elements.keep.checked) fields.keep = "1";
    const button = this.form.querySelector("button.primary");
    button.disabled = true;
    try {
      await post(this.url, fields);
      if (this.composer.field.value === content) this.composer.clear();
      this.form.hidePopover();
      this.form.reset();
      this.composer.focus();
      this.onChanged();
    } catch (error) {
      this.refuse(error.detail, error.code === "window_closed_by_then");
    } finally {
      button.disabled = false;
    }
  }

  refuse(text, offersTemplates = false) {
    const line = this.form.querySelector(".form-error");
    line.textContent = text;
    line.hidden = !text;
    this.form.querySelector('[data-later="templates"]').hidden = !offersTemplates;
  }

  async change(button) {
    const { later } = button.dataset, row = button.closest("[data-scheduled]");
    if (later === "edit" && this.composer.field.value.trim()) {
      toast(gettext("Send or clear what is in the field first."));
      return;
    }
    button.disabled = true;
    try {
      const answer = await post(`${this.url}/${row.dataset.scheduled}/${later === "send" ? "send" : "cancel"}`);
      if (later === "edit") {
        this.composer.giveBack(answer.content);
        answer.offered.forEach((id) => this.composer.drafts.addOffered(id));
      }
    } catch (error) {
      toast(error.detail);
    }
    button.disabled = false;
    this.onChanged();
  }
}

/** As the field wants it: the agent's own clock, to the minute. */
function local(date) {
  return new Date(date.getTime() - date.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
}
