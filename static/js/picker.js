// The templates over the composer's field.
import { getText, nodesOf } from "./http.js";
import * as templates from "./offers.js";
import { gettext } from "./text.js";

export class Picker {
  /** `isWanted()`: whether the composer is at an answer; `isForced()`: whether nothing but a template can be sent. */
  constructor(form, { conversation, isWanted, isForced, onSent, onRefused }) {
    Object.assign(this, { conversation, isWanted, isForced, onSent, onRefused });
    this.box = form.querySelector("#template-picker");
    this.box.addEventListener("input", (event) => {
      if (event.target.matches("[data-offers]")) templates.filter(this.box, event.target.value);
      else templates.previewSoon(event.target.form, this.conversation);
    });
  }

  fit() {
    this.box.hidden = !this.isWanted() || !this.isForced();
  }

  async show() {
    this.box.hidden = !this.isWanted();
    if (this.box.childElementCount) return;
    try {
      this.box.replaceChildren(nodesOf(await getText(`/inbox/${this.conversation}/templates`)));
    } catch (error) {
      this.onRefused(error);
    }
  }

  toggle() {
    if (!this.box.hidden) this.box.hidden = true;
    else this.show();
  }

  async send(form) {
    const answer = await templates.send(form, this.conversation).catch((error) => void this.onRefused(error, gettext("A template was not sent.")));
    if (!answer) return;
    this.onSent(answer);
    if (!this.isForced()) this.box.hidden = true;
  }
}
