// What narrows a search (dashboard/operators.py), offered while it is typed: first its name, then what it can be. The
// choices are those of the filters' form. Enter still opens what was found, unless one of the offers is marked.
import { markOption } from "./focus.js";
import { gettext } from "./text.js";

const NAME = /(?:^|\s)(\p{L}{2,})$/u, VALUE = /(?:^|\s)(\p{L}+):(?:"([^"]*)|(\S*))$/u;
const MOST = 8;
const DAYS = [gettext("today"), gettext("yesterday"), "7d", "30d"];
const HAD = [gettext("file"), gettext("note")];

export function wireOperators(input, box, filters) {
  const known = [...box.children].map((node) => ({ name: node.dataset.operator, word: node.dataset.word, meaning: node.textContent }));
  let offers = [], at = -1;
  box.replaceChildren();

  const written = () => input.value.slice(0, input.selectionStart);

  function look() {
    const value = VALUE.exec(written()), name = !value && NAME.exec(written());
    offers = value ? valuesOf(value) : name ? namesLike(name[1]) : [];
    show();
  }

  function namesLike(typed) {
    const fitting = known.filter(({ word }) => plain(word).startsWith(plain(typed)));
    return fitting.map(({ word, meaning }) => ({ text: `${word}:`, more: meaning, put: `${word}:`, length: typed.length }));
  }

  function valuesOf([, word, quoted, bare]) {
    const operator = known.find((one) => plain(one.word) === plain(word)), typed = quoted ?? bare;
    if (!operator) return [];
    const fitting = choices(operator.name).filter((text) => plain(text).includes(plain(typed)) && text !== typed);
    const length = typed.length + (quoted === undefined ? 0 : 1);
    return fitting.slice(0, MOST).map((text) => ({ text, more: "", put: `${/\s/.test(text) ? `"${text}"` : text} `, length }));
  }

  function choices(name) {
    if (name === "before" || name === "since") return DAYS;
    if (name === "has") return HAD;
    const field = filters.elements[name];
    const texts = field ? [...field.options].filter(({ value }) => value && value !== "none").map(({ textContent }) => textContent) : [];
    return name === "status" ? [...texts, gettext("closed")] : texts;
  }

  function show() {
    at = -1;
    box.hidden = !offers.length;
    box.replaceChildren(...offers.map(rowOf));
    input.removeAttribute("aria-activedescendant");
  }

  function mark(next) {
    at = next;
    markOption(input, [...box.children], at);
  }

  function take(offer) {
    const before = written(), after = input.value.slice(input.selectionStart);
    input.setRangeText(offer.put, before.length - offer.length, before.length, "end");
    if (after.startsWith(" ") && offer.put.endsWith(" ")) input.setRangeText("", input.selectionStart, input.selectionStart + 1, "end");
    input.focus();
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function pressed(event) {
    if (box.hidden || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "ArrowDown" && at < offers.length - 1) mark(at + 1);
    else if (event.key === "ArrowUp" && at >= 0) mark(at - 1);
    else if (event.key === "Escape") hide();
    else if (event.key === "Enter" && at >= 0) take(offers[at]);
    else if (event.key === "Tab" && !event.shiftKey && at >= 0) take(offers[at]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function hide() {
    offers = [];
    show();
  }

  input.addEventListener("input", look);
  input.addEventListener("keydown", pressed);
  input.addEventListener("blur", hide);
  box.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps its focus
  box.addEventListener("click", (event) => {
    const row = event.target.closest("[role=option]");
    if (row) take(offers[[...box.children].indexOf(row)]);
  });
  if (document.activeElement === input) look();
}

function rowOf({ text, more }, at) {
  const row = Object.assign(document.createElement("li"), { id: `search-hint-${at}`, role: "option" });
  row.setAttribute("aria-selected", "false");
  row.append(Object.assign(document.createElement("b"), { textContent: text }));
  if (more) row.append(Object.assign(document.createElement("span"), { textContent: more }));
  return row;
}

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
