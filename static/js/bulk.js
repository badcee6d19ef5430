// Several conversations at once: chosen at their pictures, with Shift as far as the last, or with the keyboard.
import { rescueFocus } from "./focus.js";
import { patiently, post } from "./http.js";
import { fill, gettext, ngettext } from "./text.js";
import { toast } from "./toast.js";

const MOST = 200, UNDO = 10000;

export class Bulk {
  constructor(list) {
    this.list = list;
    this.chosen = new Set();
    this.bar = document.getElementById("bulk");
    this.errors = document.getElementById("bulk-errors");
    list.cards.addEventListener("click", (event) => this.clicked(event), { capture: true });
    list.onOther = () => this.chosen.size && this.none(); // nothing is done with what is not seen
    list.cards.addEventListener("mousedown", (event) => event.shiftKey && event.preventDefault());
    // Cards are drawn anew all the time: what is chosen is marked on those that stand there.
    new MutationObserver(() => this.mark()).observe(list.cards, { childList: true, subtree: true });
    this.bar.addEventListener("submit", (event) => {
      event.preventDefault();
      this.apply();
    });
    this.bar.addEventListener("click", ({ target }) => {
      if (target.closest('[data-act="bulk-all"]')) this.all();
      if (target.closest('[data-act="bulk-none"]')) this.none();
    });
  }

  clicked(event) {
    const card = event.target.closest(".card");
    const isPick = event.target.closest("[data-pick]") || (event.shiftKey && !event.ctrlKey && !event.metaKey);
    if (!card || !isPick) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.shiftKey && this.last && this.list.find(this.last)) this.upTo(card);
    else this.toggle(card);
  }

  toggle(card) {
    if (!card) return;
    const { id } = card.dataset;
    if (!this.chosen.delete(id)) this.chosen.add(id);
    this.last = id;
    this.show();
  }

  upTo(card) {
    const cards = [...this.list.cards.querySelectorAll(".card")];
    const places = [cards.indexOf(card), cards.findIndex((other) => other.dataset.id === this.last)].sort((a, b) => a - b);
    for (const other of cards.slice(Math.max(0, places[0]), places[1] + 1)) this.chosen.add(other.dataset.id);
    this.show();
  }

  all() {
    for (const card of this.list.cards.querySelectorAll(".card")) if (this.chosen.size < MOST) this.chosen.add(card.dataset.id);
    this.show();
  }

  none() {
    this.chosen.clear();
    this.show();
  }

  show() {
    this.errors.hidden = true;
    this.count();
    this.mark();
  }

  /** What was refused stays to be read. */
  count() {
    const count = this.chosen.size;
    this.bar.hidden = !count && this.errors.hidden;
    document.body.toggleAttribute("data-choosing", count > 0);
    this.list.root.classList.toggle("is-choosing", count > 0);
    document.getElementById("bulk-count").textContent = fill(ngettext("%(count)s selected", "%(count)s selected", count), { count });
    if (!count) rescueFocus(`.card[data-id="${this.last}"]`, ".card[aria-current]", ".card");
  }

  /** What has left the list is no longer chosen. */
  mark() {
    const cards = [...this.list.cards.querySelectorAll(".card")], there = new Set(cards.map((card) => card.dataset.id));
    const gone = [...this.chosen].filter((id) => !there.has(id));
    for (const id of gone) this.chosen.delete(id);
    if (gone.length) this.count();
    for (const card of cards) {
      const isChosen = this.chosen.has(card.dataset.id);
      card.classList.toggle("is-chosen", isChosen);
      card.ariaDescription = isChosen ? this.bar.getAttribute("aria-label") : null;
    }
  }

  async apply() {
    const act = this.bar.elements.act.value;
    if (!act) return this.bar.elements.act.focus();
    const button = this.bar.querySelector(".primary");
    button.disabled = true;
    try {
      const answer = await this.send(act, [...this.chosen]);
      this.bar.reset();
      answer.done.forEach((id) => this.chosen.delete(id));
      this.show();
      this.tell(answer, act);
    } catch (error) {
      this.fail([error.detail]);
    } finally {
      button.disabled = false;
    }
    return undefined;
  }

  async send(act, ids) {
    const fields = new FormData();
    fields.set("act", act);
    ids.forEach((id) => fields.append("id", id));
    const answer = await post("/inbox/bulk", fields, patiently());
    ids.forEach((id) => this.list.touch(id));
    return answer;
  }

  tell({ count, done, failed, failed_count: failedCount }, act) {
    const text = fill(ngettext("%(count)s conversation changed.", "%(count)s conversations changed.", count), { count });
    const undo = () => this.send("reopen", done).then((answer) => answer.failed_count && this.fail(linesOf(answer.failed)), (error) => toast(error.detail));
    if (count) toast(text, act.startsWith("close:") ? { action: gettext("Undo"), onAction: undo, stays: UNDO } : {});
    if (!failedCount) return;
    const head = fill(ngettext("%(count)s was not changed:", "%(count)s were not changed:", failedCount), { count: failedCount });
    this.fail([head, ...linesOf(failed)]);
  }

  fail(lines) {
    this.bar.hidden = false;
    this.errors.replaceChildren(...lines.map((line) => Object.assign(document.createElement("p"), { textContent: line })));
    this.errors.hidden = false;
  }
}

const linesOf = (failed) => failed.map(({ name, detail }) => (name ? `${name}: ${detail}` : detail));
