// Which conversations were open in this browser, the latest first: for the command bar, and for the way back to the one
// before, which pressed again leads forth. Kept are their ids alone; what they are called is asked for, so that whoever
// may no longer see one is not told of it.
import { getJson } from "./http.js";
import { gettext } from "./text.js";

const KEY = `recent.${document.body.dataset.user}`;
const MOST = 10;
const read = () => JSON.parse(localStorage.getItem(KEY) || "[]");
let known = [];

document.addEventListener("desk:opened", ({ detail: id }) => {
  localStorage.setItem(KEY, JSON.stringify([id, ...read().filter((one) => one !== id)].slice(0, MOST)));
});

const others = (open) => read().filter((id) => id !== open);

/** The one before the one that is open; without one that is open the last one. */
export const before = (open) => others(open)[0];

/** For the command bar: first as they were called when they were last asked for, then as they are. */
export function recent(desk, onFound) {
  const ids = others(desk.id);
  if (!ids.length) return [];
  getJson(`/inbox/goto?${new URLSearchParams(ids.map((id) => ["id", id]))}`).then(({ conversations }) => {
    known = conversations;
    onFound(rowsOf(desk, others(desk.id)));
  }, () => {});
  return rowsOf(desk, ids);
}

function rowsOf(desk, ids) {
  const rows = ids.map((id) => known.find((row) => row.id === id)).filter(Boolean);
  return rows.map((row, at) => ({
    id: row.id, text: row.name, detail: `${gettext("Recent")} · ${row.detail}`, act: at ? null : "last", run: () => desk.open(row.id),
  }));
}
