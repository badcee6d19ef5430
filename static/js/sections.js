// The panel's sections: which are closed and in which order they stand is the reader's, and remembered.
import { gettext } from "./text.js";

const CLOSED = "folds", ORDER = "fold-order";
const saved = (key) => JSON.parse(localStorage.getItem(key) || "[]");

export function restoreSections(root) {
  if (!root) return;
  const closed = saved(CLOSED), body = root.querySelector(".panel-body"), end = body.querySelector(".panel-acts");
  for (const name of saved(ORDER)) {
    const fold = body.querySelector(`:scope > [data-fold="${CSS.escape(name)}"]`);
    if (fold) end.before(fold);
  }
  for (const fold of body.querySelectorAll("[data-fold]")) {
    fold.open = !closed.includes(fold.dataset.fold);
    const summary = fold.querySelector("summary");
    summary.draggable = true;
    summary.title = gettext("Drag it, or Alt and an arrow, to move the section");
  }
}

export function wireSections(place) {
  let dragged = null;
  place.addEventListener("toggle", (event) => event.target.matches("[data-fold]") && remember(event.target), { capture: true });
  place.addEventListener("keydown", (event) => {
    const fold = event.target.closest("summary")?.parentElement, by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!fold?.dataset.fold || !event.altKey || !by) return;
    event.preventDefault();
    move(fold, by < 0 ? sibling(fold, "previousElementSibling") : sibling(fold, "nextElementSibling"), by > 0);
    event.target.focus();
  });
  place.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.("summary")?.closest("[data-fold]") || null;
    if (dragged) event.dataTransfer.effectAllowed = "move";
  });
  place.addEventListener("dragover", (event) => dragged && target(event) && event.preventDefault());
  place.addEventListener("drop", (event) => {
    const over = dragged && target(event);
    if (!over) return;
    event.preventDefault();
    const { top, height } = over.getBoundingClientRect();
    if (over !== dragged) move(dragged, over, event.clientY > top + height / 2);
  });
  place.addEventListener("dragend", () => (dragged = null));
}

const target = (event) => event.target.closest?.(".panel-body > [data-fold]");

function sibling(fold, way) {
  const next = fold[way];
  return next?.matches("[data-fold]") ? next : null;
}

function move(fold, beside, isAfter) {
  if (!beside) return;
  isAfter ? beside.after(fold) : beside.before(fold);
  const names = [...fold.parentElement.querySelectorAll(":scope > [data-fold]")].map((one) => one.dataset.fold);
  localStorage.setItem(ORDER, JSON.stringify(names));
}

function remember(fold) {
  const rest = saved(CLOSED).filter((name) => name !== fold.dataset.fold);
  localStorage.setItem(CLOSED, JSON.stringify(fold.open ? rest : [...rest, fold.dataset.fold]));
}
