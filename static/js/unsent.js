// Cards whose conversation holds something of mine that is not sent: a file in the tray, a message that waits for the
// server or was refused. The card has the mark; here it is only shown.
import { keptPlaces, onGone } from "./keeping.js";
import { Outbox } from "./outbox.js";

const SOON = 150, PATIENCE = 3000;

export class Unsent {
  constructor(cards, uploads) {
    Object.assign(this, { cards, uploads });
    this.ids = new Set();
    document.addEventListener("desk:unsent", () => this.lookIn(SOON));
    addEventListener("storage", ({ key }) => key?.startsWith("outbox.") && this.lookIn(SOON)); // another window's
    onGone(() => this.lookIn(SOON));
    new MutationObserver(() => this.draw()).observe(cards, { childList: true });
    this.look();
  }

  lookIn(pause) {
    clearTimeout(this.looking);
    this.looking = setTimeout(() => this.look(), pause);
  }

  async look() {
    const { ids, isMore } = Outbox.late(PATIENCE);
    this.ids = new Set([...ids, ...this.uploads.places, ...(await keptPlaces())]);
    this.draw();
    if (isMore) this.lookIn(PATIENCE);
  }

  draw() {
    for (const card of this.cards.querySelectorAll(".card")) card.classList.toggle("has-unsent", this.ids.has(card.dataset.id));
  }
}
