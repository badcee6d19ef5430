// Articles from a file or a page: looked at first, then the chosen ones are taken.
import "./menus.js";
import "./there.js";
import { wireProfile } from "./acts.js";
import { nodesOf, post } from "./http.js";
import { showProblems } from "./problems.js";
import * as profile from "./profile.js";
import { fill, ngettext } from "./text.js";

const form = document.getElementById("import-form"), result = document.getElementById("import-result");
let turn = 0;

const rows = () => document.getElementById("import-rows");
const boxes = () => [...rows().querySelectorAll("[name=only]:not(:disabled)")];
const hasSource = () => form.elements.file.files.length > 0 || form.elements.url.value.trim() !== "";

function countChosen() {
  const count = boxes().filter((box) => box.checked).length, bar = rows().querySelector(".bot-bar");
  if (!bar) return;
  bar.querySelector("[data-count]").textContent = fill(ngettext("%(count)s chosen", "%(count)s chosen", count), { count });
  bar.querySelector("button").disabled = count === 0;
  const all = rows().querySelector("[data-all]");
  all.checked = count === boxes().length;
  all.indeterminate = count > 0 && !all.checked;
}

/** What has been asked for since makes an answer old. */
async function ask(url, fields) {
  const mine = (turn += 1), buttons = [...document.querySelectorAll("#import-form button, #import-rows button")];
  showProblems(form, {});
  for (const button of buttons) button.disabled = true;
  result.setAttribute("aria-busy", "true");
  try {
    const answer = await post(url, fields);
    if (mine === turn) result.replaceChildren(nodesOf(answer.html));
    return mine === turn;
  } catch (error) {
    if (mine === turn) showProblems(form, { [error.attr || ""]: error.detail });
    return false;
  } finally {
    if (mine === turn) result.removeAttribute("aria-busy");
    for (const button of buttons) button.disabled = false;
  }
}

async function look() {
  result.replaceChildren();
  if (await ask("/bot/import/preview", new FormData(form))) countChosen();
}

async function take() {
  const fields = new FormData(form);
  for (const box of boxes()) if (box.checked) fields.append("only", box.value);
  if (await ask("/bot/import/take", fields)) form.reset();
  result.scrollIntoView({ block: "nearest" });
}

wireProfile();
profile.showTheme();
form.addEventListener("submit", (event) => {
  event.preventDefault();
  look();
});
form.addEventListener("change", (event) => {
  const { name, value } = event.target, { file, url } = form.elements;
  if (name === "file" && value) url.value = "";
  if (name === "url" && value) file.value = "";
  // The page is asked for again only when somebody says so.
  if (name === "file" ? value : name !== "url" && rows() && hasSource()) look();
});
result.addEventListener("change", (event) => {
  if (event.target.matches("[data-all]")) for (const box of boxes()) box.checked = event.target.checked;
  countChosen();
});
result.addEventListener("submit", (event) => {
  event.preventDefault();
  take();
});
document.addEventListener("desk:signed-out", () => location.reload());
