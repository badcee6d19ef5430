// Tells the others that a reply is being written: now and then while it is, and once when it is no longer.
const EVERY = 3000, STOPS = 4000;

export class Typing {
  constructor(onTyping) {
    this.onTyping = onTyping;
  }

  tell(text) {
    clearTimeout(this.stops);
    if (!text) return this.stop();
    this.stops = setTimeout(() => this.stop(), STOPS);
    if (Date.now() - (this.told || 0) < EVERY) return undefined;
    this.told = Date.now();
    return this.onTyping(true);
  }

  stop() {
    clearTimeout(this.stops);
    if (!this.told) return;
    this.told = 0;
    this.onTyping(false);
  }
}
