// Theme, presence, the width of the list, whether the panel is shown.
import { cookie, post } from "./http.js";
import * as notify from "./notify.js";

const NARROW = 280, WIDE = 420;
const root = document.documentElement, body = document.body;

export function setTheme(theme) {
  root.dataset.theme = theme;
  cookie("theme", theme);
  showTheme();
}

export function showTheme() {
  for (const button of document.querySelectorAll('[data-act="theme"]')) button.setAttribute("aria-pressed", button.dataset.value === root.dataset.theme);
  document.querySelector('[data-act="notifications"]')?.setAttribute("aria-pressed", notify.areOn());
}

export function showPresence(presence) {
  document.getElementById("my-presence").className = `presence ${presence}`;
}

/** With a socket one is there, as what one chose; whoever chose offline comes back online. */
export function showConnected() {
  const chosen = document.querySelector('[data-act="presence"][aria-pressed="true"]')?.dataset.value;
  if (document.querySelector("#my-presence.offline")) showPresence(chosen === "away" ? "away" : "online");
}

export async function setPresence(presence) {
  for (const button of document.querySelectorAll('[data-act="presence"]')) button.setAttribute("aria-pressed", button.dataset.value === presence);
  showPresence(presence);
  await post("/presence", { presence });
}

/** Beside the thread where there is room, over it where there is none. */
export function togglePanel() {
  if (matchMedia("(max-width: 1099px)").matches) {
    body.dataset.drawer = body.dataset.drawer === "open" ? "closed" : "open";
    return;
  }
  body.dataset.panel = body.dataset.panel === "closed" ? "open" : "closed";
  cookie("panel", body.dataset.panel);
}

export function wireResizer() {
  const bar = document.getElementById("resizer");
  const set = (width) => {
    const within = Math.round(Math.min(WIDE, Math.max(NARROW, width)));
    body.style.setProperty("--list-width", `${within}px`);
    bar.setAttribute("aria-valuenow", within);
    cookie("list_width", within);
  };
  bar.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    bar.setPointerCapture(event.pointerId);
    bar.classList.add("moving");
  });
  bar.addEventListener("pointermove", (event) => {
    if (bar.hasPointerCapture(event.pointerId)) set(event.clientX - document.getElementById("list").getBoundingClientRect().left);
  });
  bar.addEventListener("lostpointercapture", () => bar.classList.remove("moving"));
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -10, ArrowRight: 10 }[event.key];
    if (step) set(Number(bar.getAttribute("aria-valuenow")) + step);
  });
}
