/** Copies a field: a button says `data-copy="id of the field"` and `data-copied="words"`. Where the browser lets no page
 * copy (plain HTTP), the text is selected, ready for the reader's own keys. */
import { showToast } from "./toasts";

export function copyOnDemand(page: Document): void {
  page.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-copy]");
    const field = button && page.getElementById(button.dataset.copy ?? "");
    if (!button || !(field instanceof HTMLInputElement)) return;
    field.focus();
    field.select();
    const clipboard = page.defaultView?.navigator.clipboard;
    void clipboard?.writeText(field.value).then(
      () => showToast(page, { level: "success", text: button.dataset.copied ?? "" }),
      () => {},
    );
  });
}
