// The bot's pages for supervisors: articles chosen and edited, with what a question would find.
import "./menus.js";
import "./there.js";
import { wireProfile } from "./acts.js";
import { getJson, nodesOf, post } from "./http.js";
import { showProblems } from "./problems.js";
import * as profile from "./profile.js";
import { fill, ngettext } from "./text.js";
import { toast } from "./toast.js";

const PAUSE = 250, LOOK_AGAIN = 1000, LOOKS = 45;
const form = document.getElementById("article-form"), rows = document.getElementById("article-rows");
const asked = document.getElementById("try");
let due = null, turn = 0;

function countPicked() {
  const count = rows.querySelectorAll("[name=article]:checked").length, bar = rows.querySelector("[data-picked]");
  const all = rows.querySelector("[data-all]");
  bar.hidden = count === 0;
  bar.querySelector("[data-bot=accept-changes]").hidden = !rows.querySelector("[data-proposed]:checked");
  if (all) {
    all.checked = count === rows.querySelectorAll("[name=article]").length;
    all.indeterminate = count > 0 && !all.checked;
  }
  bar.querySelector("[data-count]").textContent = fill(ngettext("%(count)s chosen", "%(count)s chosen", count), { count });
}

async function tryOut() {
  const mine = (turn += 1), fields = new FormData(form);
  fields.set("asked", asked.value);
  const html = await post(`${form.dataset.url}/try`, fields).catch((error) => ({ html: "", error }));
  if (mine !== turn || !html.html) return;
  document.getElementById("found").replaceChildren(nodesOf(html.html));
}

async function save(status) {
  const fields = new FormData(form);
  if (status) fields.set("status", status);
  for (const button of form.querySelectorAll("button")) button.disabled = true;
  try {
    const answer = await post(`${form.dataset.url}/save`, fields);
    location.assign(`/bot/knowledge/${answer.id}`);
  } catch (error) {
    showProblems(form, { [error.attr || ""]: error.detail });
    form.elements[error.attr]?.focus();
  } finally {
    for (const button of form.querySelectorAll("button")) button.disabled = false;
  }
}

/** Ask a worker for a proposal, and look until it is there. */
async function propose(url) {
  await post(`${url}/propose`);
  for (let look = 0; look < LOOKS; look += 1) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN));
    if (!(await getJson(`${url}/waiting`)).is_waiting) break;
  }
  location.reload();
}

const acts = {
  "mark-gap": (button) => post(`${button.dataset.url}/mark`, { state: button.dataset.value }).then(() => location.reload()),
  "approve-gap": (button) => post(`${button.dataset.url}/approve`).then((answer) => location.assign(`/bot/knowledge/${answer.id}`)),
  propose: (button) => propose(button.dataset.url),
  mark: (button) => {
    const fields = new FormData(rows);
    fields.set("status", button.dataset.value);
    return post("/bot/knowledge/mark", fields).then(() => location.reload());
  },
  "accept-changes": () => post("/bot/knowledge/accept-changes", new FormData(rows)).then(() => location.reload()),
  "accept-change": (button) => post(`${form.dataset.url}/accept-change`, { digest: button.dataset.digest }).then(() => location.reload()),
  "dismiss-change": () => post(`${form.dataset.url}/dismiss-change`).then(() => location.reload()),
  delete: (button) => {
    if (!confirm(button.dataset.ask)) return null;
    return post(`${form.dataset.url}/delete`).then(() => location.assign("/bot/knowledge"));
  },
};

wireProfile();
profile.showTheme();
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-bot]");
  if (!button) return;
  button.disabled = true;
  try {
    await acts[button.dataset.bot](button);
  } catch (error) {
    toast(error.detail);
  }
  button.disabled = false;
});
rows?.addEventListener("change", (event) => {
  if (event.target.matches("[data-all]")) for (const box of rows.querySelectorAll("[name=article]")) box.checked = event.target.checked;
  countPicked();
});
for (const part of [form, asked]) {
  part?.addEventListener("input", () => {
    clearTimeout(due);
    due = setTimeout(tryOut, PAUSE);
  });
}
form?.addEventListener("submit", (event) => {
  event.preventDefault();
  save(event.submitter?.value);
});
document.addEventListener("desk:signed-out", () => location.reload());
