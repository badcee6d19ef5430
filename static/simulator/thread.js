/* The open thread: bubbles in their places, days between them, the three dots. */
const find = (name) => document.querySelector(`[data-part="${name}"]`);
let typing = 0;

/** Puts a bubble in its place, in the stead of its older self; whether it is a new one. */
export function place({ id, html }) {
  const list = find("bubbles");
  const holder = document.createElement("template");
  holder.innerHTML = html.trim();
  const bubble = holder.content.firstElementChild;
  const old = list.querySelector(`[data-bubble="${id}"]`);
  if (old) {
    bubble.classList.toggle("first", old.classList.contains("first"));
    if (!isSame(old, bubble)) refresh(old, bubble);
    return false;
  }
  const after = [...list.querySelectorAll(".bubble")].find((other) => Number(other.dataset.bubble) > id);
  list.insertBefore(bubble, after ?? null);
  return true;
}

const isSame = (old, bubble) => old.innerHTML === bubble.innerHTML;

const words = (bubble) => bubble.querySelector(".card-bubble > .text")?.textContent;

/* A picture or a player under the eye is kept; only ticks and reactions change, and what was edited or deleted. */
function refresh(old, bubble) {
  if (bubble.className.includes("revoked") || words(old) !== words(bubble)) return old.replaceWith(bubble);
  const tick = old.querySelector(".tick");
  const fresh = bubble.querySelector(".tick");
  if (tick && fresh) tick.replaceWith(fresh);
  old.querySelector(".reactions")?.remove();
  const reactions = bubble.querySelector(".reactions");
  if (reactions) old.querySelector(".tools").before(reactions);
  const picker = bubble.querySelector(".picker");
  if (picker) old.querySelector(".picker").replaceWith(picker);
}

/** Days between the bubbles, and a tail where the other side begins. */
export function tidy() {
  const list = find("bubbles");
  list.querySelectorAll(".day").forEach((day) => day.remove());
  let last = null;
  for (const bubble of list.querySelectorAll(".bubble")) {
    const isNewDay = bubble.dataset.day !== last?.dataset.day;
    if (isNewDay) bubble.before(dayOf(bubble));
    bubble.classList.toggle("first", isNewDay || bubble.classList.contains("in") !== last.classList.contains("in"));
    last = bubble;
  }
}

function dayOf(bubble) {
  const day = document.createElement("li");
  day.className = "day";
  day.textContent = bubble.dataset.day;
  return day;
}

export function isAtEnd() {
  const thread = find("thread");
  return thread.scrollHeight - thread.scrollTop - thread.clientHeight < 80;
}

export function scrollToEnd() {
  const thread = find("thread");
  thread.scrollTop = thread.scrollHeight;
}

/** The three dots, for as long as the business is said to be typing. */
export function setTyping(seconds) {
  clearTimeout(typing);
  const presence = find("presence");
  const isTyping = seconds > 0;
  const wasAtEnd = isAtEnd();
  presence.textContent = isTyping ? presence.dataset.typing : presence.dataset.idle;
  presence.classList.toggle("typing", isTyping);
  find("dots").hidden = !isTyping;
  if (isTyping && wasAtEnd) scrollToEnd();
  if (isTyping) typing = setTimeout(() => setTyping(0), seconds * 1000);
}
