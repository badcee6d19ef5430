// How the open conversation gets what is new, and what changed. What could not be had is asked for again.
import { getJson, getText, nodesOf } from "./http.js";
import { FINAL } from "./ticks.js";

// As many as the server brings at once (dashboard/thread.py): there may be more behind them, or between them.
const MOST_ADDED = 200;
const SYNC_PAUSE = 120, MOST_RENEWED = 60, AGAIN = 1500, LONGEST = 15000;

export class Renewal {
  constructor(thread) {
    this.thread = thread;
    this.renewing = new Set();
    this.awaited = [];
    this.failures = 0;
  }

  stop() {
    clearTimeout(this.syncTimer);
    clearTimeout(this.retry);
    this.tell(this.awaited.splice(0));
  }

  tell(awaited) {
    for (const done of awaited) done();
  }

  /** Fetch what was added since the last time. Only this moves `lastId`: it alone leaves no gaps. */
  async catchUp() {
    const { thread } = this;
    if (this.isCatchingUp) return (this.again = true);
    this.isCatchingUp = true;
    try {
      do {
        this.again = false;
        const nodes = nodesOf(await getText(`${thread.url}/thread?after=${thread.lastId}`));
        if (nodes.querySelectorAll(".item").length >= MOST_ADDED) return thread.isClosed || thread.onGap();
        thread.add(nodes, { complete: true });
      } while (this.again && !thread.isClosed);
    } catch (error) {
      this.failed(error);
    } finally {
      this.isCatchingUp = false;
    }
    return undefined;
  }

  /** What may have changed around the thread, and messages whose end is not known yet. Ends when it was drawn. */
  sync(ids = []) {
    if (this.thread.isClosed) return Promise.resolve();
    for (const id of ids) this.renewing.add(id);
    // An answer under way was made before this was asked for.
    if (this.isSyncing) this.syncsAgain = true;
    else this.syncTimer ??= setTimeout(() => this.fetchSync(), SYNC_PAUSE);
    return new Promise((done) => this.awaited.push(done));
  }

  syncAll() {
    const open = [...this.thread.column.querySelectorAll(".item.outgoing[data-id]")].filter((item) => !FINAL.includes(item.dataset.status));
    this.sync(open.slice(-MOST_RENEWED).map((item) => item.dataset.id));
  }

  async fetchSync() {
    const { thread } = this, awaited = this.awaited.splice(0);
    const ids = [...this.renewing].slice(0, MOST_RENEWED);
    const query = new URLSearchParams({ after: thread.lastId });
    for (const id of ids) query.append("id", id);
    ids.forEach((id) => this.renewing.delete(id));
    this.isSyncing = true;
    this.syncsAgain = this.renewing.size > 0;
    try {
      const data = await getJson(`${thread.url}/sync?${query}`);
      this.failures = 0;
      if (!thread.isClosed) this.synced(data);
    } catch (error) {
      ids.forEach((id) => this.renewing.add(id));
      this.failed(error);
    } finally {
      this.isSyncing = false;
      this.syncTimer = null;
      this.tell(awaited);
      if (this.syncsAgain && !thread.isClosed) this.sync();
    }
  }

  synced(data) {
    const { thread } = this;
    // Of a customer who was erased meanwhile nothing may stand here any more.
    if (data.is_gap || (data.is_erased && !("erased" in thread.root.dataset))) return void thread.onGap();
    thread.add(nodesOf(data.renewed));
    thread.add(nodesOf(data.items), { complete: true });
    thread.root.dataset.unread = data.unread;
    thread.onSync(data);
    thread.markRead();
    return undefined;
  }

  failed(error) {
    if (this.thread.isClosed) return;
    if (error.status === 404) return void this.thread.onGap();
    if (!error.isPassing) return;
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.sync(), Math.min(LONGEST, AGAIN * 2 ** this.failures++));
  }
}
