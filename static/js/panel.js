// The customer's panel: its sections, and how it is drawn anew under the hands of who reads it.
import { wireEdits } from "./edit.js";
import { nodesOf } from "./http.js";
import { tickTimes } from "./time.js";

const FOLDS = "folds";

export class Panel {
  /** `desk` is asked for what is open when something happens. */
  constructor(desk) {
    this.desk = desk;
    wireEdits(desk.place, {
      url: () => `/inbox/${desk.id}/customer`,
      onSaved: () => desk.thread?.sync(),
      onLeft: () => this.waiting && this.renew(this.waiting),
    });
  }

  get box() { return document.getElementById("panel"); }

  show() {
    this.waiting = null;
    restoreFolds(this.box);
  }

  /** Not while somebody writes in it: afterwards. */
  renew(html) {
    const { box } = this;
    this.waiting = null;
    if (!box || box.served === html) return;
    if (box.querySelector(".is-editing")) return void (this.waiting = html);
    const top = box.querySelector(".panel-body").scrollTop, focused = placeOf(box, document.activeElement);
    box.served = html;
    box.replaceChildren(nodesOf(html));
    restoreFolds(box);
    tickTimes(box);
    box.querySelector(".panel-body").scrollTop = top;
    if (focused) box.querySelector(focused)?.focus({ preventScroll: true });
  }
}

/** How what has the focus is found in the panel that takes this one's place. */
function placeOf(box, node) {
  if (!box.contains(node)) return "";
  const field = node.closest("[data-field]"), fold = node.closest("[data-fold]");
  if (field) return `[data-field="${CSS.escape(field.dataset.field)}"] [data-edit]`;
  if (node.dataset.copy) return `[data-copy="${CSS.escape(node.dataset.copy)}"]`;
  return fold ? `[data-fold="${fold.dataset.fold}"] summary` : "";
}

function restoreFolds(root) {
  const closed = JSON.parse(localStorage.getItem(FOLDS) || "[]");
  for (const fold of root.querySelectorAll("[data-fold]")) {
    fold.open = !closed.includes(fold.dataset.fold);
    fold.addEventListener("toggle", () => {
      const rest = JSON.parse(localStorage.getItem(FOLDS) || "[]").filter((name) => name !== fold.dataset.fold);
      localStorage.setItem(FOLDS, JSON.stringify(fold.open ? rest : [...rest, fold.dataset.fold]));
    });
  }
}
