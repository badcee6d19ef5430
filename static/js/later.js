// Sending later: the form beside the send button, and what waits over the field.
import { post } from "./http.js";
import { idsByWords } from "./outbox.js";
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
    this.ids = idsByWords();
    this.due.min = local(new Date());
    this.due.value = local(PRESETS.hour());
    this.form.querySelector('[data-preset="evening"]').hidden = PRESETS.evening() < new Date();
    this.refuse(this.whyNot);
  }

  /** Only words can wait for their time; empty when they can. */
  get whyNot() {
    const { tray, replyTo, field } = this.composer;
    if (tray.good.length) return gettext("Files cannot be sent later. Send them now, or remove them first.");
    if (replyTo) return gettext("What is sent later quotes no message. Take the quote away first.");
    return field.value.trim() ? "" : gettext("Write the message first.");
  }

  clicked(target) {
    const preset = target.closest("[data-preset]");
    if (preset) this.due.value = local(PRESETS[preset.dataset.preset]());
    if (target.closest('[data-later="templates"]')) {
      this.form.hidePopover();
      this.composer.picker.show();
    }
  }

  async schedule() {
    if (this.whyNot) return void this.refuse(this.whyNot);
    const content = this.composer.field.value, due = new Date(this.due.value);
    const fields = { content, due_at: Number.isNaN(due.getTime()) ? "" : due.toISOString(), offered: this.composer.drafts.offered };
    if (this.form.elements.keep.checked) fields.keep = "1";
    fields.client_id = this.ids(JSON.stringify(fields));
    const button = this.form.querySelector("button.primary");
    button.disabled = true;
    try {
      await post(this.url, fields);
      if (this.composer.field.value === content) this.composer.clear();
      if (this.form.matches(":popover-open")) this.composer.focus();
      this.form.hidePopover();
      this.form.reset();
      this.onChanged();
    } catch (error) {
      if (!this.form.matches(":popover-open")) return void this.composer.onRefused(error, gettext("A message was not scheduled; it is still in the field."));
      this.refuse(error.detail, error.code === "window_closed_by_then");
      this.due.focus();
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
    const hadFocus = document.activeElement === button;
    button.disabled = true;
    const ask = () => post(`${this.url}/${row.dataset.scheduled}/${later === "send" ? "send" : "cancel"}`);
    try {
      const answer = await ask().catch((error) => (error.isPassing ? this.askAgain(ask, row) : Promise.reject(error)));
      if (later === "edit") {
        this.composer.giveBack(answer.content);
        answer.offered.forEach((id) => this.composer.drafts.addOffered(id));
      }
    } catch (error) {
      toast(error.detail);
    }
    button.disabled = false;
    if (hadFocus && later !== "edit") button.focus({ preventScroll: true });
    this.onChanged();
  }

  /** Nobody answered. What is dropped by now was so by the first try, and its words are here. */
  askAgain(ask, row) {
    return ask().catch((error) => {
      if (error.code !== "cancelled") throw error;
      return { content: row.dataset.content, offered: [] };
    });
  }
}

/** As the field wants it: the agent's own clock, to the minute. */
function local(date) {
  return new Date(date.getTime() - date.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
}
