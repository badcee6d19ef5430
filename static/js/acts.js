// Clicks and forms: what each button with `data-act`, `data-command` or `data-copy` does.
import { nodesOf, post } from "./http.js";
import { newId } from "./outbox.js";
import * as notify from "./notify.js";
import * as profile from "./profile.js";
import { gettext } from "./text.js";
import { Viewer } from "./viewer.js";
import { toast } from "./toast.js";
import { showSending } from "./pending.js";

const own = {
  presence: (button) => profile.setPresence(button.dataset.value, button.dataset.reason).catch((error) => toast(error.detail)),
  theme: (button) => profile.setTheme(button.dataset.value),
  density: (button) => profile.setDensity(button.dataset.value),
  preferences: () => profile.openPreferences(),
  "test-notification": async () => {
    await notify.test();
    document.getElementById("notice-state").textContent = notify.stateText();
  },
};

/** What every page has: the profile's menu. */
export function wireProfile() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-act]");
    if (button) own[button.dataset.act]?.(button);
  });
}

export function wire({ desk, list, outbox, uploads, filters }) {
  const viewer = new Viewer({ loadOlder: () => desk.thread?.older() });
  const itemOf = (button) => button.closest(".item");
  const acts = {
    back: (_, event) => {
      event.preventDefault();
      desk.back();
    },
    help: () => document.getElementById("help").togglePopover(),
    panel: () => profile.togglePanel(),
    "clear-search": () => list.show(list.tab, ""),
    "clear-filters": () => filters.clear(),
    dismiss: () => desk.hideRefusal(),
    cancel: (button) => putAway(button),
    inside: () => {
      document.querySelector("#more:popover-open")?.hidePopover();
      desk.inside.open();
    },
    merge: (button) => showDialog(document.getElementById(button.dataset.value)),
    quote: (button) => desk.composer.quote(itemOf(button)),
    unquote: () => desk.composer.quote(null),
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
    retry: (button) => decide(desk, button, "retry"),
    leave: (button) => decide(desk, button, "leave"),
    offer: () => desk.composer.showTemplates(),
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
    canned: () => desk.composer.canned.open(),
    templates: (button) => {
      if (button.closest("[popover]")) putAway(button);
      desk.composer.toggleTemplates();
    },
  };

  wireProfile();
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-act], a[data-act]");
    if (button) return void acts[button.dataset.act]?.(button, event);
    const command = event.target.closest("button[data-command]");
    if (command) return void runOnce(desk, command);
    const copy = event.target.closest("[data-copy]");
    if (copy) return void copyText(copy);
    return openLink(desk, event);
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.act === "send-template") {
      event.preventDefault();
      event.stopPropagation();
      desk.composer.sendTemplate(form);
    } else if (form.matches("form[data-command]")) {
      event.preventDefault();
      submit(desk, form, event.submitter);
    }
  }, { capture: true });

  document.addEventListener("toggle", (event) => event.newState === "open" && prepare(event.target), { capture: true });
  document.addEventListener("htmx:after:settle", (event) => filled(event.target));
}

async function runOnce(desk, button) {
  button.disabled = true;
  document.querySelector("#more:popover-open")?.hidePopover();
  await desk.run(button.dataset.command, button.dataset.value ? { other: button.dataset.value } : undefined);
  button.disabled = false;
}

/** A copy of its own, which stays while the panel below is drawn anew; closed, it goes. */
function showDialog(template) {
  const dialog = template.content.firstElementChild.cloneNode(true);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function putAway(inside) {
  const around = inside.closest("[popover], dialog");
  around.matches("dialog") ? around.close() : around.hidePopover();
}

/** A dialog's answer stays in the dialog when it is refused. */
async function submit(desk, form, submitter) {
  const button = form.querySelector("button.primary") || submitter, line = form.querySelector(".form-error");
  button.disabled = true;
  line.hidden = true;
  try {
    await desk.command(form.dataset.command, fieldsOf(form, submitter));
    putAway(form);
    form.reset();
  } catch (error) {
    line.textContent = error.detail;
    line.hidden = false;
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

async function fetchFile(desk, button) {
  button.disabled = true;
  try {
    const answer = await post(`/inbox/files/${button.dataset.value}/retry`);
    desk.thread.sync([answer.message_id]);
  } catch (error) {
    button.disabled = false;
    desk.refuse(error);
  }
}

async function decide(desk, button, what) {
  button.disabled = true;
  try {
    const answer = await post(`/inbox/messages/${button.dataset.value}/${what}`);
    button.closest(".item").dataset.status = "";
    desk.thread.add(nodesOf(answer.item));
  } catch (error) {
    button.disabled = false;
    desk.refuse(error);
  }
}

async function react(desk, button) {
  button.closest("details").open = false;
  const fields = { target: button.dataset.value, emoji: button.dataset.emoji, client_id: newId() };
  try {
    await post(`${desk.thread.url}/reactions`, fields);
    desk.thread.sync([button.dataset.value]);
  } catch (error) {
    desk.refuse(error);
  }
}

function resend(outbox, item) {
  showSending(item);
  outbox.again(item.dataset.client);
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

function openLink(desk, event) {
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
  const link = event.target.closest("a.card, a[data-open]");
  if (!link) return;
  event.preventDefault();
  openAt(desk, link);
}

/** What a search found is shown where it stands. */
async function openAt(desk, link) {
  await desk.open(link.dataset.id || link.dataset.open);
  if (link.dataset.hit && desk.id === link.dataset.id) desk.thread.seek(link.dataset.hit);
}
