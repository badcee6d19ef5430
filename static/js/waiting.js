// Between two tries: longer and longer, but no longer than until the connection is back.
const PAUSES = [500, 1500, 4000, 8000, 15000];
const waiting = new Set();

export function pause(attempt) {
  return new Promise((resolve) => {
    const go = () => {
      clearTimeout(timer);
      waiting.delete(go);
      resolve();
    };
    const timer = setTimeout(go, PAUSES[Math.min(attempt, PAUSES.length - 1)]);
    waiting.add(go);
  });
}

/** The connection is back: whoever waits tries at once. */
export function hurry() {
  for (const go of [...waiting]) go();
}

addEventListener("online", hurry);
