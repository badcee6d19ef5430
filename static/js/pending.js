// Bubbles of what is on its way to the server: how far a file is, and why something was refused.
import { sizeOf } from "./files.js";
import { drawIconOf } from "./icons.js";
import { fill, gettext } from "./text.js";
import { clockTime } from "./time.js";
import { drawPreview } from "./tray.js";

export function pendingText(entry) {
  const node = bubbleOf(entry, "pending-bubble");
  node.querySelector(".words").textContent = entry.content;
  if (entry.error) showRefused(node, entry.error);
  return node;
}

export function pendingFile(entry) {
  const node = bubbleOf(entry, "pending-file");
  node.querySelector(".file-name").textContent = entry.isVoice ? gettext("Voice note") : entry.file.name;
  node.querySelector(".words").textContent = entry.caption;
  node.querySelector(".words").hidden = !entry.caption;
  if (entry.isVoice) drawIconOf(node.querySelector(".tray-thumb"), "microphone");
  else drawPreview(node.querySelector(".tray-thumb"), entry);
  showProgress(node, entry);
  if (entry.error) showRefused(node, entry.error);
  return node;
}

function bubbleOf(entry, template) {
  const node = document.getElementById(template).content.firstElementChild.cloneNode(true);
  Object.assign(node.dataset, { client: entry.id, batch: entry.batch || "", at: new Date(entry.at).toISOString(), by: `agent${document.body.dataset.user}` });
  node.querySelector("time").textContent = clockTime(new Date(entry.at));
  return node;
}

export function showProgress(node, { share, file }) {
  if (!node) return;
  node.querySelector("progress").value = share;
  // The server has it all: it can no longer be taken back.
  node.querySelector(".pending-file > .tool").hidden = share >= 1;
  const sizes = { sent: sizeOf(share * file.size), all: sizeOf(file.size) };
  const text = share >= 1 ? gettext("Uploaded, being stored…") : share ? fill(gettext("%(sent)s of %(all)s"), sizes) : sizes.all;
  node.querySelector("[data-progress]").textContent = text;
}

export function showRefused(node, text) {
  const reason = node.querySelector(".reason");
  reason.hidden = false;
  reason.querySelector("span").textContent = text;
  drawIconOf(node.querySelector(".tick"), "alert-circle");
  node.querySelector(".tick").classList.add("danger");
  node.classList.add("is-refused");
}

export function showSending(node) {
  node.querySelector(".reason").hidden = true;
  drawIconOf(node.querySelector(".tick"), "clock");
  node.querySelector(".tick").classList.remove("danger");
  node.classList.remove("is-refused");
}
