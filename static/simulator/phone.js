/* The phone: keeps the list and the open chat up to date, and sends what the customer does. */
import { acts, sendFile, sendFlow, sendText, unquote } from "./acts.js";
import { grow, part, personId, root, screenPart, toggle } from "./dom.js";
import { dropRecording } from "./recorder.js";
import { isAtEnd, place, scrollToEnd, setTyping, tidy } from "./thread.js";
import { api, text, toast } from "./wire.js";

const body = document.body;
const POLL = 700;
const POLL_HIDDEN = 4000;
let cursor = body.dataset.cursor;
// Looking is told again well before it ends.
const LOOK_SECONDS = 8;
let lookedAt = 0;

const isShown = () => !document.hidden && (body.dataset.view === "chat" || innerWidth > 760);

/* --- What changed ------------------------------------------------------------------------------------------- */
async function poll() {
  const asked = personId();
  try {
    const change = await api(`${root}live?after=${cursor}&customer=${asked}`);
    part("toast").dataset.kind === "offline" && toast("");
    // The chat was changed while the answer was on its way: what it says of the old one is not wanted.
    if (asked === personId()) apply(change);
  } catch {
    toast(text("offline"), "offline");
  }
  setTimeout(poll, document.hidden ? POLL_HIDDEN : POLL);
}

function apply(change) {
  cursor = change.next;
  change.rows.forEach(placeRow);
  const wasAtEnd = isAtEnd();
  const news = change.bubbles.filter((one) => place(one)).length;
  if (change.card) placeCard(change.card, change.is_offline);
  if (change.typing_seconds !== null) setTyping(change.typing_seconds);
  if (news) tidy();
  if (news && wasAtEnd) scrollToEnd();
  markRead();
}

function placeRow({ id, html }) {
  const list = part("rows");
  const holder = document.createElement("template");
  holder.innerHTML = html.trim();
  const row = holder.content.firstElementChild;
  const old = list.querySelector(`[data-row="${id}"]`);
  // A row in its place is changed in place; only a later message moves it up.
  if (old && old.dataset.at === row.dataset.at) return old.replaceWith(row);
  old?.remove();
  const at = Number(row.dataset.at || 0);
  const below = [...list.children].find((other) => Number(other.dataset.at || 0) <= at);
  list.insertBefore(row, below ?? null);
}

/* The card is drawn anew without closing what somebody has opened in it. */
function placeCard(html, isOffline) {
  const isOpen = part("card").querySelector("details")?.open;
  if (isOpen && part("card").contains(document.activeElement) && document.activeElement.matches("input")) return;
  part("card").innerHTML = html;
  part("card").querySelector("details").open = Boolean(isOpen);
  if (Boolean(document.querySelector(".off")) !== isOffline) safely(() => openChat(personId(), false));
}

/* Opening a chat reads it, and who keeps looking reads what comes: only while somebody can see it. */
let reading = false;
async function markRead() {
  const badge = document.querySelector(`[data-row="${personId()}"] .badge`);
  const isDue = Date.now() - lookedAt > (LOOK_SECONDS / 2) * 1000;
  if (!(badge || isDue) || reading || !personId() || !isShown()) return;
  reading = true;
  try {
    await api(`${root}api/customers/${personId()}/read`, { seconds: LOOK_SECONDS });
    lookedAt = Date.now();
    badge?.remove();
  } catch { /* the next poll asks again */ }
  reading = false;
}

/* --- Another customer --------------------------------------------------------------------------------------- */
async function openChat(id, push = true) {
  const fresh = await api(`${root}chat/${id}`);
  part("screen").innerHTML = fresh.screen;
  part("card").innerHTML = fresh.card;
  unquote();
  lookedAt = 0;
  dropRecording();
  body.dataset.view = "chat";
  if (push) history.pushState({ id }, "", `?customer=${id}`);
  for (const row of document.querySelectorAll(".row")) {
    const isIt = row.parentElement.dataset.row === String(id);
    row.classList.toggle("selected", isIt);
    row.toggleAttribute("aria-current", isIt);
  }
  begin();
}

function begin() {
  if (!screenPart()) return;
  const until = Number(part("thread").dataset.typingUntil || 0);
  setTyping(until ? until - Date.now() / 1000 : 0);
  tidy();
  scrollToEnd();
  tick();
  markRead();
  part("thread").addEventListener("scroll", showNewest, { passive: true });
  if (matchMedia("(hover: hover)").matches) document.querySelector(".composer textarea").focus({ preventScroll: true });
}

function showNewest() {
  document.querySelector(".newest").hidden = isAtEnd();
}

/* --- The customer, as somebody ---------------------------------------------------------------------------- */
async function addPerson(form) {
  const fields = Object.fromEntries(new FormData(form));
  const problem = form.querySelector(".problem");
  try {
    const person = await api(`${root}api/customers`, fields);
    form.reset();
    toggle(form, document.querySelector('.people-head [data-action="new-person"]'), false);
    problem.hidden = true;
    await openChat(person.id);
  } catch (refused) {
    if (refused.attr !== "phone") throw refused;
    problem.hidden = false;
  }
}

function back() {
  body.dataset.view = "list";
  history.pushState({}, "", root);
}

async function change(act, fields = {}) {
  const wasOff = act === "phone_on" || act === "phone_off";
  await api(`${root}api/customers/${personId()}`, { act, ...fields });
  lookedAt = 0;
  if (wasOff) await openChat(personId(), false);
}

const personForm = () => document.querySelector(".new-person");
const personButton = () => document.querySelector('.people-head [data-action="new-person"]');
const actions = { ...acts, back, "new-person": () => toggle(personForm(), personButton()) };

/* --- Events ------------------------------------------------------------------------------------------------- */
const safely = (work) => Promise.resolve().then(work).catch((problem) => toast(text(problem.code) || text("refused")));

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-action]");
  const row = event.target.closest("a.row");
  const act = event.target.closest("button[data-act]");
  if (act) return safely(() => change(act.dataset.act));
  for (const open of document.querySelectorAll(".picker:not([hidden]), .menu:not([hidden])")) {
    if (!open.parentElement.contains(event.target)) open.hidden = true;
  }
  // A finger has no hover: a tap on a bubble shows its tools.
  const bubble = event.target.closest(".card-bubble")?.parentElement;
  for (const one of document.querySelectorAll(".bubble.chosen")) one !== bubble && one.classList.remove("chosen");
  bubble?.classList.toggle("chosen");
  if (event.metaKey || event.ctrlKey || event.shiftKey) return;
  if (button) event.preventDefault();
  if (button) return safely(() => actions[button.dataset.action](button));
  if (row) event.preventDefault();
  if (row) safely(() => openChat(row.parentElement.dataset.row));
});

const forms = {
  composer: sendText,
  flow: sendFlow,
  "new-person": addPerson,
  act: (form) => change(form.dataset.act, Object.fromEntries(new FormData(form))),
};

document.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  safely(() => forms[form.dataset.form](form));
});

document.addEventListener("change", (event) => {
  if (event.target.dataset.part === "file") safely(() => sendFile(event.target));
});

document.addEventListener("input", (event) => event.target.name === "text" && grow(event.target));
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.name === "text" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    event.target.form.requestSubmit();
  }
  if (event.key === "Escape") unquote();
});
/* The first time a voice message is heard, its sender learns it. Media events do not bubble. */
document.addEventListener("play", (event) => {
  const bubble = event.target.closest(".bubble.in.type-audio");
  if (bubble) safely(() => api(`${root}api/messages/${bubble.dataset.wamid}/played`, {}));
}, true);
addEventListener("popstate", () => {
  const id = new URLSearchParams(location.search).get("customer");
  if (id) safely(() => openChat(id, false));
  else body.dataset.view = "list";
});
document.addEventListener("visibilitychange", () => markRead());

const clock = new Intl.DateTimeFormat("pt-BR", { hour: "2-digit", minute: "2-digit", timeZone: body.dataset.timezone });
function tick() {
  const shown = part("clock");
  if (shown) shown.textContent = clock.format(new Date());
}
setInterval(tick, 10_000);

begin();
setTimeout(poll, POLL);
