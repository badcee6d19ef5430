// What comes after a conversation was closed, set aside or given away, as each person chose it (`data-afterwards`):
// it stays before them, the next one of the list is opened, or the list is shown again.
import { getJson } from "./http.js";
import { fetchAhead } from "./panes.js";
import { fill, gettext } from "./text.js";
import { toast } from "./toast.js";

const ENDING = ["close", "snooze", "transfer"], LOOKED_AT = 5, STAYS = 10000;
const chosen = () => document.body.dataset.afterwards;

export class Afterwards {
  constructor(desk, list) {
    Object.assign(this, { desk, list });
    // While it is asked how it ended, the next one is fetched.
    document.addEventListener("toggle", ({ target, newState }) => {
      if (newState === "open" && chosen() === "next" && ENDING.includes(target.dataset?.command)) this.fetch();
    }, { capture: true });
  }

  fetch() {
    const [next] = this.candidates();
    if (next) fetchAhead(next.dataset.id);
  }

  /** Told of each command once it was done in the conversation `id`. Who has begun to write there, or has gone
   * elsewhere, stays. */
  async done(name, id) {
    const { desk } = this;
    if (!ENDING.includes(name) || chosen() === "stay" || !this.isHere(id)) return;
    const next = await this.next();
    if (!this.isHere(id)) return;
    if (name === "transfer") toast(gettext("Conversation transferred."), { action: gettext("Show"), onAction: () => desk.open(id), stays: STAYS });
    if (chosen() === "list" || !next) this.toList(next);
    else await this.open(next);
  }

  isHere(id) {
    const { desk } = this, focused = document.activeElement;
    const isWriting = focused?.closest("#composer") ? desk.composer?.field.value : focused?.closest("#panel, dialog");
    return desk.id === id && !desk.isAwaiting && !isWriting;
  }

  async open(card) {
    const { id, name } = card.dataset, { desk } = this;
    card.scrollIntoView({ block: "nearest" });
    await desk.open(id);
    if (desk.id !== id) return;
    desk.thread.scroller.focus({ preventScroll: true });
    document.getElementById("announcer").textContent = fill(gettext("Next: %(name)s"), { name });
  }

  toList(card) {
    this.desk.back();
    (card || this.list.cards.querySelector(".card"))?.focus({ preventScroll: true });
  }

  /** The next of the list as it is now: one that a colleague has taken meanwhile may stand there only because the
   * pointer keeps the list still, or because the news is on its way. */
  async next() {
    const near = this.candidates().slice(0, LOOKED_AT), { query } = this.list;
    if (!near.length) return null;
    for (const card of near) query.append("id", card.dataset.id);
    const answer = await getJson(`/inbox/cards?${query}`).catch(() => null);
    return answer && near.find((card) => answer.cards[card.dataset.id] && card.isConnected);
  }

  /** Those below it, or below where it stood, then those above. */
  candidates() {
    const { list } = this;
    const cards = [...list.cards.querySelectorAll(".card")];
    const at = cards.findIndex((card) => card.dataset.id === list.selected);
    const behind = cards.findIndex((card) => card.dataset.key > list.selectedKey);
    const from = at >= 0 ? at + 1 : !list.selectedKey ? 0 : behind < 0 ? cards.length : behind;
    return [...cards.slice(from), ...cards.slice(0, at >= 0 ? at : from).reverse()];
  }
}
