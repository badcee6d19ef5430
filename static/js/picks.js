// Rows that are chosen, one by one or all at once: how many are, and what can be done with them.
import { Alpine } from "./state.js";
import { fill, ngettext } from "./text.js";

Alpine.data("picks", () => ({
  chosen: 0,
  proposed: 0,

  init() {
    this.look();
  },

  get boxes() {
    return [...this.$root.querySelectorAll(".pick input:not(:disabled)")];
  },

  get told() {
    return fill(ngettext("%(count)s chosen", "%(count)s chosen", this.chosen), { count: this.chosen });
  },

  all() {
    for (const box of this.boxes) box.checked = this.$refs.all.checked;
  },

  look() {
    const { boxes } = this, chosen = boxes.filter((box) => box.checked), { all } = this.$refs;
    this.chosen = chosen.length;
    this.proposed = chosen.filter((box) => "proposed" in box.dataset).length;
    if (!all) return;
    all.checked = chosen.length === boxes.length;
    all.indeterminate = chosen.length > 0 && !all.checked;
  },
}));
