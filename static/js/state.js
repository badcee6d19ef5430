// Alpine, for state that lives and dies with a page. It reads its attributes itself and runs no text as code.
import Alpine from "../vendor/alpine/alpine-csp.esm.min.js";

// After all modules of the page: each tells of its own parts first.
document.addEventListener("DOMContentLoaded", () => Alpine.start());

export { Alpine };
