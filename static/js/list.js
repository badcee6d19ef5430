// The list of conversations. Cards come from the server; here they are put into their places,
// and never under the reader's pointer.
import { keepFocus, setCurrent } from "./focus.js";
import { getJson, nodesOf } from "./http.js";
import { isWriting } from "./pace.js";
import { Pages } from "./pages.js";
import { isSame, wireSearch } from "./searching.js";
import { fill, ngettext } from "./text.js";
import { tickTimes } from "./time.js";

const COALESCE = 60, SOON = 700, LATER = 4, MOST = 100, AGAIN = 3000, LONGEST = 15000, READ = 200;

export class List {
  constructor({ onCounts }) {
    this.root = document.getElementById("list");
    this.cards = document.getElementById("cards");
    this.held = document.getElementById("held");
    this.onCounts = onCounts;
    this.touched = new Set();
    this.waiting = new Map(); // id → card whose place is taken when the pointer has left
    this.pages = new Pages();
    this.asked = this.misses = 0;
    this.wire();
    this.watchEnd();
    tickTimes(this.cards);
    this.onCounts({ unread: Number(this.cards.dataset.unread) });
  }

  wire() {
    this.cards.addEventListener("pointermove", (event) => (this.isHeld = event.pointerType === "mouse"));
    this.cards.addEventListener("pointerleave", () => this.release());
    addEventListener("keydown", () => this.release(), { capture: true });
    this.held.addEventListener("click", () => {
      this.release();
      this.cards.scrollTop = 0;
    });
    document.addEventListener("click", (event) => {
      const tab = event.target.closest("a[data-tab]");
      if (!tab || event.metaKey || event.ctrlKey) return;
      event.preventDefault();
      document.getElementById("filters").hidePopover();
      this.show(tab.dataset.tab, "");
      this.onNarrowed?.();
    });
    wireSearch(this);
  }

  get tab() { return this.root.dataset.tab; }
  get search() { return this.root.dataset.search; }
  get narrowing() { return this.root.dataset.narrowing; }
  get query() {
    const query = new URLSearchParams(this.narrowing);
    query.set("tab", this.tab);
    query.set("q", this.search);
    return query;
  }

  /** Somebody points at it, reads further down, or has chosen some: it is not drawn anew under their eyes. */
  get isInUse() {
    return this.isHeld || this.cards.scrollTop > READ || this.root.classList.contains("is-choosing");
  }

  /** The address holds all that the list shows: reloading and going back keep it. */
  url(id) {
    const query = this.query;
    if (!this.search) query.delete("q");
    return (id ? `/inbox/${id}` : "/") + `?${query}`;
  }

  /** Another tab, another search, other filters. */
  async show(tab, search, narrowing = tab === this.tab ? this.narrowing : "") {
    if (tab !== this.tab || search !== this.search || !isSame(narrowing, this.narrowing)) {
      this.selectedKey = "";
      this.onOther?.();
    }
    Object.assign(this.root.dataset, { tab, search, narrowing });
    for (const link of this.root.querySelectorAll("a[data-tab]")) {
      setCurrent(link, link.dataset.tab === tab && !search);
    }
    const input = document.getElementById("search-input");
    if (input.value.trim() !== search) input.value = search;
    history.replaceState(history.state, "", this.url(this.selected));
    this.cards.classList.add("is-loading");
    return this.refresh({ toTop: true });
  }

  /** The first page anew: after a change of tab, and after an absence. What cannot be had now is asked for again.
   *  True when it stands there. */
  async refresh({ toTop = false } = {}) {
    const asked = ++this.asked;
    clearTimeout(this.retry);
    let page;
    try {
      page = await this.pages.fetch(this.query);
    } catch (error) {
      if (asked !== this.asked) return false;
      if (error.isPassing) this.retry = setTimeout(() => this.refresh({ toTop }), AGAIN);
      else this.cards.classList.remove("is-loading");
      return false;
    }
    if (asked !== this.asked) return false;
    this.cards.classList.remove("is-loading");
    const top = this.cards.scrollTop;
    this.noteKey();
    this.waiting.clear();
    this.isBehind = false;
    keepFocus(this.cards, () => this.cards.replaceChildren(nodesOf(page.html)));
    this.cards.scrollTop = toTop ? 0 : top;
    this.settle(page);
    return true;
  }

  settle({ changed }) {
    this.select(this.selected);
    tickTimes(this.cards);
    this.watchEnd();
    this.showHeld();
    for (const id of changed) this.touch(id);
  }

  watchEnd() {
    const end = this.cards.querySelector(".more");
    this.observer?.disconnect();
    if (!end) return;
    this.observer = new IntersectionObserver(([entry]) => entry.isIntersecting && this.more(end), {
      root: this.cards,
      rootMargin: "600px",
    });
    this.observer.observe(end);
  }

  async more(end) {
    this.observer.disconnect();
    const asked = this.asked;
    const query = this.query;
    query.set("after", end.dataset.after);
    const page = await this.pages.fetch(query).catch(() => null);
    if (asked !== this.asked) return;
    if (!page) return setTimeout(() => this.watchEnd(), 2000);
    const nodes = nodesOf(page.html);
    for (const card of nodes.querySelectorAll(".card")) if (this.find(card.dataset.id)) card.remove();
    nodes.querySelector("[data-empty]")?.remove();
    end.replaceWith(nodes);
    this.settle(page);
  }

  find(id) { return this.cards.querySelector(`.card[data-id="${CSS.escape(id)}"]`); }

  /** Something changed: fetch the card, together with the others that changed meanwhile. */
  touch(id, pause = COALESCE) {
    this.pages.note(id);
    if (this.search && !this.find(id)) return;
    this.touched.add(id);
    this.flushIn(pause);
  }

  /** The same for what many agents are told of: more at a time, and not all of them at the same moment. */
  touchSoon(id) {
    this.touch(id, SOON * (0.5 + Math.random() / 2));
  }

  flushIn(least) {
    const pause = isWriting() ? least * LATER : least;
    const at = performance.now() + pause;
    if (this.flush && this.flushAt <= at) return;
    clearTimeout(this.flush);
    this.flushAt = at;
    this.flush = setTimeout(() => this.fetchTouched(), pause);
  }

  async fetchTouched() {
    const ids = [...this.touched].slice(0, MOST);
    ids.forEach((id) => this.touched.delete(id));
    const query = this.query;
    ids.forEach((id) => query.append("id", id));
    const asked = this.asked;
    let pause = COALESCE;
    try {
      const { cards, counts } = await getJson(`/inbox/cards?${query}`);
      this.onCounts(counts);
      if (asked === this.asked) ids.forEach((id) => this.put(id, cards[id]));
      this.showHeld();
      this.misses = 0;
    } catch (error) {
      if (error.isPassing) ids.forEach((id) => this.touched.add(id));
      pause = Math.min(LONGEST, AGAIN * 2 ** this.misses++);
    }
    this.flush = null;
    if (this.touched.size) this.flushIn(pause);
  }

  put(id, html) {
    const present = this.find(id);
    const card = html ? nodesOf(html).firstElementChild : null;
    if (card) this.prepare(card);
    if (!card && !present) return this.waiting.delete(id);
    if (card && present && !this.waiting.has(id) && this.staysAt(present, card.dataset.key)) return this.swap(present, card);
    if (!this.isHeld) return keepFocus(this.cards, () => this.place(present, card));
    if (card && present) this.swap(present, card);
    this.waiting.set(id, card);
  }

  prepare(card) {
    tickTimes(card);
    setCurrent(card, card.dataset.id === this.selected);
  }

  /** In place, without the element going away: focus and pointer stay. */
  swap(present, card) {
    const key = this.isHeld ? present.dataset.key : card.dataset.key;
    card.classList.toggle("has-unsent", present.classList.contains("has-unsent")); // only this browser knows
    present.className = card.className;
    present.innerHTML = card.innerHTML;
    Object.assign(present.dataset, card.dataset, { key });
  }

  staysAt(card, key) {
    const before = previousCard(card), after = nextCard(card);
    return (!before || before.dataset.key <= key) && (!after || after.dataset.key >= key);
  }

  place(present, card) {
    if (!card) {
      if (present.dataset.id === this.selected) this.noteKey();
      present.remove();
      return this.markEmpty();
    }
    const node = present || card;
    if (present) this.swap(present, card);
    const next = [...this.cards.querySelectorAll(".card")].find((other) => other !== node && other.dataset.key > card.dataset.key);
    const end = this.cards.querySelector(".more");
    if (!next && end) return present?.remove(); // its place is on a page that is not loaded yet
    this.cards.querySelector("[data-empty]")?.remove();
    this.cards.insertBefore(node, next || end);
  }

  markEmpty() {
    if (!this.cards.querySelector(".card, .more")) this.refresh();
  }

  /** The pointer has left: everything takes its place. */
  release() {
    if (!this.isHeld && !this.waiting.size) return;
    this.isHeld = false;
    const waiting = [...this.waiting];
    this.waiting.clear();
    for (const [id, card] of waiting) {
      const present = this.find(id);
      if (present || card) keepFocus(this.cards, () => this.place(present, card));
    }
    this.showHeld();
    if (this.isBehind && !this.isInUse) this.refresh();
  }

  showHeld() {
    const fresh = [...this.waiting].filter(([id, card]) => card && !this.find(id)).length;
    if (!fresh && this.held.hidden) return;
    this.held.hidden = !fresh;
    this.held.textContent = fill(ngettext("%(count)s new conversation", "%(count)s new conversations", fresh), { count: fresh });
  }

  setTick(messageId, copyTo) {
    const tick = this.cards.querySelector(`[data-tick="${messageId}"]`);
    if (tick) copyTo(tick);
  }

  select(id) {
    if (id !== this.selected) this.selectedKey = "";
    this.selected = id;
    for (const card of this.cards.querySelectorAll(".card[aria-current]")) card.removeAttribute("aria-current");
    if (id) this.find(id)?.setAttribute("aria-current", "true");
    this.noteKey();
  }

  /** Where the open one stood: it may leave the list, as when it is closed. */
  noteKey() {
    this.selectedKey = this.find(this.selected || "")?.dataset.key || this.selectedKey;
  }

  /** The card `step` further on, from the one that is open or from where it stood. */
  neighbour(step) {
    const cards = [...this.cards.querySelectorAll(".card")];
    const at = cards.findIndex((card) => card.dataset.id === this.selected);
    if (at >= 0) return cards[Math.min(cards.length - 1, Math.max(0, at + step))];
    if (!this.selectedKey) return cards[0];
    const behind = cards.findIndex((card) => card.dataset.key > this.selectedKey);
    if (behind < 0) return cards.at(-1);
    return cards[step > 0 ? behind : Math.max(0, behind - 1)];
  }
}

const previousCard = (card) => (card.previousElementSibling?.matches(".card") ? card.previousElementSibling : null);
const nextCard = (card) => (card.nextElementSibling?.matches(".card") ? card.nextElementSibling : null);
