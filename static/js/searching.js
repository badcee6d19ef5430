// The search over the list: what is typed shows what fits a moment later, and Enter opens the first of it.
const PAUSE = 180;

export function wireSearch(list) {
  const input = document.getElementById("search-input");
  let timer = 0;
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => list.show(list.tab, input.value.trim()), PAUSE);
  });
  document.getElementById("search").addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    openFirst(list, input.value.trim());
  });
  list.root.addEventListener("keydown", (event) => walk(list, input, event));
}

/** Of what was found for these words: what stands there may still be another list. */
async function openFirst(list, text) {
  const isHere = text === list.search && !list.cards.matches(".is-loading");
  if (isHere || (await list.show(list.tab, text))) list.cards.querySelector(".card")?.click();
}

/** The same filters, in any order. */
export function isSame(one, other) {
  const [first, second] = [new URLSearchParams(one), new URLSearchParams(other)];
  first.sort();
  second.sort();
  return first.toString() === second.toString();
}

/** With the arrows from the search through what it found, and back. */
function walk(list, input, event) {
  const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
  const card = event.target.closest(".card");
  if (!step || (!card && event.target !== input)) return;
  event.preventDefault();
  const next = card ? card[step] : event.key === "ArrowDown" && list.cards.querySelector(".card");
  if (next?.matches?.(".card")) next.focus();
  else if (card && event.key === "ArrowUp") input.focus();
}
