/* The phone: keeps the list and the open chat up to date, and sends what the customer does. */
import { api, text, toast, upload } from "./wire.js";
import { isAtEnd, place, scrollToEnd, setTyping, tidy } from "./thread.js";

const body = document.body;
const root = body.dataset.root;
const POLL = 700;
const POLL_HIDDEN = 4000;
let cursor = body.dataset.cursor;
let quoted = "";
let kind = "";

const part = (name, from = document) => from.querySelector(`[data-part="${name}"]`);
const screenPart = () => document.querySelector(".screen");
const personId = () => Number(screenPart()?.dataset.person ?? 0);
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
  if (change.card) part("card").innerHTML = change.card;
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

/* Opening a chat reads it: only while somebody can see it. */
let reading = false;
async function markRead() {
  const badge = document.querySelector(`[data-row="${personId()}"] .badge`);
  if (!badge || reading || !isShown()) return;
  reading = true;
  try {
    await api(`${root}api/customers/${personId()}/read`, {});
    badge.remove();
  } catch { /* the next poll asks again */ }
  reading = false;
}

/* --- Another customer --------------------------------------------------------------------------------------- */
async function openChat(id, push = true) {
  const fresh = await api(`${root}chat/${id}`);
  part("screen").innerHTML = fresh.screen;
  part("card").innerHTML = fresh.card;
  quoted = "";
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

/* --- What the customer does --------------------------------------------------------------------------------- */
async function send(type, content) {
  const message = { from: personId(), type, [type]: content };
  if (quoted) message.reply_to = quoted;
  unquote();
  await api(`${root}api/messages`, message);
  scrollToEnd();
}

async function sendText(form) {
  const field = form.elements.text;
  const written = field.value.trim();
  if (!written) return;
  field.value = "";
  grow(field);
  try {
    await send("text", written);
  } catch (problem) {
    field.value = field.value || written;
    throw problem;
  }
}

async function sendFile(input) {
  const file = input.files[0];
  if (!file) return;
  const sent = kind;
  const stored = await upload(`${root}api/media`, file);
  input.value = "";
  await send(sent, { id: stored.id });
}

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

const bubbleOf = (element) => element.closest(".bubble");

async function tap(button) {
  const { kind: type, id, title, description } = button.dataset;
  part("sheet").close();
  quoted = button.dataset.wamid || bubbleOf(button).dataset.wamid;
  if (type === "button") return send("button", { payload: id, text: title });
  const reply = description ? { id, title, description } : { id, title };
  return send("interactive", { type, [type]: reply });
}

function openList(button) {
  const list = bubbleOf(button).querySelector("template[data-list]");
  part("sheet-title").textContent = list.dataset.title;
  const rows = part("sheet-rows");
  rows.replaceChildren(list.content.cloneNode(true));
  for (const row of rows.querySelectorAll("button")) row.dataset.wamid = bubbleOf(button).dataset.wamid;
  part("sheet").show();
}

function quote(button) {
  const bubble = bubbleOf(button);
  quoted = bubble.dataset.wamid;
  const said = bubble.querySelector(".text, .place strong, .file span");
  part("quote-text").textContent = said?.textContent ?? bubble.querySelector("img")?.alt ?? "";
  part("quote").hidden = false;
  document.querySelector(".composer textarea").focus();
}

function unquote() {
  quoted = "";
  part("quote").hidden = true;
}

async function react(button) {
  const picker = button.closest(".picker");
  const emoji = button.dataset.emoji === picker.dataset.mine ? "" : button.dataset.emoji;
  picker.hidden = true;
  const reaction = { message_id: bubbleOf(button).dataset.wamid, emoji };
  await api(`${root}api/messages`, { from: personId(), type: "reaction", reaction });
}

function openPicker(button) {
  const bubble = bubbleOf(button);
  const picker = part("picker", bubble);
  bubble.classList.toggle("near-top", bubble.offsetTop - part("thread").scrollTop < 110);
  picker.hidden = !picker.hidden;
}

function toggle(element, button, open = element.hidden) {
  element.hidden = !open;
  button?.setAttribute("aria-expanded", String(open));
  if (open) element.querySelector("input, button")?.focus();
}

function back() {
  body.dataset.view = "list";
  history.pushState({}, "", root);
}

async function sendLocation(button) {
  part("attach").hidden = true;
  const place = { latitude: -23.56168, longitude: -46.65598, address: "Av. Paulista, 1578, São Paulo" };
  await send("location", button.dataset.name ? { ...place, name: button.dataset.name } : place);
}

const actions = {
  "new-person": () => toggle(document.querySelector(".new-person"), document.querySelector('.people-head [data-action="new-person"]')),
  attach(button) {
    const wasAtEnd = isAtEnd();
    toggle(part("attach"), button);
    if (wasAtEnd) scrollToEnd();
  },
  pick(button) {
    kind = button.dataset.kind;
    part("attach").hidden = true;
    part("file").accept = button.dataset.accept;
    part("file").click();
  },
  location: sendLocation,
  "close-sheet": () => part("sheet").close(),
  "open-list": openList,
  newest: scrollToEnd,
  emoji: react,
  react: openPicker,
  back, quote, tap, unquote,
};

/* --- Events ------------------------------------------------------------------------------------------------- */
const safely = (work) => Promise.resolve().then(work).catch((problem) => toast(text(problem.code) || text("refused")));

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-action]");
  const row = event.target.closest("a.row");
  for (const open of document.querySelectorAll(".picker:not([hidden])")) {
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

document.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  safely(() => (form.dataset.form === "composer" ? sendText(form) : addPerson(form)));
});

document.addEventListener("change", (event) => {
  if (event.target.dataset.part === "file") safely(() => sendFile(event.target));
});

function grow(field) {
  field.style.height = "42px";
  field.style.height = `${Math.min(field.scrollHeight, 130)}px`;
}

document.addEventListener("input", (event) => event.target.name === "text" && grow(event.target));
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.name === "text" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    event.target.form.requestSubmit();
  }
  if (event.key === "Escape") unquote();
});
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
