// From one conversation to the next by keys, which is there already when its turn comes.
import { fetchAhead } from "./panes.js";

const LATEST = 3000;
export const whenIdle = (act) => (window.requestIdleCallback ? requestIdleCallback(act, { timeout: LATEST }) : setTimeout(act, LATEST));

/** Returns what goes on by one, down (1) or up (-1). */
export function steps(list, desk) {
  const ahead = (by) => {
    const id = list.neighbour(by)?.dataset.id;
    if (id && id !== desk.id) fetchAhead(id);
  };
  // Also the first; not for fingers, which have no keys.
  if (matchMedia("(hover: hover)").matches) whenIdle(() => document.hidden || ahead(1));
  return (by) => {
    const card = list.neighbour(by);
    if (!card) return;
    card.scrollIntoView({ block: "nearest" });
    card.focus({ preventScroll: true });
    desk.open(card.dataset.id).then(() => desk.id === card.dataset.id && ahead(by));
  };
}
