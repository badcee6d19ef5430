// Whoever writes goes on in the field, whatever becomes of its place: letters that find no field would be commands.
export function writingIn(form) {
  const at = document.activeElement;
  return form.contains(at) && at.matches("input, textarea, select") ? at : null;
}

/** `at` had the focus. While the class is set, the field is shown also where nothing can be sent from it. */
export function goOn(composer, at) {
  composer.form.classList.toggle("is-writing", at.matches("textarea") || !at.getClientRects().length);
  if (!at.getClientRects().length) composer.focus();
}

/** Whoever looks into another window comes back to it. */
export function untilLeft(form) {
  form.addEventListener("focusout", ({ relatedTarget: to }) => {
    if (document.hasFocus() && !to?.matches("textarea")) form.classList.remove("is-writing");
  });
}
