// The open conversation: its messages, where the reader is in them, and what is new.
import { arrange, drawUnreadLine, insert, keepOpen } from "./arrange.js";
import { getJson, getText, nodesOf, post } from "./http.js";
import { hush, showVoices } from "./player.js";
import { fill, gettext } from "./text.js";
import { drawTick, FINAL, isOlder, RANK, TICKS } from "./ticks.js";
import { clockTime, tickTimes } from "./time.js";

const NEAR = 60, FURTHEST = 20, SYNC_PAUSE = 120, MOST_RENEWED = 60;
const TYPING_ENDS = 7000;

export class Thread {
  constructor(root, { onSync, onGap }) {
    this.root = root;
    this.id = root.dataset.conversation;
    this.url = `/inbox/${this.id}`;
    this.lastId = Number(root.dataset.lastId);
    this.onSync = onSync;
    this.onGap = onGap;
    this.scroller = root.querySelector("#scroller");
    this.column = root.querySelector("#messages");
    this.newest = root.querySelector("#newest");
    this.fresh = 0;
    this.stop = new AbortController();
    this.start();
  }

  start() {
    for (const item of this.column.querySelectorAll(".item")) item.served = item.outerHTML;
    arrange(this.column);
    tickTimes(this.root);
    showVoices(this.column);
    const line = drawUnreadLine(this.column, Number(this.root.dataset.unread));
    this.isAtEnd = true;
    if (line) this.scroller.scrollTop = line.offsetTop - this.scroller.clientHeight / 3;
    else this.toEnd();
    this.noteScroll();
    const { signal } = this.stop;
    this.scroller.addEventListener("scroll", () => this.noteScroll(), { passive: true, signal });
    this.newest.addEventListener("click", () => this.toEnd(), { signal });
    this.resizes = new ResizeObserver(() => this.isAtEnd && this.toEnd());
    this.resizes.observe(this.column);
    this.resizes.observe(this.scroller);
    this.watchTop();
    this.markRead();
  }

  close() {
    this.stop.abort();
    this.resizes.disconnect();
    this.tops?.disconnect();
    clearTimeout(this.syncTimer);
    hush();
    this.isClosed = true;
  }

  // --- Where the reader is ---

  noteScroll() {
    const rest = this.scroller.scrollHeight - this.scroller.scrollTop - this.scroller.clientHeight;
    this.isAtEnd = rest < NEAR;
    if (this.isAtEnd) this.fresh = 0;
    this.newest.hidden = rest < this.scroller.clientHeight / 2 && !this.fresh;
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

  goTo(id) {
    const item = this.find(id);
    if (!item) return false;
    item.scrollIntoView({ block: "center" });
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
    const height = this.scroller.scrollHeight, from = this.scroller.scrollTop;
    const nodes = nodesOf(html);
    for (const item of nodes.querySelectorAll(".item")) item.served = item.outerHTML;
    top.replaceWith(nodes);
    arrange(this.column);
    showVoices(this.column);
    this.scroller.scrollTop = from + this.scroller.scrollHeight - height;
    this.watchTop();
    return true;
  }

  // --- New ---

  /** Fetch what was added since the last time. Only this moves `lastId`: it alone leaves no gaps. */
  async catchUp() {
    if (this.isCatchingUp) return (this.again = true);
    this.isCatchingUp = true;
    try {
      do {
        this.again = false;
        this.add(nodesOf(await getText(`${this.url}/thread?after=${this.lastId}`)), { complete: true });
      } while (this.again && !this.isClosed);
    } catch {
      this.missed = true; // the next event, or the connection's return, asks again
    } finally {
      this.isCatchingUp = false;
    }
    return undefined;
  }

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
    const stays = this.isAtEnd;
    const items = [...nodes.querySelectorAll(".item")];
    for (const item of items) {
      const isNew = this.put(item);
      if (complete) this.lastId = Math.max(this.lastId, Number(item.dataset.id));
      if (isNew && item.matches(".incoming")) this.noteIncoming(item);
    }
    if (items.length) arrange(this.column);
    for (const item of items) showVoices(item);
    if (stays) this.toEnd();
    this.noteScroll();
  }

  noteIncoming(item) {
    this.hideTyping();
    if (!this.isAtEnd) this.fresh += 1;
    document.getElementById("announcer").textContent = item.querySelector(".words")?.textContent || "";
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
      } else {
        keepOpen(present, item);
        present.replaceWith(item);
      }
    }
    return false;
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

  /** What may have changed around the thread, and messages whose end is not known yet. */
  sync(ids = []) {
    this.renewing = new Set([...(this.renewing || []), ...ids]);
    // An answer under way was made before this was asked for.
    if (this.isSyncing) this.syncsAgain = true;
    else this.syncTimer ??= setTimeout(() => this.fetchSync(), SYNC_PAUSE);
  }

  syncAll() {
    const open = [...this.column.querySelectorAll(".item.outgoing[data-id]")].filter((item) => !FINAL.includes(item.dataset.status));
    this.sync(open.slice(-MOST_RENEWED).map((item) => item.dataset.id));
  }

  async fetchSync() {
    const query = new URLSearchParams({ after: this.lastId });
    for (const id of this.renewing) query.append("id", id);
    this.renewing = new Set();
    this.isSyncing = true;
    this.syncsAgain = false;
    try {
      const data = await getJson(`${this.url}/sync?${query}`);
      if (this.isClosed) return;
      if (data.is_gap) return void this.onGap();
      this.add(nodesOf(data.renewed));
      this.add(nodesOf(data.items), { complete: true });
      this.root.dataset.unread = data.unread;
      this.onSync(data);
      this.markRead();
    } catch (error) {
      if (error.status === 404) this.onGap();
    } finally {
      this.isSyncing = false;
      this.syncTimer = null;
      if (this.syncsAgain && !this.isClosed) this.sync();
    }
  }

  // --- Reading and typing ---

  markRead() {
    if (document.hidden || !this.isAtEnd || this.root.dataset.unread === "0") return;
    this.root.dataset.unread = "0";
    post(`${this.url}/read`).catch(() => {});
  }

  showTyping({ agent_id: agent, agent_name: name, typing }) {
    if (String(agent) === document.body.dataset.user) return;
    if (!typing) return this.hideTyping();
    const line = this.root.querySelector("#typing");
    line.textContent = fill(gettext("%(name)s is typing…"), { name });
    line.hidden = false;
    clearTimeout(this.typingEnds);
    this.typingEnds = setTimeout(() => this.hideTyping(), TYPING_ENDS);
  }

  hideTyping() {
    this.root.querySelector("#typing").hidden = true;
  }
}
