// What came while one was writing is pointed out before the answer goes: the first Enter shows it, the second sends.
// What lay before the reader's eyes for a moment needs no pointing out any more.
import { gettext } from "./text.js";

const SEEN = 5000;
const A_LOOK = 600; // a second press that comes sooner was meant with the first
const WORDS = {
  incoming: () => gettext("A new message came while you were writing."),
  colleague: () => gettext("A colleague answered while you were writing."),
  other: () => gettext("A colleague has this conversation now. Your reply is kept as a draft."),
  closed: () => gettext("This conversation was closed while you were writing. Your reply is kept as a draft."),
};
const IS_OVER = ["other", "closed"];

export class Meanwhile {
  constructor(form, { onSend }) {
    this.strip = form.querySelector("#meanwhile");
    this.strip.addEventListener("click", ({ target }) => {
      const button = target.closest("[data-meanwhile]");
      if (!button) return;
      if (button.dataset.meanwhile === "show") return void this.show();
      this.hide();
      onSend();
    });
  }

  /** `place` leads there: `isSeen()` and `show()`. */
  tell(what, place = null) {
    if (IS_OVER.includes(this.what) && !IS_OVER.includes(what)) return;
    this.what = what;
    this.isShown = false;
    this.place = place || this.place;
    this.strip.querySelector("span").textContent = WORDS[what]();
    for (const button of this.strip.querySelectorAll("button")) button.hidden = IS_OVER.includes(what);
    this.strip.hidden = false;
    this.watch();
  }

  watch() {
    clearTimeout(this.timer);
    if (IS_OVER.includes(this.what)) return;
    this.timer = setTimeout(() => {
      if (!this.place?.isSeen() || !document.hasFocus()) this.watch();
      else this.hide();
    }, SEEN);
  }

  /** Asked before anything is sent. */
  holds() {
    if (!this.what) return false;
    const isOver = IS_OVER.includes(this.what);
    if (!isOver && !this.isShown) this.show();
    else if (isOver || performance.now() - this.shownAt > A_LOOK) this.hide();
    return isOver || Boolean(this.what);
  }

  show() {
    this.isShown = true;
    this.shownAt = performance.now();
    this.place?.show();
    this.strip.querySelector("span").textContent = gettext("This is new. Enter sends your answer.");
    this.watch();
  }

  hide() {
    clearTimeout(this.timer);
    this.what = null;
    this.isShown = false;
    this.strip.hidden = true;
  }
}
