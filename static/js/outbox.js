// What was written but not yet accepted by the server. It survives a reload; each message has an id of its own,
// so that it may be handed over again and again and is still sent once.
import { post } from "./http.js";
import { pause } from "./waiting.js";

const KEY = `outbox.${document.body.dataset.user}`;
const OLD = 24 * 3600 * 1000;

const read = () => JSON.parse(localStorage.getItem(KEY) || "[]").filter((entry) => Date.now() - entry.at < OLD);

function write(entries) {
  localStorage.setItem(KEY, JSON.stringify(entries));
  document.dispatchEvent(new Event("desk:unsent"));
}

export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class Outbox {
  constructor({ onAccepted, onRefused }) {
    this.onAccepted = onAccepted;
    this.onRefused = onRefused;
    this.lines = new Map(); // one line per conversation: nothing overtakes
    for (const entry of read()) if (!entry.error) this.hand(entry);
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

  add(conversation, content, replyTo, offered) {
    const entry = { id: newId(), conversation, content, replyTo, offered, at: Date.now() };
    write([...read(), entry]);
    this.hand(entry);
    return entry;
  }

  again(id) {
    const entry = this.change(id, { error: null });
    if (entry) this.hand(entry);
  }

  discard(id) {
    write(read().filter((entry) => entry.id !== id));
  }

  change(id, values) {
    const entries = read();
    const entry = entries.find((one) => one.id === id);
    if (entry) Object.assign(entry, values);
    write(entries);
    return entry;
  }

  /** Resolves when all that was written so far has been handed over, or refused. */
  idle(conversation) {
    return this.lines.get(conversation) || Promise.resolve();
  }

  hand(entry) {
    const line = this.lines.get(entry.conversation) || Promise.resolve();
    this.lines.set(entry.conversation, line.then(() => this.deliver(entry)));
  }

  /** As long as nobody answers it waits, with the clock on its bubble. What was discarded meanwhile goes nowhere. */
  async deliver(entry, attempt = 0) {
    if (!read().some((one) => one.id === entry.id)) return undefined;
    try {
      const fields = { content: entry.content, client_id: entry.id, reply_to: entry.replyTo || "", offered: entry.offered || "" };
      const answer = await post(`/inbox/${entry.conversation}/messages`, fields);
      this.discard(entry.id);
      this.onAccepted(entry, answer);
    } catch (error) {
      if (error.isPassing) {
        await pause(attempt);
        return this.deliver(entry, attempt + 1);
      }
      this.change(entry.id, { error: error.detail });
      this.onRefused(entry, error);
    }
    return undefined;
  }
}
