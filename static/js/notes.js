// A note on its way: one that got no answer is asked for again under the same id, and is kept once.
import { post } from "./http.js";
import { idsByWords } from "./outbox.js";

let onTheWay = 0;

// The field is empty by then, and there is no bubble yet.
addEventListener("beforeunload", (event) => onTheWay && event.preventDefault());

export class Notes {
  constructor(conversation) {
    this.url = `/inbox/${conversation}/notes`;
    this.ids = idsByWords();
  }

  async add(text) {
    const fields = { content: text, client_id: this.ids(text) };
    const ask = () => post(this.url, fields, { keepalive: true });
    onTheWay += 1;
    try {
      const answer = await ask().catch((error) => (error.isPassing ? ask() : Promise.reject(error)));
      this.ids = idsByWords(); // the same words later are another note
      return answer;
    } finally {
      onTheWay -= 1;
    }
  }
}
