/* The page's parts, by name. */
export const root = document.body.dataset.root;
export const part = (name, from = document) => from.querySelector(`[data-part="${name}"]`);
export const screenPart = () => document.querySelector(".screen");
export const personId = () => Number(screenPart()?.dataset.person ?? 0);
export const bubbleOf = (element) => element.closest(".bubble");

/** Shows or hides, and says so on the button that did it. */
export function toggle(element, button, open = element.hidden) {
  element.hidden = !open;
  button?.setAttribute("aria-expanded", String(open));
  if (open) element.querySelector("input, button")?.focus();
}

/** A field as high as what is written in it. */
export function grow(field) {
  field.style.height = "42px";
  field.style.height = `${Math.min(field.scrollHeight, 130)}px`;
}
