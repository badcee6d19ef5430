/* What the customer does in the open chat: writes, taps, records, reacts, takes back. */
import { bubbleOf, grow, part, personId, root, toggle } from "./dom.js";
import { oddMessage, tapAnswer, textOf } from "./kinds.js";
import { dropRecording, isRecording, record, stopRecording } from "./recorder.js";
import { isAtEnd, scrollToEnd } from "./thread.js";
import { api, text, toast, upload } from "./wire.js";

let quoted = "";
let edited = "";
let kind = "";

async function send(type, content, beside = {}) {
  const message = { from: personId(), phone_number_id: part("number").value, type, [type]: content, ...beside };
  if (quoted) message.reply_to = quoted;
  unquote();
  await api(`${root}api/messages`, message);
  scrollToEnd();
}

export async function sendText(form) {
  const field = form.elements.text;
  const written = field.value.trim();
  if (isRecording()) return sendRecording();
  if (!written) return;
  field.value = "";
  grow(field);
  const changed = edited;
  try {
    if (changed) {
      unquote();
      await api(`${root}api/messages`, { from: personId(), type: "edit", edit: { message_id: changed, text: written } });
    } else await send("text", written);
  } catch (problem) {
    field.value = field.value || written;
    throw problem;
  }
}

export async function sendFile(input) {
  const file = input.files[0];
  if (!file) return;
  const sent = kind;
  const stored = await upload(`${root}api/media`, file);
  input.value = "";
  await send(sent, sent === "audio" ? { id: stored.id, voice: false } : { id: stored.id });
}

/* A finger or a key starts it; sending ends it. */
async function startRecording() {
  part("attach").hidden = part("odd").hidden = true;
  try {
    await record();
  } catch {
    toast(text("no_microphone"));
  }
}

async function sendRecording() {
  const recorded = await stopRecording();
  if (!recorded) return;
  const stored = await upload(`${root}api/media`, recorded, { voice: 1 });
  await send("audio", { id: stored.id, voice: true });
}

const wamidOf = (button) => button.dataset.wamid || bubbleOf(button).dataset.wamid;

async function tap(button) {
  part("sheet").close();
  quoted = wamidOf(button);
  const [type, content] = tapAnswer(button.dataset);
  return send(type, content);
}

async function order(button) {
  part("sheet").close();
  quoted = wamidOf(button);
  const item = { product_retailer_id: button.dataset.product, quantity: 1, item_price: 99.9, currency: "BRL" };
  return send("order", { catalog_id: button.dataset.catalog, text: "", product_items: [item] });
}

export async function sendFlow(form) {
  part("sheet").close();
  quoted = form.dataset.wamid;
  const response = { flow_token: form.dataset.token, answer: form.elements.answer.value };
  const nfm_reply = { name: "flow", body: "Sent", response_json: JSON.stringify(response) };
  return send("interactive", { type: "nfm_reply", nfm_reply });
}

async function permit(button) {
  quoted = wamidOf(button);
  const call_permission_reply = { response: button.dataset.answer, is_permanent: false, response_source: "user_action" };
  return send("interactive", { type: "call_permission_reply", call_permission_reply });
}

function openSheet(button) {
  const sheet = bubbleOf(button).querySelector("template[data-sheet]");
  part("sheet-title").textContent = sheet.dataset.title;
  const rows = part("sheet-rows");
  rows.replaceChildren(sheet.content.cloneNode(true));
  for (const row of rows.querySelectorAll("button, form")) row.dataset.wamid = bubbleOf(button).dataset.wamid;
  part("sheet").show();
}

function showQuote(bubble) {
  part("quote-text").textContent = textOf(bubble);
  part("quote").hidden = false;
  document.querySelector(".composer textarea").focus();
}

function quote(button) {
  unquote();
  quoted = bubbleOf(button).dataset.wamid;
  showQuote(bubbleOf(button));
}

function edit(button) {
  unquote();
  edited = bubbleOf(button).dataset.wamid;
  showQuote(bubbleOf(button));
  const field = document.querySelector(".composer textarea");
  field.value = textOf(bubbleOf(button));
  grow(field);
}

export function unquote() {
  if (edited) document.querySelector(".composer textarea").value = "";
  quoted = edited = "";
  part("quote").hidden = true;
}

async function forward(button) {
  const bubble = bubbleOf(button);
  const content = JSON.parse(bubble.querySelector("template[data-content]").content.textContent);
  await send(bubble.dataset.type, content, { context: { forwarded: true } });
}

async function revoke(button) {
  const revoked = { message_id: wamidOf(button) };
  await api(`${root}api/messages`, { from: personId(), type: "revoke", revoke: revoked });
}

async function sendContact() {
  part("attach").hidden = true;
  const card = { name: { formatted_name: "Zé Pereira", first_name: "Zé" }, phones: [{ phone: "+55 11 97777-6666", type: "CELL" }] };
  await send("contacts", [card]);
}

async function sendOdd(button) {
  part("odd").hidden = part("attach").hidden = true;
  const [type, content, beside] = oddMessage(button.dataset.odd);
  await send(type, content, beside);
}

async function react(button) {
  const picker = button.closest(".picker");
  const emoji = button.dataset.emoji === picker.dataset.mine ? "" : button.dataset.emoji;
  picker.hidden = true;
  const reaction = { message_id: bubbleOf(button).dataset.wamid, emoji };
  await api(`${root}api/messages`, { from: personId(), type: "reaction", reaction });
}

function openMenu(button) {
  const menu = part("menu", bubbleOf(button));
  toggle(menu, button);
}

function openPicker(button) {
  const bubble = bubbleOf(button);
  const picker = part("picker", bubble);
  bubble.classList.toggle("near-top", bubble.offsetTop - part("thread").scrollTop < 110);
  picker.hidden = !picker.hidden;
}

async function sendLocation(button) {
  part("attach").hidden = true;
  const place = { latitude: -23.56168, longitude: -46.65598, address: "Av. Paulista, 1578, São Paulo" };
  await send("location", button.dataset.name ? { ...place, name: button.dataset.name } : place);
}

/** By the name that a button carries. */
export const acts = {
  attach(button) {
    const wasAtEnd = isAtEnd();
    toggle(part("attach"), button);
    part("odd").hidden = true;
    if (wasAtEnd) scrollToEnd();
  },
  pick(button) {
    kind = button.dataset.kind;
    part("attach").hidden = true;
    part("file").accept = button.dataset.accept;
    part("file").click();
  },
  location: sendLocation,
  contact: sendContact,
  "close-sheet": () => part("sheet").close(),
  "open-sheet": openSheet,
  "open-odd": (button) => toggle(part("odd"), button),
  odd: sendOdd,
  record: startRecording,
  "drop-recording": dropRecording,
  async copy(button) {
    await navigator.clipboard.writeText(button.dataset.code);
    toast(text("copied"));
  },
  newest: scrollToEnd,
  emoji: react,
  react: openPicker,
  more: openMenu,
  edit, forward, order, permit, quote, revoke, tap, unquote,
};
