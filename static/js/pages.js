// Pages of the list on their way from the server.
import { getText } from "./http.js";

export class Pages {
  constructor() {
    this.underWay = new Set();
  }

  /** Its cards, and the conversations that changed meanwhile: of those the page may tell what is no longer true. */
  async fetch(query) {
    const changed = new Set();
    this.underWay.add(changed);
    try {
      return { html: await getText(`/inbox/rows?${query}`), changed };
    } finally {
      this.underWay.delete(changed);
    }
  }

  note(id) {
    for (const changed of this.underWay) changed.add(id);
  }
}
