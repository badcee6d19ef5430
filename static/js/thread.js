// The open conversation: its messages, where the reader is in them, and what is new.
import { arrange, drawUnreadLine, insert, swap } from "./arrange.js";
import { Company } from "./company.js";
import { rescueFocus } from "./focus.js";
import { getText, nodesOf, post } from "./http.js";
import { hush, showVoices } from "./player.js";
import { Renewal } from "./renewal.js";
import { gettext } from "./text.js";
import { drawTick, isOlder, RANK, TICKS } from "./ticks.js";
import { clockTime, tickTimes } from "./time.js";

const NEAR = 60, FURTHEST = 20;

export class Thread {
  constructor(root, { onSync, onGap, onNews }) {
    this.root = root;
    this.id = root.dataset.conversation;
    this.url = `/inbox/${this.id}`;
    this.lastId = Number(root.dataset.lastId);
    this.onSync = onSync;
    this.onGap = onGap;
    this.onNews = onNews;
    this.scroller = root.querySelector("#scroller");
    this.column = root.querySelector("#messages");
    this.newest = root.querySelector("#newest");
    this.fresh = 0;
    this.stop = new AbortController();
    this.renewal = new Renewal(this);
    this.company = new Company(root);
    this.start();
  }

  start() {
    for (const item of this.column.querySelectorAll(".item")) item.served = item.outerHTML;
    arrange(this.column);
    tickTimes(this.root);
    showVoices(this.column);
    const line = drawUnreadLine(this.column, Number(this.root.dataset.unread));
    this.noteSize();
    this.isAtEnd = true;
    if (line) this.scroller.scrollTop = line.offsetTop - this.scroller.clientHeight / 3;
    else this.toEnd();
    this.noteScroll();
    const { signal } = this.stop;
    this.scroller.addEventListener("scroll", () => this.noteScroll(), { passive: true, signal });
    this.newest.addEventListener("click", () => this.toEnd(), { signal });
    this.resizes = new ResizeObserver(() => this.resized());
    this.resizes.observe(this.column);
    this.resizes.observe(this.scroller);
    this.watchTop();
    this.markRead();
  }

  close() {
    this.stop.abort();
    this.resizes.disconnect();
    this.tops?.disconnect();
    this.renewal.stop();
    hush();
    this.isClosed = true;
  }

  // --- Where the reader is ---

  /** At the end of what is there, or of what was drawn last: something may have grown there, or a keyboard come over it,
   *  in the frame of a scroll event, or before one that is still to come. */
  measure() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    const rest = scrollHeight - scrollTop - clientHeight;
    this.isAtEnd = Math.min(rest, this.drawn - scrollTop) < NEAR;
    return rest;
  }

  noteSize() {
    this.drawn = this.scroller.scrollHeight - this.scroller.clientHeight;
  }

  noteScroll() {
    const rest = this.measure();
    if (this.isAtEnd) this.fresh = 0;
    this.newest.hidden = (this.isAtEnd || rest < this.scroller.clientHeight / 2) && !this.fresh;
    const count = this.newest.querySelector("b");
    count.hidden = !this.fresh;
    count.textContent = this.fresh > 99 ? "99+" : this.fresh;
    if (this.isAtEnd) this.markRead();
    this.hidePassedDays();
  }

  /** All days stick to the same edge: only the last of those that do is shown. */
  hidePassedDays() {
    const edge = this.scroller.getBoundingClientRect().top + 24;
    let last = null;
    for (const day of this.column.querySelectorAll(".day")) {
      day.classList.remove("is-passed");
      if (day.getBoundingClientRect().top > edge) break;
      last?.classList.add("is-passed");
      last = day;
    }
  }

  toEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.isAtEnd = true;
  }

  resized() {
    if (this.isAtEnd) this.toEnd();
    this.noteSize();
  }

  goTo(id) {
    const item = this.find(id);
    if (!item) return false;
    item.scrollIntoView({ block: "center" });
    // At once: a picture that takes its place before the scroll event comes would pull the reader to the end.
    this.noteScroll();
    item.classList.add("flash");
    setTimeout(() => item.classList.remove("flash"), 1200);
    return true;
  }

  /** As `goTo`, also when it has to be loaded first. */
  async seek(id) {
    for (let page = 0; page < FURTHEST; page += 1) {
      if (this.goTo(id)) return true;
      if (!(await this.older())) return false;
    }
    return this.goTo(id);
  }

  find(id) {
    return this.column.querySelector(`.item[data-id="${id}"]`);
  }

  // --- Older ---

  watchTop() {
    const top = this.column.querySelector(".older");
    this.tops?.disconnect();
    if (!top) return;
    this.tops = new IntersectionObserver(([entry]) => entry.isIntersecting && this.loadOlder(top), {
      root: this.scroller,
      rootMargin: "400px 0px 0px",
    });
    this.tops.observe(top);
  }

  async loadOlder(top) {
    this.tops?.disconnect();
    this.loading ??= this.fetchOlder(top).finally(() => (this.loading = null));
    return this.loading;
  }

  /** The page before what is shown; false when there is none, or it cannot be had now. */
  async older() {
    const top = this.column.querySelector(".older");
    return top ? this.loadOlder(top) : false;
  }

  async fetchOlder(top) {
    const query = new URLSearchParams({ before: top.dataset.before });
    const html = await getText(`${this.url}/older?${query}`).catch(() => null);
    if (this.isClosed) return false;
    if (html === null) {
      setTimeout(() => this.watchTop(), 2000);
      return false;
    }
    this.measure(); // what a keyboard has covered in this frame is told later
    const height = this.scroller.scrollHeight, from = this.scroller.scrollTop;
    const nodes = nodesOf(html);
    for (const item of nodes.querySelectorAll(".item")) item.served = item.outerHTML;
    top.replaceWith(nodes);
    arrange(this.column);
    showVoices(this.column);
    this.scroller.scrollTop = from + this.scroller.scrollHeight - height;
    this.resized();
    this.watchTop();
    return true;
  }

  // --- New ---

  /** A plain text is shown as the event brings it; the server's own rendering takes its place a moment later. */
  show(message) {
    if (message?.type !== "text" || message.direction !== "incoming" || message.reply_to || this.find(message.id)) return;
    const node = document.getElementById("incoming-bubble").content.firstElementChild.cloneNode(true);
    Object.assign(node.dataset, { id: message.id, at: message.created_at });
    node.querySelector(".words").textContent = message.content;
    node.querySelector("time").textContent = clockTime(new Date(message.created_at));
    const nodes = new DocumentFragment();
    nodes.append(node);
    this.add(nodes);
  }

  add(nodes, { complete = false } = {}) {
    if (this.isClosed) return;
    this.measure();
    const stays = this.isAtEnd;
    const held = this.column.contains(document.activeElement) && document.activeElement.closest(".item")?.dataset.id;
    const items = [...nodes.querySelectorAll(".item")];
    for (const item of items) {
      const isNew = this.put(item);
      if (complete) this.lastId = Math.max(this.lastId, Number(item.dataset.id));
      if (isNew && item.matches(".incoming")) this.noteIncoming(item);
      else if (isNew && item.matches(".outgoing") && !isMine(item)) this.onNews("colleague", this.placeOf(item));
    }
    if (items.length) arrange(this.column);
    for (const item of items) showVoices(item);
    if (stays) this.toEnd();
    this.noteScroll();
    if (held) rescueFocus(`.item[data-id="${held}"] :is(summary, a, button)`);
  }

  /** For whoever wants to lead there. */
  placeOf(item) {
    const { id } = item.dataset;
    return { isSeen: () => this.isAtEnd && !document.hidden, show: () => this.seek(id) };
  }

  noteIncoming(item) {
    this.onNews("incoming", this.placeOf(item));
    this.company.stopsTyping();
    if (!this.isAtEnd) this.fresh += 1;
    document.getElementById("announcer").textContent = item.querySelector(".words, .file-name, .kind")?.textContent.trim() || gettext("Attachment");
  }

  /** Each message once: by its id, or in place of the bubble that was shown before the server knew it. */
  put(item) {
    item.served = item.outerHTML;
    const present = this.find(item.dataset.id) || this.pending(item.dataset.client);
    if (!present) {
      insert(this.column, item);
      return true;
    }
    if (present.served !== item.served && !isOlder(item, present)) {
      if (present.matches(".is-pending")) {
        present.remove();
        insert(this.column, item);
      } else if (holdsSelection(present)) this.renewLater(item.dataset.id);
      else swap(present, item);
    }
    return false;
  }

  /** What the reader is selecting in stays as it is until they are done. */
  renewLater(id) {
    this.later ??= new Set();
    this.later.add(id);
    if (this.later.size > 1) return;
    const { signal } = this.stop;
    const look = () => {
      if (!document.getSelection().isCollapsed) return document.addEventListener("selectionchange", look, { once: true, signal });
      this.sync([...this.later]);
      return this.later.clear();
    };
    look();
  }

  pending(client) {
    return client && this.column.querySelector(`.is-pending[data-client="${CSS.escape(client)}"]`);
  }

  setStatus(id, status) {
    const item = this.find(id);
    if (!item) return;
    if (!TICKS[status] || item.dataset.status === "failed") return void this.sync([id]);
    if (RANK[status] < RANK[item.dataset.status]) return;
    item.dataset.status = status;
    item.querySelector(".reason")?.remove();
    drawTick(item.querySelector(".tick"), status);
  }

  catchUp() { return this.renewal.catchUp(); }

  sync(ids = []) { return this.renewal.sync(ids); }

  syncAll() { this.renewal.syncAll(); }

  // --- Reading ---

  markRead() {
    if (document.hidden || !this.isAtEnd || this.root.dataset.unread === "0") return;
    this.root.dataset.unread = "0";
    post(`${this.url}/read`).catch(() => {});
  }
}

const isMine = (item) => item.dataset.by === `agent${document.body.dataset.user}`;

function holdsSelection(item) {
  const selection = document.getSelection();
  return !selection.isCollapsed && selection.containsNode(item, true);
}
