// Clicks and forms of an open conversation: what each button with `data-act`, `data-command` or `data-copy` does.
import { putAway } from "./around.js";
import { rescueFocus } from "./focus.js";
import { nodesOf, post } from "./http.js";
import { newId } from "./outbox.js";
import * as profile from "./profile.js";
import { cannedOrKeep } from "./responses.js";
import { gettext } from "./text.js";
import { toast } from "./toast.js";
import { showSending } from "./pending.js";

export function wire(desk) {
  const { outbox, uploads, viewer } = desk;
  const itemOf = (button) => button.closest(".item");
  const acts = {
    back: (_, event) => {
      event.preventDefault();
      desk.back();
    },
    panel: () => profile.togglePanel(),
    dismiss: () => desk.hideRefusal(),
    inside: () => {
      document.querySelector("#more:popover-open")?.hidePopover();
      desk.inside.open();
    },
    merge: (button) => showDialog(document.getElementById(button.dataset.value), desk.id),
    quote: (button) => desk.composer.quote(itemOf(button)),
    unquote: () => {
      desk.composer.quote(null);
      desk.composer.focus();
    },
    goto: async (button, event) => {
      event.preventDefault();
      if (!(await desk.thread.seek(button.dataset.value))) toast(gettext("That message is too far back to be shown here."));
    },
    view: (link, event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey || !viewer.takes(link)) return;
      event.preventDefault();
      viewer.open(link);
    },
    reason: (button) => itemOf(button).querySelector(".reason")?.classList.toggle("flash"),
    undo: (button) => desk.held.undo(itemOf(button)),
    retry: (button) => decide(desk, button, "retry"),
    leave: (button) => decide(desk, button, "leave"),
    offer: () => desk.composer.picker.show(),
    react: (button) => react(desk, button),
    record: () => desk.composer.kind === "reply" && desk.composer.recorder.clicked(),
    "record-drop": () => desk.composer.recorder.drop(),
    "record-stop": () => desk.composer.recorder.stop(),
    "record-send": () => desk.composer.recorder.send(),
    fetch: (button) => fetchFile(desk, button),
    resend: (button) => resend(outbox, itemOf(button)),
    discard: (button) => {
      outbox.discard(itemOf(button).dataset.client);
      itemOf(button).remove();
    },
    "resend-file": (button) => {
      showSending(itemOf(button));
      uploads.again(itemOf(button).dataset.client);
    },
    "discard-file": (button) => desk.discardFile(itemOf(button)),
    compose: (button) => {
      button.closest("[popover]").hidePopover();
      desk.composer.forms.open(button.dataset.value);
    },
    attach: () => document.getElementById("file").click(),
    assist: (button) => {
      button.closest("[popover]").hidePopover();
      desk.composer.assistant.ask(button.dataset.value, button.dataset.language);
    },
    "assist-use": () => desk.composer.assistant.use(),
    "assist-note": () => desk.composer.assistant.keepAsNote(),
    "assist-close": () => desk.composer.assistant.discard(),
    canned: () => cannedOrKeep(desk),
    templates: (button) => {
      if (button.closest("[popover]")) putAway(button);
      desk.composer.picker.toggle();
    },
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-act], a[data-act]");
    if (button) return void acts[button.dataset.act]?.(button, event);
    const command = event.target.closest("button[data-command]");
    if (command) return void runOnce(desk, command);
    const copy = event.target.closest("[data-copy]");
    if (copy) copyText(copy);
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.act === "send-template") {
      event.preventDefault();
      event.stopPropagation();
      desk.composer.picker.send(form);
    } else if (form.matches("form[data-command]")) {
      event.preventDefault();
      submit(desk, form, event.submitter);
    }
  }, { capture: true });

  document.addEventListener("toggle", (event) => event.newState === "open" && prepare(event.target), { capture: true });
  document.addEventListener("htmx:after:settle", (event) => filled(event.target));
}

async function runOnce(desk, button) {
  const hadFocus = document.activeElement === button;
  button.disabled = true;
  document.querySelector("#more:popover-open")?.hidePopover();
  await desk.run(button.dataset.command, button.dataset.value ? { other: button.dataset.value } : undefined);
  button.disabled = false;
  if (!hadFocus) return;
  if (document.activeElement === document.body) button.focus({ preventScroll: true });
  rescueFocus();
}

/** A copy of its own, which stays while the panel below is drawn anew; closed, it goes. It is about the conversation that
 *  it was opened in, whichever has come under it meanwhile. */
function showDialog(template, conversation) {
  const dialog = template.content.firstElementChild.cloneNode(true);
  for (const form of dialog.querySelectorAll("form")) form.dataset.of = conversation;
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

/** A dialog's answer stays in the dialog when it is refused, unless that was left meanwhile. */
async function submit(desk, form, submitter) {
  const id = form.dataset.of || desk.id;
  const button = form.querySelector("button.primary") || submitter, line = form.querySelector(".form-error");
  button.disabled = true;
  line.hidden = true;
  try {
    await desk.command(form.dataset.command, fieldsOf(form, submitter), id);
    putAway(form);
    form.reset();
    rescueFocus();
    desk.afterwards.done(form.dataset.command, id);
  } catch (error) {
    const isLeft = !form.isConnected || form.closest("[popover]")?.matches(":not(:popover-open)");
    if (isLeft) desk.refuseIn(id, error);
    else Object.assign(line, { textContent: error.detail, hidden: false });
    desk.thread?.sync();
  } finally {
    button.disabled = false;
  }
}

/** A form whose buttons are its choices sends the one that was pressed; of a time of one's own, what is in its field. */
function fieldsOf(form, submitter) {
  const fields = new FormData(form);
  if (submitter?.name) fields.set(submitter.name, submitter.value);
  else if (form.elements.own) fields.set("until", form.elements.own.value);
  return fields;
}

/** Dialogs are filled when they open: with what is set now, and what has to be fetched. */
function prepare(menu) {
  const head = document.querySelector(".thread-head");
  if (!head || !menu.matches?.("form[data-command]")) return;
  if (menu.id === "labels") {
    const set = head.dataset.labels.split(" ");
    for (const box of menu.querySelectorAll("input")) box.checked = set.includes(box.value);
  }
  if (menu.id === "priority") for (const box of menu.querySelectorAll("input")) box.checked = box.value === head.dataset.priority;
  if (!menu.querySelector(":scope > [hx-get]")) begin(menu);
}

function begin(menu) {
  (menu.querySelector("[data-first]") || menu.querySelector("input, select, textarea"))?.focus();
}

function filled(part) {
  const menu = part.closest("form[data-command]:popover-open");
  if (!menu || part.parentElement !== menu) return;
  dispatchEvent(new Event("resize")); // it has grown, and finds its place anew
  begin(menu);
}

// The thread in which it was asked for gets the answer: by then another one may be open.
async function fetchFile(desk, button) {
  const { thread } = desk;
  button.disabled = true;
  try {
    const answer = await post(`/inbox/files/${button.dataset.value}/retry`);
    thread.sync([answer.message_id]);
  } catch (error) {
    button.disabled = false;
    desk.refuseIn(thread.id, error);
  }
}

async function decide(desk, button, what) {
  const { thread } = desk;
  button.disabled = true;
  try {
    const answer = await post(`/inbox/messages/${button.dataset.value}/${what}`);
    button.closest(".item").dataset.status = "";
    thread.add(nodesOf(answer.item));
    rescueFocus();
  } catch (error) {
    button.disabled = false;
    desk.refuseIn(thread.id, error);
  }
}

async function react(desk, button) {
  const { thread } = desk, menu = button.closest("details");
  menu.open = false;
  menu.querySelector("summary").focus({ preventScroll: true });
  const fields = { target: button.dataset.value, emoji: button.dataset.emoji, client_id: newId() };
  try {
    await post(`${thread.url}/reactions`, fields);
    thread.sync([button.dataset.value]);
  } catch (error) {
    desk.refuseIn(thread.id, error);
  }
}

function resend(outbox, item) {
  if (outbox.again(item.dataset.client)) showSending(item);
  else item.remove();
}

async function copyText(button) {
  const text = button.dataset.copy;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = Object.assign(document.createElement("textarea"), { value: text });
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  toast(gettext("Copied."), { stays: 1500 });
}
