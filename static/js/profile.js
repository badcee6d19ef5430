// Theme, presence, preferences, the width of the list, whether the panel is shown.
import { rescueFocus } from "./focus.js";
import { cookie, post } from "./http.js";
import * as notify from "./notify.js";
import { toast } from "./toast.js";

const NARROW = 280, WIDE = 420;
const root = document.documentElement, body = document.body;

export function setTheme(theme) {
  root.dataset.theme = theme;
  cookie("theme", theme);
  showTheme();
}

export function showTheme() {
  for (const button of document.querySelectorAll('[data-act="theme"]')) button.setAttribute("aria-pressed", button.dataset.value === root.dataset.theme);
}

/** Kept with the person, so that it is the same everywhere. What could not be kept is taken back. */
export async function setDensity(density) {
  const before = body.dataset.density;
  drawDensity(density);
  await post("/profile/density", { density }).catch((error) => {
    drawDensity(before);
    throw error;
  });
}

function drawDensity(density) {
  body.dataset.density = density;
  for (const button of document.querySelectorAll('[data-act="density"]')) button.setAttribute("aria-pressed", button.dataset.value === density);
}

export function showPresence(presence) {
  document.getElementById("my-presence").className = `presence ${presence}`;
}

/** With a socket one is there, as what one chose; whoever chose offline comes back online. */
export function showConnected() {
  const chosen = document.querySelector('[data-act="presence"][aria-pressed="true"]')?.dataset.value;
  if (document.querySelector("#my-presence.offline")) showPresence(chosen === "away" ? "away" : "online");
}

const choices = () => [...document.querySelectorAll('[data-act="presence"]')];

function press(presence, reason) {
  for (const button of choices()) button.setAttribute("aria-pressed", button.dataset.value === presence && button.dataset.reason === reason);
}

/** With why, if it is a pause. What could not be kept is taken back. */
export async function setPresence(presence, reason) {
  const before = choices().find((button) => button.getAttribute("aria-pressed") === "true")?.dataset;
  const shown = document.getElementById("my-presence").className;
  press(presence, reason);
  showPresence(presence);
  try {
    await post("/presence", { presence, reason });
  } catch (error) {
    press(before?.value, before?.reason);
    document.getElementById("my-presence").className = shown;
    throw error;
  }
}

/** Beside the thread where there is room, over it where there is none. */
export function togglePanel() {
  if (matchMedia("(max-width: 1099px)").matches) {
    body.dataset.drawer = body.dataset.drawer === "open" ? "closed" : "open";
    if (body.dataset.drawer === "open") document.querySelector("#panel [data-act=panel]")?.focus();
  } else {
    body.dataset.panel = body.dataset.panel === "closed" ? "open" : "closed";
    cookie("panel", body.dataset.panel);
  }
  rescueFocus(".thread-head .tool[data-act=panel]", ".who");
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

export function openPreferences() {
  document.querySelector(":popover-open")?.hidePopover();
  document.getElementById("notice-state").textContent = notify.stateText();
  const dialog = document.getElementById("preferences");
  dialog.showModal();
  dialog.dispatchEvent(new Event("opened"));
}

const keptAs = ({ name }) => (name === "sends" ? "enterSends" : name);

/** Each choice is kept at once; what could not be is taken back. */
export function wirePreferences() {
  const dialog = document.getElementById("preferences");
  dialog.addEventListener("refused", ({ target }) => {
    if (target.type === "checkbox") target.checked = !target.checked;
    if (target.type === "radio") for (const choice of dialog.querySelectorAll(`[name="${target.name}"]`)) choice.checked = choice.value === body.dataset[keptAs(target)];
  });
  dialog.addEventListener("htmx:after:swap", ({ target }) => {
    if (target.type === "radio") body.dataset[keptAs(target)] = target.value;
  });
  dialog.addEventListener("change", async ({ target }) => {
    if ("desktop" in target.dataset && target.checked) await notify.mayShow();
    document.getElementById("notice-state").textContent = notify.stateText();
  });
}

const own = {
  presence: (button) => setPresence(button.dataset.value, button.dataset.reason).catch((error) => toast(error.detail)),
  theme: (button) => setTheme(button.dataset.value),
  density: (button) => setDensity(button.dataset.value),
  preferences: () => openPreferences(),
  "test-notification": async () => {
    await notify.test();
    document.getElementById("notice-state").textContent = notify.stateText();
  },
};

/** What every page has: the profile's menu. */
export function wireProfile() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-act]");
    if (button) own[button.dataset.act]?.(button);
  });
}
