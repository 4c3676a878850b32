/** Keys that work on every page: `/` goes to the search, `?` shows the keys. Never while someone is writing. */
import { openDialog } from "./dialogs";

const WRITING =
  "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]";

export function isWriting(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(WRITING) !== null;
}

export function answerKeys(page: Document): void {
  page.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
    const search = page.querySelector<HTMLInputElement>("input[data-search]");
    if (event.key === "Escape" && event.target === search) search?.blur();
    if (isWriting(event.target) || page.querySelector("dialog[open]")) return;
    if (event.key === "/" && search) {
      event.preventDefault();
      search.focus();
      search.select();
    }
    if (event.key === "?" || event.key === "？") {
      event.preventDefault();
      openDialog(page, "keys");
    }
  });
}
