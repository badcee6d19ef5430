// Running a macro: at once when it was looked at before, else after its steps were shown.
import { getText, nodesOf, post } from "./http.js";
import { newId } from "./outbox.js";
import { fill, gettext } from "./text.js";
import { toast } from "./toast.js";

export function wireMacros(desk) {
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-act=macro]");
    if (!button) return;
    button.closest("[popover]")?.hidePopover();
    if (button.dataset.known === "1") run(desk, button.dataset, newId());
    else show(desk, button.dataset.value, newId());
  });
}

/** The same id for every try of one click: what was done is not done again. */
async function run(desk, { value, version, name, ends }, id) {
  const conversation = desk.id;
  try {
    await send(desk, conversation, { value, version, name }, id);
    desk.afterwards.done(ends, conversation);
  } catch (error) {
    if (conversation === desk.id) show(desk, value, id, error);
    else toast(error.detail);
  }
}

async function send(desk, conversation, { value, version, name }, id) {
  const ask = () => post(`/inbox/${conversation}/macros/${value}/run`, { client_id: id, version });
  // Nobody answered: it may have been done all the same, which the same id tells.
  await ask().catch((error) => (error.isPassing ? ask() : Promise.reject(error)));
  toast(fill(gettext("Done: %(name)s"), { name }));
  desk.list.touch(conversation);
  if (conversation !== desk.id) return;
  desk.hideRefusal();
  desk.thread.sync();
}

/** What it would do, and what is in its way; also where a run of one click was refused. */
async function show(desk, macro, id, refused = null) {
  const conversation = desk.id;
  const html = await getText(`/inbox/${conversation}/macros/${macro}`).catch((error) => void desk.refuse(error));
  if (!html || conversation !== desk.id) return;
  const dialog = nodesOf(html).querySelector("dialog"), form = dialog.querySelector("form");
  const button = form.querySelector("button.primary"), line = form.querySelector(".form-error[role=alert]");
  const tell = (error) => {
    line.textContent = error.detail;
    line.hidden = false;
  };
  let isChanged = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    line.hidden = true;
    try {
      const name = dialog.querySelector("h2").textContent;
      await send(desk, conversation, { value: macro, version: form.dataset.version, name }, id);
      markKnown(macro, form.dataset.version);
      dialog.close();
      desk.afterwards.done(form.dataset.ends, conversation);
    } catch (error) {
      isChanged = error.code === "macro_changed";
      if (isChanged) dialog.close();
      else tell(error);
      button.disabled = false;
    }
    if (isChanged) show(desk, macro, newId(), { detail: gettext("Somebody has just changed it. These are its steps now.") });
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  if (refused) tell(refused);
}

/** From now on one click is enough. */
function markKnown(macro, version) {
  for (const button of document.querySelectorAll(`[data-act=macro][data-value="${macro}"]`)) Object.assign(button.dataset, { known: "1", version });
}
