// What was written but not yet accepted by the server. It survives a reload; each message has an id of its own,
// so that it may be handed over again and again and is still sent once. Each has a place of its own in the browser, too:
// of two windows that write at once neither takes the other's away.
import { post } from "./http.js";
import { gettext } from "./text.js";
import { pause } from "./waiting.js";

const PREFIX = `outbox.${document.body.dataset.user}`;
const DAY = 24 * 3600 * 1000, OLD = 7 * DAY;
// What the browser has no room for goes with the page, which asks before it is left.
const unkept = new Map();
addEventListener("beforeunload", (event) => unkept.size && event.preventDefault());

const keyOf = (id) => `${PREFIX}.${id}`;
const isStale = (entry) => Date.now() - entry.at >= DAY;

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** In the order in which they were written. */
function read() {
  const keys = Object.keys(localStorage).filter((key) => key.startsWith(`${PREFIX}.`));
  const kept = keys.map((key) => parsed(localStorage.getItem(key))).filter((entry) => entry?.id && entry.conversation);
  return [...kept, ...unkept.values()].sort((one, other) => one.place - other.place || one.at - other.at);
}

const find = (id) => unkept.get(id) || parsed(localStorage.getItem(keyOf(id)));

function keep(entry) {
  try {
    localStorage.setItem(keyOf(entry.id), JSON.stringify(entry));
    unkept.delete(entry.id);
  } catch {
    unkept.set(entry.id, entry);
  }
  document.dispatchEvent(new Event("desk:unsent"));
}

function drop(id) {
  unkept.delete(id);
  localStorage.removeItem(keyOf(id));
  document.dispatchEvent(new Event("desk:unsent"));
}

/** They stood in one list once. */
function moveOld() {
  const rows = parsed(localStorage.getItem(PREFIX));
  if (Array.isArray(rows)) rows.forEach((entry, place) => keep({ ...entry, place }));
  localStorage.removeItem(PREFIX);
}

export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The same id for the same words: what got no answer and is tried again is one, what was changed since is another. */
export function idsByWords() {
  let last = null, id = null;
  return (words) => {
    if (words !== last) [last, id] = [words, newId()];
    return id;
  };
}

export class Outbox {
  constructor({ onAccepted, onRefused }) {
    this.onAccepted = onAccepted;
    this.onRefused = onRefused;
    this.lines = new Map(); // one line per conversation: nothing overtakes
    moveOld();
    for (const entry of read()) {
      if (Date.now() - entry.at >= OLD) drop(entry.id);
      else if (!entry.error) this.hand(entry);
    }
  }

  /** In which conversations something waits for longer than a send takes, or was refused; and when to look again. */
  static late(patience) {
    const entries = read(), until = Date.now() - patience;
    const ids = entries.filter((entry) => entry.error || entry.at <= until).map((entry) => entry.conversation);
    return { ids, isMore: ids.length < entries.length };
  }

  of(conversation) {
    return read().filter((entry) => entry.conversation === conversation);
  }

  add(conversation, content, replyTo, offered, batch) {
    const place = Math.max(0, ...read().map((entry) => entry.place)) + 1;
    const entry = { id: newId(), conversation, content, replyTo, offered, batch, place, at: Date.now() };
    keep(entry);
    this.hand(entry);
    return entry;
  }

  /** False: it is no longer here; another window sent it or threw it away. */
  again(id) {
    const entry = this.change(id, { error: null, at: Date.now() });
    if (entry) this.hand(entry);
    return Boolean(entry);
  }

  discard(id) {
    drop(id);
  }

  change(id, values) {
    const entry = find(id);
    if (entry) keep(Object.assign(entry, values));
    return entry;
  }

  /** Resolves when all that was written so far has been handed over, or refused. */
  idle(conversation) {
    return this.lines.get(conversation) || Promise.resolve();
  }

  hand(entry) {
    const line = this.lines.get(entry.conversation) || Promise.resolve();
    // Whatever becomes of one, those behind it are sent as well.
    this.lines.set(entry.conversation, line.then(() => this.deliver(entry)).catch(reportError));
  }

  /** As long as nobody answers it waits, with the clock on its bubble. What was discarded meanwhile goes nowhere; what
   *  waited for a day is its writer's to decide on. */
  async deliver(entry, attempt = 0) {
    if (!find(entry.id)) return undefined;
    if (isStale(entry)) return this.refuse(entry, { detail: gettext("It waited for more than a day. Send it again, or discard it.") });
    let answer;
    try {
      const fields = { content: entry.content, client_id: entry.id, reply_to: entry.replyTo || "", offered: entry.offered || "", batch: entry.batch || "" };
      answer = await post(`/inbox/${entry.conversation}/messages`, fields);
    } catch (error) {
      if (!error.isPassing) return this.refuse(entry, error);
      await pause(attempt);
      return this.deliver(entry, attempt + 1);
    }
    drop(entry.id);
    return this.onAccepted(entry, answer);
  }

  refuse(entry, error) {
    this.change(entry.id, { error: error.detail });
    this.onRefused(entry, error);
  }
}
