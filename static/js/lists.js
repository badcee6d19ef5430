// Lists whose filters and pages change in place: what a page that is loaded anew does by itself.
import "./hx.js";
import { fill, ngettext } from "./text.js";

const ROWS = ".bot-row, .template-row, tbody tr";

document.addEventListener("htmx:after:settle", ({ detail: { task } }) => {
  const page = task.target;
  if (!page?.matches?.("[hx-history-elt]")) return;
  for (const field of page.querySelectorAll("form[method='get'] select, [type='checkbox']")) showDefault(field);
  const rows = page.querySelectorAll(ROWS), count = rows.length;
  document.getElementById("told").textContent = `${page.querySelector("h1").textContent}: ${fill(ngettext("%(count)s row", "%(count)s rows", count), { count })}`;
  // Whoever turned a page goes on at its beginning.
  if (task.sourceElement.closest?.(".bot-more")) rows[0]?.querySelector("a")?.focus({ preventScroll: true });
});

/** What the server wrote, but where somebody is just choosing. */
function showDefault(field) {
  if (field === document.activeElement) return;
  if (field.type === "checkbox") field.checked = field.defaultChecked;
  else for (const option of field.options) option.selected = option.defaultSelected;
}
