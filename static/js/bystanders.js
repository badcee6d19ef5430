// On the cards that can be seen: who else has the conversation before their eyes, and who writes in it. The socket is
// told which cards those are, and tells of no others.
import { hueOf, initials, isMe, mark } from "./company.js";
import { fill, gettext } from "./text.js";

const PAUSE = 250, RENEW = 60000, SHOWN = 2, MOST = 60;

export class Bystanders {
  constructor(cards, socket) {
    Object.assign(this, { cards, socket });
    this.inView = new Set();
    this.known = new Map();
    this.seen = new IntersectionObserver((entries) => this.moved(entries), { root: cards });
    new MutationObserver((records) => this.changed(records)).observe(cards, { childList: true, subtree: true });
    for (const card of cards.querySelectorAll(".card")) this.seen.observe(card);
    document.addEventListener("visibilitychange", () => this.askSoon());
    setInterval(() => document.hidden || this.ask(true), RENEW);
  }

  /** Cards that came, went, or were drawn anew. */
  changed(records) {
    for (const { target, addedNodes, removedNodes } of records) {
      if (target.matches(".card")) this.draw(target);
      if (target !== this.cards) continue;
      for (const node of removedNodes) {
        if (!node.matches?.(".card")) continue;
        this.seen.unobserve(node);
        this.inView.delete(node.dataset.id);
      }
      for (const node of addedNodes) {
        if (!node.matches?.(".card")) continue;
        this.seen.observe(node);
        this.draw(node);
      }
    }
  }

  moved(entries) {
    for (const { target, isIntersecting } of entries) this.inView[isIntersecting ? "add" : "delete"](target.dataset.id);
    this.askSoon();
  }

  askSoon() {
    clearTimeout(this.asking);
    this.asking = setTimeout(() => this.ask(), PAUSE);
  }

  ask(isDue = false) {
    const ids = document.hidden ? [] : [...this.inView].slice(0, MOST).sort();
    const asked = ids.join();
    if (asked === this.asked && !isDue) return;
    const socket = this.socket();
    if (!socket?.isOpen) return;
    this.asked = asked;
    socket.send({ type: "watch_cards", conversation_ids: ids });
  }

  told({ conversations, is_all: isAll }) {
    const before = isAll ? [...this.known.keys()] : [];
    if (isAll) this.known.clear();
    for (const one of conversations) this.known.set(one.conversation_id, one);
    for (const id of new Set([...before, ...conversations.map((one) => one.conversation_id)])) {
      const card = this.cards.querySelector(`.card[data-id="${CSS.escape(id)}"]`);
      if (card) this.draw(card);
    }
  }

  /** Without a connection nobody knows. */
  forget() {
    this.asked = null;
    this.told({ conversations: [], is_all: true });
  }

  draw(card) {
    const place = card.querySelector(".bystanders");
    const { viewers = [], typing = [] } = this.known.get(card.dataset.id) || {};
    const writing = typing.filter(({ id }) => !isMe(id));
    const looking = viewers.filter(({ id }) => !isMe(id) && !writing.some((one) => one.id === id));
    const all = [...writing, ...looking];
    place.hidden = !all.length;
    place.title = [
      writing.length && fill(gettext("Writing: %(names)s"), { names: namesOf(writing) }),
      looking.length && fill(gettext("Also looking: %(names)s"), { names: namesOf(looking) }),
    ].filter(Boolean).join(" · ");
    place.querySelector(".sr").textContent = place.title;
    place.classList.toggle("is-writing", writing.length > 0);
    const shown = all.length > SHOWN ? SHOWN - 1 : SHOWN;
    const marks = all.slice(0, shown).map(({ name }) => mark(initials(name), hueOf(name)));
    if (all.length > shown) marks.push(mark(`+${all.length - shown}`, null));
    place.querySelector("span").replaceChildren(...marks);
  }
}

const namesOf = (people) => people.map(({ name }) => name).join(", ");
