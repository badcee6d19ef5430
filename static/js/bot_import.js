// Where articles come from: a file or a page, one of the two.
import "./bot.js";
import { htmx } from "./hx.js";
import { Alpine } from "./state.js";

Alpine.data("source", () => ({
  /** What another source would bring is not on the page while it is asked for. */
  empty() {
    document.getElementById("import-result").replaceChildren();
  },

  changed({ target: { name, value } }) {
    const { file, url } = this.$root.elements;
    if (name === "file" && value) url.value = "";
    if (name === "url" && value) file.value = "";
    // The page is asked for again only when somebody says so.
    const isSeen = document.getElementById("import-rows") && (file.files.length > 0 || url.value.trim() !== "");
    if (name === "file" ? value : name !== "url" && isSeen) htmx.trigger(this.$root, "look", {}, false);
  },
}));

// What was taken is done with.
document.addEventListener("htmx:before:swap", ({ target }) => target.id === "import-rows" && document.getElementById("import-form").reset());
