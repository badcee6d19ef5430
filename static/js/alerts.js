// Alerts for supervisors: the inbox's banner follows them, and "Seen" takes one away wherever it stands.
import { getText, nodesOf, post } from "./http.js";
import { toast } from "./toast.js";

export function wireAlerts(renew) {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-alert]");
    if (!button) return;
    button.disabled = true;
    await post(`/alerts/${button.dataset.alert}/seen`).catch((error) => toast(error.detail));
    renew();
  });
}

/** Only supervisors have a place for it. */
export async function renewBanner() {
  const place = document.getElementById("alerts");
  const html = place && (await getText("/alerts").catch(() => null));
  if (typeof html === "string") place.replaceChildren(nodesOf(html));
}
