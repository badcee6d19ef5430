// Cards drawn aside by a finger: to the right read or unread, to the left closed, or taken where nobody has it. Scrolling
// stays the browser's (`touch-action: pan-y`), and so do the edges of the screen, where its way back begins. Everything
// can be done without it: by the menu, by keys, or with several at once.
import { post } from "./http.js";
import { drawIconOf } from "./icons.js";
import { gettext } from "./text.js";
import { toast } from "./toast.js";

const EDGE = 24, BEGINS = 10, FAR = 96, UNDO = 10000;
const me = document.body.dataset.user;

const ACTS = {
  read: { icon: "mail", word: () => gettext("Read") },
  unread: { icon: "mail", word: () => gettext("Not read") },
  take: { icon: "user-plus", word: () => gettext("Take") },
  close: { icon: "circle-check", word: () => gettext("Close") },
};

export class Swipes {
  constructor(desk, list) {
    Object.assign(this, { desk, list });
    this.hint = document.getElementById("swipe-hint");
    const { cards } = list;
    cards.addEventListener("pointerdown", (event) => this.down(event));
    cards.addEventListener("pointermove", (event) => this.move(event));
    cards.addEventListener("pointerup", (event) => this.up(event));
    cards.addEventListener("pointercancel", () => this.end());
    // What follows is no click on the card.
    cards.addEventListener("click", (event) => this.isOver && this.swallow(event), { capture: true });
  }

  down(event) {
    if (this.from || !event.isPrimary) return this.end(); // a second finger
    const card = event.target.closest(".card"), { clientX } = event;
    const isOn = document.body.dataset.swipes !== "off" && event.pointerType === "touch";
    if (!card || !isOn || clientX < EDGE || clientX > innerWidth - EDGE) return undefined;
    this.isOver = false;
    return (this.from = { card, x: clientX, y: event.clientY });
  }

  move(event) {
    if (!this.from) return;
    const x = event.clientX - this.from.x, y = event.clientY - this.from.y;
    if (!this.act && !this.begins(x, y, event)) return;
    const act = this.offered(x);
    this.act = act;
    this.draw(act ? x : 0);
  }

  /** Clearly to one side; before that it may become anything. */
  begins(x, y, event) {
    if (Math.abs(y) > BEGINS && Math.abs(y) >= Math.abs(x)) this.end();
    if (!this.from || Math.abs(x) < BEGINS || Math.abs(x) < Math.abs(y)) return false;
    this.from.card.setPointerCapture(event.pointerId);
    this.list.isHeld = true; // it stands still below the finger
    this.isOver = true;
    return true;
  }

  /** What can be done with this one, in this direction. */
  offered(x) {
    const { status, agent } = this.from.card.dataset;
    if (status === "closed" || (agent && agent !== me)) return "none";
    if (x > 0) return this.from.card.matches(".is-unread") ? "read" : "unread";
    return agent ? "close" : "take";
  }

  get isFar() { return this.act !== "none" && Math.abs(this.x) >= FAR; }

  draw(x) {
    const { card } = this.from, { act, hint } = this;
    const shown = act === "none" ? x / 4 : x;
    const wasFar = this.isFar;
    this.x = x;
    card.classList.add("is-drawn");
    card.style.transform = `translateX(${shown}px)`;
    hint.hidden = act === "none";
    if (hint.hidden) return;
    const box = card.getBoundingClientRect(), place = this.list.root.getBoundingClientRect();
    const { icon, word } = ACTS[act];
    if (hint.dataset.act !== act) {
      drawIconOf(hint, icon);
      hint.querySelector("b").textContent = word();
    }
    Object.assign(hint.dataset, { act, side: x > 0 ? "left" : "right" });
    Object.assign(hint.style, { top: `${box.top}px`, height: `${box.height}px`, width: `${Math.abs(x)}px`, left: `${x > 0 ? place.left : place.right + x}px` });
    hint.classList.toggle("is-far", this.isFar);
    if (this.isFar && !wasFar) navigator.vibrate?.(10);
  }

  up() {
    if (!this.from) return;
    const { card } = this.from, { act } = this, isMeant = this.isFar;
    if (act) setTimeout(() => (this.isOver = false), 400);
    this.end();
    if (act && isMeant) this.run(act, card);
  }

  /** Back where it was. */
  end() {
    const card = this.from?.card;
    this.from = this.act = null;
    this.x = 0;
    this.hint.hidden = true;
    if (!card?.style.transform) return; // drawn anew meanwhile, it has lost its class
    card.classList.remove("is-drawn");
    card.style.transform = "";
    this.list.release();
  }

  swallow(event) {
    this.isOver = false;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  // --- What it does ---

  async run(act, card) {
    const { id, name } = card.dataset, { desk, list } = this;
    if (act === "unread" && id === desk.id) return void desk.run("unread");
    const fields = act === "close" ? { resolution: "resolved" } : {};
    try {
      await post(`/inbox/${id}/${act}`, fields);
      if (act === "close") toast(gettext("Conversation closed."), { action: gettext("Undo"), onAction: () => this.reopen(id), stays: UNDO });
      if (act === "take") toast(gettext("The conversation is yours."), { action: gettext("Open"), onAction: () => desk.open(id), stays: UNDO });
    } catch (error) {
      toast([name, error.detail].filter(Boolean).join(": "));
    }
    this.renew(id);
  }

  renew(id) {
    this.list.touch(id);
    if (id === this.desk.id) this.desk.thread.sync();
  }

  async reopen(id) {
    await post(`/inbox/${id}/reopen`).catch((error) => toast(error.detail));
    this.renew(id);
  }
}
