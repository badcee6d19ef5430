// How soon what happens elsewhere is drawn: not between two letters of somebody who writes.
const PAUSE = 600;
let writtenAt = -PAUSE;
addEventListener("input", () => (writtenAt = performance.now()), { capture: true, passive: true });

export const isWriting = () => performance.now() - writtenAt < PAUSE;
