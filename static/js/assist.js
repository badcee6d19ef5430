// The assistant's drafts: shown beside what the agent writes, and taken over only by the agent.
import { post } from "./http.js";
import { gettext } from "./text.js";

const REWRITES = ["shorter", "kinder", "translate"];
const FOR_COLLEAGUES = ["summary", "next_step"];
const TITLES = {
  suggest: () => gettext("Suggested answer"),
  summary: () => gettext("Summary"),
  next_step: () => gettext("What to do next"),
  shorter: () => gettext("Shorter"),
  kinder: () => gettext("Kinder"),
  translate: () => gettext("Translation"),
};
const NOTHING = {
  suggest: () => gettext("Nothing in the knowledge base fits what the customer wrote."),
};

export class Assistant {
  constructor(form, { conversation, drafts, write, read }) {
    Object.assign(this, { conversation, drafts, write, read, asked: 0 });
    this.box = form.querySelector("#assistant");
    this.text = this.box.querySelector(".assistant-text");
    this.useButton = this.box.querySelector('[data-act="assist-use"]');
    this.noteButton = this.box.querySelector('[data-act="assist-note"]');
    this.box.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.discard();
    });
  }

  async ask(kind, language = "") {
    const text = this.read();
    if (REWRITES.includes(kind) && !text.trim()) return this.show(kind, "", gettext("Write something first: this changes your text."));
    const asked = ++this.asked;
    this.before = REWRITES.includes(kind) ? text : "";
    this.show(kind, "", gettext("One moment…"));
    try {
      const made = await post(`/inbox/${this.conversation}/assist`, { kind, language, text: REWRITES.includes(kind) ? text : "" });
      if (asked !== this.asked) return undefined;
      if (!made.text) return this.show(kind, "", (NOTHING[kind] || NOTHING.suggest)());
      return this.show(kind, made.text, made.sources.join(" · "), made.id);
    } catch (error) {
      return asked === this.asked ? this.show(kind, "", error.detail) : undefined;
    }
  }

  show(kind, text, beside, id = null) {
    Object.assign(this, { kind, id });
    this.box.hidden = false;
    this.box.querySelector("b").textContent = TITLES[kind]();
    this.box.querySelector(".meta").textContent = beside;
    this.text.textContent = text;
    this.text.hidden = this.noteButton.parentElement.hidden = !text;
    this.useButton.hidden = FOR_COLLEAGUES.includes(kind);
    this.useButton.textContent = REWRITES.includes(kind) ? gettext("Replace my text") : gettext("Use");
    this.noteButton.hidden = !FOR_COLLEAGUES.includes(kind);
    // Whoever writes on meanwhile would press it with the next Enter.
    const isElsewhere = document.activeElement?.matches("input, textarea, select");
    if (text && !isElsewhere) (this.useButton.hidden ? this.noteButton : this.useButton).focus();
  }

  /** What is in the field already is kept before a suggestion; a rewriting takes the place of what it was made of. */
  use() {
    const now = this.read(), made = this.text.textContent, isRewritten = this.before && now.startsWith(this.before);
    this.write("reply", isRewritten ? made + now.slice(this.before.length) : [now.trimEnd(), made].filter(Boolean).join("\n"));
    if (this.id) this.drafts.addOffered(this.id);
    this.tell("used");
    this.close();
  }

  keepAsNote() {
    this.write("note", this.text.textContent);
    this.tell("used");
    this.close();
  }

  discard() {
    this.tell("discarded");
    this.close();
  }

  /** For the figures only: what is lost on the way changes nothing here. */
  tell(outcome) {
    if (this.id) post(`/inbox/${this.conversation}/assist/${this.id}`, { outcome }).catch(() => {});
    this.id = null;
  }

  close() {
    this.asked += 1;
    this.box.hidden = true;
  }
}
