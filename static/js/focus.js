// What is current, also for those who do not see it, and the focus, which stays through what is drawn anew.
export function setCurrent(node, isCurrent) {
  // Empty, as `toggleAttribute` leaves it, it says "no".
  if (isCurrent) node.setAttribute("aria-current", "true");
  else node.removeAttribute("aria-current");
}

/** Of a field's list the option that Enter would take; -1: none. The focus stays in the field. */
export function markOption(field, options, at) {
  options.forEach((option, index) => option.setAttribute("aria-selected", String(index === at)));
  options[at]?.scrollIntoView({ block: "nearest" });
  if (options[at]) field.setAttribute("aria-activedescendant", options[at].id);
  else field.removeAttribute("aria-activedescendant");
}

/** On the card that had it, wherever that stands now; if it went, on the one in its place. */
export function keepFocus(cards, draw) {
  const card = cards.contains(document.activeElement) && document.activeElement.closest(".card");
  const at = card ? [...cards.querySelectorAll(".card")].indexOf(card) : -1;
  draw();
  if (!card || card === document.activeElement) return;
  const now = [...cards.querySelectorAll(".card")];
  (now.find((other) => other.dataset.id === card.dataset.id) || now[Math.min(at, now.length - 1)])?.focus({ preventScroll: true });
}

/** When what had the focus went away, the first of what is at hand and can be seen takes it. */
export function rescueFocus(...places) {
  // What is hidden loses it only with the next frame.
  const at = document.activeElement;
  if ((at !== document.body && at.getClientRects().length) || document.querySelector(":modal")) return;
  for (const place of [...places, ".scroller", ".card[aria-current]", ".card", ".tabs a"]) {
    const node = [...document.querySelectorAll(place)].find((one) => one.getClientRects().length);
    if (node) return void node.focus({ preventScroll: true });
  }
}
