// What narrows the list: the form, what is chosen shown above the cards, and the views kept of it.
import { rescueFocus, setCurrent } from "./focus.js";
import { htmx } from "./hx.js";
import { isSame } from "./searching.js";
import { fill, gettext } from "./text.js";
import { toast } from "./toast.js";

export class Filters {
  constructor(list) {
    this.list = list;
    this.form = document.getElementById("filter-form");
    this.viewForm = document.getElementById("view-form");
    this.views = document.getElementById("views");
    this.strip = document.getElementById("narrowed");
    this.form.addEventListener("change", () => this.choose(this.read()));
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.viewForm.addEventListener("htmx:config:request", ({ detail }) => this.kept && (detail.ctx.request.action = this.kept));
    this.viewForm.addEventListener("htmx:after:swap", () => {
      this.viewForm.reset();
      this.kept = null;
      this.show();
      document.getElementById("filters").hidePopover();
    });
    this.views.addEventListener("htmx:before:swap", (event) => event.target.matches("[data-name]") && this.offerUndo(event.target));
    this.views.addEventListener("htmx:after:settle", () => this.show());
    this.views.addEventListener("htmx:after:swap", ({ detail }) => detail.ctx.request.method === "POST" && rescueFocus("#views a", ".tabs a[aria-current]"));
    this.views.addEventListener("click", (event) => this.clicked(event));
    document.querySelector(".filter-lists").addEventListener("click", (event) => this.clicked(event));
    this.strip.addEventListener("click", (event) => {
      const name = event.target.closest("[data-drop]")?.dataset.drop;
      if (name) this.drop(name);
    });
    this.show();
  }

  read() {
    const chosen = [...new FormData(this.form)].filter(([, value]) => value);
    return new URLSearchParams(chosen).toString();
  }

  choose(narrowing, tab = this.list.tab) {
    // With the bot and in the queue nobody has it: such a choice looks into everything that is open.
    const status = new URLSearchParams(narrowing).get("status");
    this.list.show(status && tab !== "mine" ? "all" : tab, this.list.search, narrowing);
    this.show();
  }

  clear() {
    document.getElementById("filters").hidePopover();
    this.choose("");
  }

  drop(name) {
    const query = new URLSearchParams(this.list.narrowing);
    query.delete(name);
    this.choose(query.toString());
    rescueFocus("#narrowed button", ".tabs a[aria-current]");
  }

  /** The form, the strip and the mark of the view as the list is now. */
  show() {
    const query = new URLSearchParams(this.list.narrowing);
    for (const field of this.form.elements) {
      if (field.type === "checkbox") field.checked = query.get(field.name) === field.value;
      else field.value = query.get(field.name) || "";
    }
    const chosen = [...query].map(([name, value]) => this.chip(name, value)).filter(Boolean);
    this.strip.replaceChildren(...chosen);
    this.strip.hidden = !chosen.length;
    const count = document.getElementById("filter-count");
    count.hidden = !chosen.length;
    count.textContent = chosen.length;
    const here = this.list.query;
    here.delete("q");
    this.viewForm.elements.query.value = here;
    for (const link of this.views.querySelectorAll("a")) {
      setCurrent(link, !this.list.search && isSame(link.dataset.view, here));
    }
    this.showKept(this.views.querySelector("a[aria-current][data-change]"));
  }

  /** A list that is kept already is renamed, or shared. */
  showKept(link) {
    const kept = link?.dataset.change || "";
    for (const words of this.viewForm.querySelectorAll("[data-when]")) words.hidden = (words.dataset.when === "kept") !== Boolean(kept);
    if (kept === this.kept) return;
    const field = this.viewForm.elements.name, name = link ? link.querySelector(".view-name").textContent : "";
    if (!field.value || field.value === this.filled) field.value = name; // else it is being named already
    Object.assign(this, { kept, filled: name });
    if (this.viewForm.elements.is_shared) this.viewForm.elements.is_shared.checked = Boolean(link?.querySelector(".icon"));
  }

  chip(name, value) {
    const field = this.form.elements[name];
    if (!field) return null;
    const text = field.type === "checkbox" ? field.closest("label").textContent.trim() : field.selectedOptions[0]?.textContent || value;
    const button = Object.assign(document.createElement("button"), { type: "button", className: "chip chosen", textContent: text });
    button.dataset.drop = name;
    button.title = gettext("Remove this filter");
    return button;
  }

  clicked(event) {
    const link = event.target.closest("a[data-view]");
    if (link && !event.metaKey && !event.ctrlKey) {
      event.preventDefault();
      link.closest("[popover]")?.hidePopover();
      this.open(link.dataset.view);
    }
  }

  open(query) {
    const wanted = new URLSearchParams(query);
    const tab = wanted.get("tab");
    wanted.delete("tab");
    this.list.show(tab, "", wanted.toString());
    this.show();
  }

  offerUndo(button) {
    const link = button.closest(".view").querySelector("a");
    const values = { name: button.dataset.name, query: link.dataset.view, is_shared: link.querySelector(".icon") ? "1" : "" };
    toast(fill(gettext("View “%(name)s” deleted."), values), {
      action: gettext("Undo"),
      onAction: () => htmx.ajax("POST", this.viewForm.getAttribute("hx-post"), { target: this.views, values }),
      stays: 10000,
    });
  }
}
