// The customer's panel: its sections, and how it is drawn anew under the hands of who reads it.
import { arrange } from "./arrange.js";
import { wireEdits } from "./edit.js";
import { getText, nodesOf } from "./http.js";
import { wireSections, restoreSections } from "./sections.js";
import { tickTimes } from "./time.js";
import { toast } from "./toast.js";

export class Panel {
  /** `desk` is asked for what is open when something happens. */
  constructor(desk) {
    this.desk = desk;
    wireEdits(desk.place, {
      url: () => `/inbox/${desk.id}/customer`,
      onSaved: () => desk.thread?.sync(),
      onLeft: () => this.waiting && this.renew(this.waiting),
    });
    wireSections(desk.place);
    // What is large comes when its section is opened.
    desk.place.addEventListener("toggle", (event) => event.target.matches("[data-load]") && this.load(event.target), { capture: true });
    desk.place.addEventListener("click", (event) => {
      const more = event.target.closest("[data-more]"), peek = event.target.closest("[data-act=peek]");
      if (more) this.loadMore(more);
      if (!peek || event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      this.peek(peek.dataset.value);
    });
  }

  get box() { return document.getElementById("panel"); }

  show() {
    this.waiting = null;
    restoreSections(this.box);
  }

  /** Not while somebody writes in it: afterwards. */
  renew(html) {
    const { box } = this;
    this.waiting = null;
    if (!box || box.served === html) return;
    if (box.querySelector(".is-editing")) return void (this.waiting = html);
    const top = box.querySelector(".panel-body").scrollTop, focused = placeOf(box, document.activeElement);
    const nodes = nodesOf(html);
    keepLoaded(box, nodes);
    box.served = html;
    box.replaceChildren(nodes);
    restoreSections(box);
    tickTimes(box);
    box.querySelector(".panel-body").scrollTop = top;
    if (focused) box.querySelector(focused)?.focus({ preventScroll: true });
  }

  async load(fold) {
    const body = fold.querySelector("[data-loaded]");
    if (!fold.open || body.dataset.loaded === fold.dataset.stamp) return;
    body.dataset.loaded = fold.dataset.stamp;
    const html = await getText(`/inbox/${this.desk.id}/${fold.dataset.load}`).catch((error) => {
      delete body.dataset.loaded;
      return errorLine(error);
    });
    body.replaceChildren(typeof html === "string" ? nodesOf(html) : html);
  }

  async loadMore(button) {
    button.disabled = true;
    const { load } = button.closest("[data-load]").dataset;
    try {
      const html = await getText(`/inbox/${this.desk.id}/${load}?${new URLSearchParams({ before: button.dataset.more })}`);
      button.replaceWith(nodesOf(html));
    } catch (error) {
      button.disabled = false;
      toast(error.detail);
    }
  }

  /** Another conversation, over this one, to be read and nothing else. */
  async peek(id) {
    const html = await getText(`/inbox/${id}/peek`).catch((error) => toast(error.detail));
    if (!html) return;
    const dialog = nodesOf(html).querySelector("dialog");
    for (const act of dialog.querySelectorAll(".item-acts, .reason, .item button")) act.remove();
    dialog.addEventListener("close", () => dialog.remove());
    dialog.addEventListener("click", (event) => (event.target === dialog || event.target.closest("[data-open]")) && dialog.close());
    document.body.append(dialog);
    dialog.showModal();
    arrange(dialog.querySelector(".column"));
    const body = dialog.querySelector(".peek-body");
    body.scrollTop = body.scrollHeight;
    body.focus();
  }
}

function errorLine(error) {
  return Object.assign(document.createElement("p"), { className: "form-error", textContent: error.detail });
}

/** What was loaded stays until it is loaded anew. */
function keepLoaded(before, after) {
  for (const old of before.querySelectorAll("[data-loaded]")) {
    const name = old.closest("[data-fold]").dataset.fold;
    after.querySelector(`[data-fold="${name}"] [data-loaded]`)?.replaceWith(old);
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
