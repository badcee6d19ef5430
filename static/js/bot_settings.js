// The bot's settings: saved over nobody else's change, and played against before they are.
import "./menus.js";
import "./there.js";
import { wireProfile } from "./acts.js";
import { nodesOf, post } from "./http.js";
import { showProblems } from "./problems.js";
import * as profile from "./profile.js";
import { gettext } from "./text.js";
import { toast } from "./toast.js";

const form = document.getElementById("settings-form"), conflict = form.querySelector("[data-conflict]");
const talk = document.getElementById("rehearsal-line"), log = document.getElementById("rehearsed");
const trouble = talk.querySelector("[data-trouble]"), unsaved = form.querySelector("[data-unsaved]");
let said = [], isOver = false, theirs = null, isDirty = false, part = 0;

function setDirty(value) {
  isDirty = value;
  unsaved.hidden = !value;
}

function refuse(error) {
  showProblems(form, { [error.attr || ""]: error.detail });
  form.elements[error.attr]?.focus();
}

async function save() {
  const button = form.querySelector("button.primary");
  button.disabled = true;
  conflict.hidden = true;
  showProblems(form, {});
  try {
    const answer = await post("/bot/settings/save", new FormData(form));
    form.elements.seen.value = answer.version;
    setDirty(false);
    toast(gettext("Saved."));
  } catch (error) {
    if (error.code === "changed_meanwhile") showConflict(error);
    else refuse(error);
  } finally {
    button.disabled = false;
  }
}

/** As the field would show it. */
function shownAs(name, value) {
  const field = form.elements[name];
  if (field?.type === "checkbox") return value ? gettext("yes") : gettext("no");
  if (field?.tagName === "SELECT") return [...field.options].find((option) => option.value === value)?.text || value;
  return value || "–";
}

function showConflict(error) {
  theirs = error.current;
  conflict.querySelector("[data-told]").textContent = error.detail;
  const rows = Object.entries(theirs.values).flatMap(([name, value]) => {
    const term = document.createElement("dt"), told = document.createElement("dd");
    term.textContent = theirs.labels[name];
    told.textContent = shownAs(name, value);
    return [term, told];
  });
  conflict.querySelector("[data-theirs]").replaceChildren(...rows);
  conflict.hidden = false;
  conflict.focus();
}

function settle(how) {
  if (how === "theirs") {
    for (const [name, value] of Object.entries(theirs.values)) {
      const field = form.elements[name];
      if (field?.type === "checkbox") field.checked = Boolean(value);
      else if (field) field.value = value;
    }
  }
  form.elements.seen.value = theirs.version;
  conflict.hidden = true;
  form.querySelector("button.primary").focus();
}

function clearTalk() {
  part += 1;
  said = [];
  isOver = false;
  log.replaceChildren();
  trouble.hidden = true;
}

async function say(line) {
  const mine = part, fields = new FormData(form);
  fields.set("line", line);
  fields.set("said", JSON.stringify(said));
  try {
    const answer = await post("/bot/settings/try", fields);
    if (mine !== part) return false;
    said.push(answer.played);
    isOver = answer.is_over;
    log.append(nodesOf(answer.html));
    log.scrollTop = log.scrollHeight;
    trouble.hidden = true;
    return true;
  } catch (error) {
    if (error.attr && error.attr !== "line") refuse(error);
    trouble.textContent = error.detail;
    trouble.hidden = false;
    return false;
  }
}

const busy = (isBusy) => {
  for (const button of talk.querySelectorAll("button")) button.disabled = isBusy;
};

async function send() {
  const line = talk.elements.line.value.trim();
  if (!line) return;
  if (isOver) clearTalk(); // a person has it: the next line is another conversation's
  busy(true);
  if (await say(line)) talk.elements.line.value = "";
  busy(false);
  talk.elements.line.focus();
}

async function playAgain() {
  const lines = said.map((turn) => turn.question);
  clearTalk();
  busy(true);
  for (const line of lines) if (isOver || !(await say(line))) break;
  busy(false);
}

wireProfile();
profile.showTheme();
form.addEventListener("input", () => setDirty(true));
form.addEventListener("submit", (event) => {
  event.preventDefault();
  save();
});
conflict.addEventListener("click", (event) => {
  const button = event.target.closest("[data-settle]");
  if (button) settle(button.dataset.settle);
});
talk.addEventListener("submit", (event) => {
  event.preventDefault();
  send();
});
talk.addEventListener("click", (event) => {
  const act = event.target.closest("[data-rehearse]")?.dataset.rehearse;
  if (act === "clear") clearTalk();
  if (act === "again") playAgain();
});
addEventListener("beforeunload", (event) => {
  if (isDirty) event.preventDefault();
});
document.addEventListener("desk:signed-out", () => toast(gettext("Sign in again in another tab; nothing is lost here.")));
