/** Keys that work on every page: `/` goes to the search, `?` shows the keys, and a control that says
 * `aria-keyshortcuts="G"` is pressed by that letter, one that says `"E ArrowRight"` by either key. Never while someone is writing, and not at all for those who turned
 * single keys off (speech input would set them off).
 */
import { openDialog } from "./dialogs";

const KEY = "tuban.keys";
const WRITING =
  "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]";

export function isWriting(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(WRITING) !== null;
}

/** Whether somebody turned single keys off on this computer. */
export function areKeysOff(): boolean {
  try {
    return localStorage.getItem(KEY) === "off";
  } catch {
    return false; // nothing can be remembered, so nothing was turned off
  }
}

export function answerKeys(page: Document): void {
  for (const choice of page.querySelectorAll<HTMLInputElement>("[data-keys-on]")) choice.checked = !areKeysOff();
  page.addEventListener("change", (event) => {
    const choice = event.target as HTMLInputElement;
    if (!choice.matches("[data-keys-on]")) return;
    try {
      localStorage.setItem(KEY, choice.checked ? "on" : "off");
    } catch {
      choice.checked = true;
    }
  });

  page.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
    const search = page.querySelector<HTMLInputElement>("input[data-search]");
    if (event.key === "Escape" && event.target === search) search?.blur();
    if (isWriting(event.target) || page.querySelector("dialog[open]") || areKeysOff()) return;
    const answer = answerTo(page, event.key, search);
    if (!answer) return;
    event.preventDefault();
    answer();
  });
}

function answerTo(page: Document, key: string, search: HTMLInputElement | null): (() => void) | null {
  if (key === "/") {
    if (search && (search.checkVisibility?.() ?? true)) {
      return () => {
        search.focus();
        search.select();
      };
    }
    const link = page.querySelector<HTMLElement>("[data-search-link]");
    return link && (() => link.click());
  }
  if (key === "?" || key === "？") return () => openDialog(page, "keys");
  if (!/^([a-z0-9]|Arrow(Left|Right))$/i.test(key)) return null;
  const name = key.length === 1 ? key.toUpperCase() : key;
  const control = page.querySelector<HTMLElement>(`[aria-keyshortcuts~="${name}"]`);
  return control && (() => control.click());
}
