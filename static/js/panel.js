// The customer's panel: its sections, and how it is drawn anew under the hands of who reads it.
import { arrange } from "./arrange.js";
import { wireEdits } from "./edit.js";
import { htmx } from "./hx.js";
import { restoreSections, wireSections } from "./sections.js";

export class Panel {
  /** `desk` is asked for what is open when something happens. */
  constructor(desk) {
    wireEdits(desk.place, {
      url: () => `/inbox/${desk.id}/customer`,
      onSaved: () => desk.thread?.sync(),
      onLeft: () => this.isWaiting && this.renew(),
    });
    wireSections(desk.place);
    desk.place.addEventListener("htmx:before:swap", (event) => event.target === this.box && this.comes(event));
    document.addEventListener("htmx:after:settle", ({ detail: { newContent } }) => {
      for (const node of newContent) if (node.matches?.(".peek")) showPeek(node);
    });
  }

  get box() { return document.getElementById("panel"); }

  show() {
    this.isWaiting = false;
    restoreSections(this.box);
  }

  renew() {
    if (this.box) htmx.trigger(this.box, "renew", {}, false);
  }

  /** Not while somebody writes in it: afterwards. */
  comes(event) {
    this.isWaiting = Boolean(this.box.querySelector(".is-editing"));
    if (this.isWaiting) event.preventDefault();
    else restoreSections(event.detail.tasks[0].fragment);
  }
}

/** Another conversation, over this one, to be read and nothing else. */
function showPeek(dialog) {
  for (const act of dialog.querySelectorAll(".item-acts, .reason, .item button")) act.remove();
  dialog.addEventListener("click", (event) => event.target.closest("[data-open]") && dialog.close());
  arrange(dialog.querySelector(".column"));
  const body = dialog.querySelector(".peek-body");
  body.scrollTop = body.scrollHeight;
  body.focus();
}
