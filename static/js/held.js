// While another conversation is on its way, the one before takes no key, press, text or file: all of it but the way
// back. By stopping what would reach it, since `inert` costs the styles of everything in it anew, twice.
const HELD = "#workspace[data-opening] > :not(.thread), #workspace[data-opening] .thread > :not([data-part=header]), #workspace[data-opening] :is(.who, .head-acts)";
const WAYS = ["keydown", "keypress", "beforeinput", "paste", "cut", "pointerdown", "mousedown", "click", "auxclick", "contextmenu", "dragover", "drop", "change", "submit"];

export const isHeld = (node) => Boolean(node?.closest?.(HELD));

/** `words` say what is on its way; without any the place is free again. */
export function hold(place, words) {
  if (!words) {
    delete place.dataset.opening;
    return place.removeAttribute("aria-busy");
  }
  place.dataset.opening = words;
  place.setAttribute("aria-busy", "true");
  // As with `inert`, what is typed from here on is the page's: its single letters go on to work.
  if (isHeld(document.activeElement)) document.activeElement.blur();
  return undefined;
}

function stop(event) {
  if (event.key === "Tab" || !isHeld(event.target)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

for (const way of WAYS) addEventListener(way, stop, { capture: true });
