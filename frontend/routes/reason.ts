/** Asks why a stop is taken out of the plan. */
import { one } from "../map/elements";

/** The reason; empty where the person would rather leave it in. */
export function askWhy(page: Document, title: string): Promise<string> {
  const dialog = one<HTMLDialogElement>(page, "#route-why");
  const reason = one<HTMLInputElement>(dialog, "#route-because");
  one(dialog, "h2").textContent = title;
  reason.value = "";
  dialog.returnValue = "";
  dialog.showModal();
  reason.focus();
  return new Promise((told) => {
    const close = () => told(dialog.returnValue === "do" ? reason.value.trim() : "");
    dialog.addEventListener("close", close, { once: true });
  });
}
