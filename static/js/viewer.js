// Pictures, videos and PDF files over the whole window; the next and the previous are those of the conversation.
import { drawIconOf } from "./icons.js";
import { hush } from "./player.js";
import { fill, gettext } from "./text.js";
import { Zoom } from "./zoom.js";

const SWIPE = 60;
// As the browser's own viewer shows them; where it has none, as on phones, they are opened as ever.
const showsPdf = navigator.pdfViewerEnabled && matchMedia("(hover: hover)").matches;
const MADE = { image: "img", video: "video", pdf: "iframe" };

export class Viewer {
  constructor({ loadOlder }) {
    this.box = document.getElementById("viewer");
    this.stage = this.box.querySelector(".viewer-stage");
    this.loadOlder = loadOlder;
    this.zoom = new Zoom(this.stage, { onChange: (scale) => this.showZoom(scale), onSwipe: (x, y) => this.swiped(x, y) });
    this.box.addEventListener("click", (event) => {
      const button = event.target.closest("[data-view]");
      if (button) this.acts[button.dataset.view]();
      else if (event.target === this.stage && !this.zoom.hasMoved) this.box.close();
    });
    this.box.addEventListener("keydown", (event) => this.pressed(event));
    this.box.addEventListener("close", () => this.closed());
    this.acts = {
      previous: () => this.step(-1),
      next: () => this.step(1),
      zoom: () => this.zoom.toggle(),
      close: () => this.box.close(),
    };
  }

  takes(link) {
    return link.dataset.media !== "pdf" || showsPdf;
  }

  get links() {
    return [...document.querySelectorAll(`${this.place} a[data-media]`)].filter((link) => this.takes(link));
  }

  open(link) {
    hush();
    this.opener = link;
    // The panel's pictures are a row of their own.
    this.place = link.closest("#panel") ? "#panel" : "#messages";
    this.show(link);
    this.box.showModal();
    this.box.querySelector("[data-view=close]").focus();
  }

  /** The picture is known by its address: its bubble may have been drawn anew meanwhile. */
  get at() {
    return this.links.findIndex((link) => link.href === this.href);
  }

  show(link) {
    const { media, by, when, name } = link.dataset;
    this.href = link.href;
    const shown = document.createElement(MADE[media]);
    if (media === "video") Object.assign(shown, { controls: true, autoplay: true, playsInline: true });
    else if (media === "pdf") shown.title = name;
    else Object.assign(shown, { alt: link.querySelector("img")?.alt || "", draggable: false, decoding: "async" });
    // The small picture stands in until the large one is there.
    const small = media === "image" && link.querySelector("img")?.currentSrc;
    if (small) shown.style.backgroundImage = `url("${small}")`;
    shown.addEventListener("error", () => this.fail(), { once: true });
    shown.src = media === "pdf" ? `${link.href}#navpanes=0` : link.href;
    this.stage.replaceChildren(shown);
    this.zoom.start(media === "image" ? shown : null);
    this.box.querySelector(".viewer-who").textContent = by;
    this.box.querySelector(".viewer-when").textContent = media === "pdf" ? `${name} · ${when}` : when;
    Object.assign(this.box.querySelector("[data-save]"), { href: link.href, download: name || "" });
    this.box.querySelector("[data-view=zoom]").hidden = media !== "image";
    this.showPlace();
  }

  fail() {
    this.stage.replaceChildren(Object.assign(document.createElement("p"), { textContent: gettext("This file cannot be shown here; download it instead.") }));
    this.zoom.start(null);
  }

  showPlace() {
    const { at, links } = this;
    this.box.querySelector("[data-view=next]").hidden = at >= links.length - 1;
    this.box.querySelector("[data-view=previous]").hidden = at <= 0 && !document.querySelector(`${this.place} .older`);
    const words = fill(gettext("%(at)s of %(count)s"), { at: at + 1, count: links.length });
    this.box.querySelector(".viewer-place").textContent = links.length > 1 ? words : "";
  }

  async step(by) {
    let next = this.links[this.at + by];
    // Further back there may be more that was not loaded yet.
    while (!next && by < 0 && this.place === "#messages" && (await this.loadOlder())) next = this.links[this.at + by];
    if (!this.box.open) return;
    if (next) this.show(next);
    else this.showPlace();
    if (document.activeElement?.hidden) this.box.querySelector("[data-view=close]").focus();
  }

  swiped(x, y) {
    if (Math.abs(x) > Math.abs(y) && Math.abs(x) > SWIPE) this.step(x > 0 ? -1 : 1);
    else if (y > SWIPE && y > Math.abs(x)) this.box.close();
  }

  pressed(event) {
    const isVideo = this.stage.firstElementChild?.matches("video");
    const act = { ArrowLeft: this.acts.previous, ArrowRight: this.acts.next, "+": () => this.zoom.by(1.5), "=": () => this.zoom.by(1.5), "-": () => this.zoom.by(1 / 1.5), 0: () => this.zoom.reset() }[event.key];
    if (!act || event.ctrlKey || event.metaKey || (isVideo && event.target.matches("video"))) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  showZoom(scale) {
    const button = this.box.querySelector("[data-view=zoom]");
    drawIconOf(button, scale > 1 ? "zoom-out" : "zoom-in");
    button.setAttribute("aria-pressed", scale > 1);
  }

  closed() {
    this.stage.replaceChildren();
    const link = this.links[this.at] || this.opener;
    link?.scrollIntoView({ block: "nearest" });
    link?.focus({ preventScroll: true });
  }
}
