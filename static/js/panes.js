// Conversations asked for a moment before they are opened: a pointer rests on a card before it presses it, and whoever
// goes by keys from one to the next goes on. The socket tells (`gap`) when something happened since.
import { getText } from "./http.js";

const DWELL = 50, KEPT = 20000;
const ahead = new Map(); // id → { html, at }
let hovered = null; // what a resting pointer asked for is one at a time: it goes over many cards

/** The pane, when it was asked for, and whether ahead, so that something may have happened since. */
export async function paneOf(id) {
  const found = ahead.get(id);
  ahead.delete(id);
  const html = found && performance.now() - found.at < KEPT ? await found.html : null;
  if (html !== null) return { html, at: found.at, isEarly: true };
  const at = performance.now();
  return { html: await getText(`/inbox/${id}/pane`), at, isEarly: false };
}

export function fetchAhead(id) {
  for (const [other, { at }] of ahead) if (performance.now() - at > KEPT) ahead.delete(other);
  if (ahead.has(id)) return;
  // A refusal is shown when the card is opened, by the request that is made then.
  ahead.set(id, { html: getText(`/inbox/${id}/pane`).catch(() => null), at: performance.now() });
}

/** It is being left: what was fetched before knows nothing of what was done and written there. */
export const forgetAhead = (id) => ahead.delete(id);

export function wirePanes(cards, { isOpen }) {
  let resting = null;
  const idAt = (event) => event.target.closest?.(".card")?.dataset.id;
  cards.addEventListener("pointerover", (event) => {
    clearTimeout(resting);
    const id = idAt(event);
    resting = id && event.pointerType === "mouse" && !isOpen(id) ? setTimeout(rest, DWELL, id) : null;
  });
  const rest = async (id) => {
    const mine = resting;
    await hovered;
    if (mine !== resting || isOpen(id)) return;
    fetchAhead(id);
    hovered = ahead.get(id)?.html;
  };
  cards.addEventListener("pointerleave", () => (resting = clearTimeout(resting)));
  cards.addEventListener("pointerdown", (event) => {
    const id = idAt(event);
    if (id && event.pointerType === "mouse" && event.button === 0 && !isOpen(id)) fetchAhead(id);
  });
}
