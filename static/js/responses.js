// Keeping what is written in the composer as a canned response of one's own. The customer's name in it becomes what is
// filled in for the next one, to be seen before it is kept.
import { post } from "./http.js";
import { gettext } from "./text.js";
import { toast } from "./toast.js";

/** The lightning, with something written; without, it shows what there is. */
export function cannedOrKeep(desk) {
  const { composer } = desk, text = composer.field.value.trim();
  if (!text || text.startsWith("/")) return composer.canned.open();
  return ask(desk, text);
}

/** For the command bar. */
export function keepCommand(desk) {
  const text = desk.composer?.field.value.trim();
  return text ? [{ text: gettext("Keep what is written as a canned response"), run: () => ask(desk, text) }] : [];
}

function ask(desk, text) {
  const form = document.getElementById("keep-response");
  form.querySelector(".form-error").hidden = true;
  form.elements.shortcut.value = "";
  form.elements.content.value = withoutName(text);
  form.onsubmit = (event) => {
    event.preventDefault();
    keep(desk, form);
  };
  const box = document.querySelector('[data-act="canned"]').getBoundingClientRect();
  form.dataset.at = `${box.left} ${box.top}`;
  form.showPopover();
  form.elements.shortcut.focus();
}

function withoutName(text) {
  const name = document.querySelector(".thread-head .who strong")?.textContent.trim() || "";
  const first = name.split(" ")[0];
  if (!/^\p{L}{2,}$/u.test(first)) return text;
  const whole = (words) => new RegExp(`(?<![\\p{L}\\p{N}])${words}(?![\\p{L}\\p{N}])`, "gu");
  const full = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return text.replace(whole(full), "{{customer.name}}").replace(whole(first), "{{customer.first_name}}");
}

async function keep(desk, form) {
  const button = form.querySelector("button.primary"), line = form.querySelector(".form-error");
  button.disabled = true;
  try {
    const answer = await post("/responses/keep", new FormData(form));
    form.hidePopover();
    if (desk.composer) desk.composer.canned.all = null;
    desk.composer?.focus();
    toast(answer.text);
  } catch (error) {
    line.textContent = error.detail;
    line.hidden = false;
  } finally {
    button.disabled = false;
  }
}
