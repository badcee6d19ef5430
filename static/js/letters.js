// The field is as high as what stands in it, and says how much that is before there is no more room.
const FITS_ITSELF = CSS.supports("field-sizing", "content");
const LIMIT = 4096, SHOW_FROM = 3600;

/** `letters`: where their number stands. */
export function fit(field, letters) {
  const length = field.value.length, isShort = length < SHOW_FROM;
  if (!isShort || !letters.hidden) letters.hidden = isShort;
  if (!isShort) letters.textContent = `${length} / ${LIMIT}`;
  if (FITS_ITSELF) return;
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
}

/** Of Enter: does it send, or break the line? */
export const sends = (event) => (document.body.dataset.enterSends === "0" ? event.ctrlKey || event.metaKey : !event.shiftKey);

/** Written elsewhere; the caret stays where it is from the end. */
export function rewrite(field, text) {
  const fromEnd = field.value.length - field.selectionEnd, at = Math.max(0, text.length - fromEnd);
  field.value = text;
  if (document.activeElement === field) field.setSelectionRange(at, at);
}
