// The supervisors' templates: the preview that follows the form, what it asks for, and the header's example.
import "./page.js";
import { nodesOf, post } from "./http.js";
import { showProblems } from "./problems.js";

const PAUSE = 200;
const form = document.getElementById("template-form");
let due = null, turn = 0;

async function preview() {
  const mine = (turn += 1);
  const answer = await post("/templates/preview", new FormData(form)).catch(() => null);
  if (!answer || mine !== turn) return;
  document.getElementById("bubble").replaceChildren(nodesOf(answer.bubble));
  askForExamples(answer.variables);
  // What nobody has come to yet is no fault yet.
  const begun = Object.entries(answer.problems).filter(([name]) => form.elements[name]?.value);
  showProblems(form, Object.fromEntries(begun));
}

/** A field for each variable of the text; those that are there keep what is in them. */
function askForExamples(names) {
  const place = document.getElementById("examples");
  const now = [...place.querySelectorAll("input")].map((input) => input.name);
  if (now.join("\n") === names.map((name) => `example.${name}`).join("\n")) return;
  const values = Object.fromEntries([...place.querySelectorAll("input")].map((input) => [input.name, input.value]));
  place.replaceChildren(...names.flatMap((name) => example(place.dataset.label, name, values[`example.${name}`] || "")));
}

function example(label, name, value) {
  const field = Object.assign(document.createElement("label"), { className: "field" });
  const words = Object.assign(document.createElement("span"), { textContent: `${label} ${name}` });
  const input = Object.assign(document.createElement("input"), { className: "input", name: `example.${name}`, value });
  const line = Object.assign(document.createElement("p"), { className: "form-error", hidden: true });
  line.dataset.error = input.name;
  field.append(words, input);
  return [field, line];
}

/** The example goes to WhatsApp at once; the form then holds its handle. */
async function uploadExample(input) {
  const state = document.getElementById("header-state"), handle = form.elements.header_handle;
  const fields = new FormData();
  fields.set("kind", form.elements.header_form.value);
  fields.set("business_account_id", form.elements.business_account_id?.value || form.dataset.account || "");
  fields.set("file", input.files[0]);
  handle.value = "";
  state.textContent = state.dataset.going;
  try {
    handle.value = (await post("/templates/header", fields)).handle;
    showProblems(form, {});
  } catch (error) {
    input.value = "";
    showProblems(form, { header: error.detail });
  }
  state.textContent = handle.value ? state.dataset.there : state.dataset.missing;
  preview();
}

form?.addEventListener("brought-back", ({ detail: values }) => {
  askForExamples(Object.keys(values).filter((name) => name.startsWith("example.")).map((name) => name.slice("example.".length)));
  for (const row of form.querySelectorAll(".button-row[hidden]")) row.hidden = !values[row.querySelector("select").name];
});
document.querySelector("[data-add-button]")?.addEventListener("click", () => form.querySelector(".button-row[hidden]")?.removeAttribute("hidden"));
form?.addEventListener("change", (event) => {
  const files = document.getElementById("header-file");
  if (event.target === files && files.files.length) uploadExample(files);
  // Another kind wants another example.
  if (event.target === form.elements.header_form) form.elements.header_handle.value = files.value = "";
});
form?.addEventListener("input", () => {
  clearTimeout(due);
  due = setTimeout(preview, PAUSE);
});
/* What is deleted is named first. */
const deletion = document.getElementById("delete-form");
deletion?.addEventListener("input", () => {
  deletion.querySelector("button").disabled = deletion.elements.confirm.value.trim() !== deletion.dataset.name;
});
