// What is wrong in a form, told at its fields.
const LINES = "[data-error], .form-error[role=alert]";
const nameOf = (line) => line.dataset.error || "";

/** By the fields' names; what belongs to no field stands at the end. */
export function showProblems(form, problems) {
  const known = new Set([...form.querySelectorAll(LINES)].map(nameOf));
  const rest = Object.entries(problems).find(([name]) => !known.has(name));
  for (const line of form.querySelectorAll(LINES)) {
    const name = nameOf(line);
    const text = name ? problems[name] : problems[""] || rest?.[1];
    line.hidden = !text;
    line.textContent = text || "";
    if (name) form.elements[name]?.setAttribute("aria-invalid", Boolean(text));
  }
}
