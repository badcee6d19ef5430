// What the inbox has beside reading, writing, moving and commands. It comes a moment after the page can be used.
import { Bystanders } from "./bystanders.js";
import { wireOperators } from "./operators.js";
import { Swipes } from "./swipes.js";
import { Unsent } from "./unsent.js";

/** Returns those that hear of events. */
export function furnish({ list, desk, filters, uploads, socket }) {
  wireOperators(document.getElementById("search-input"), document.getElementById("search-hints"), filters.form);
  new Swipes(desk, list);
  new Unsent(list.cards, uploads);
  return { bystanders: new Bystanders(list.cards, () => socket) };
}
