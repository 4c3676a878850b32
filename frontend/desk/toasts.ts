/** Short messages at the foot: what happened, and a way back where there is one.
 *
 * The server writes them into `#toasts` (with the page, or out of band), or names one in the header
 * `HX-Trigger: {"toast": {"level": "success", "text": "…", "undo": "/…"}}`. Errors stay until they are closed.
 */
import { csrfToken } from "./csrf";

export type Level = "success" | "info" | "warning" | "error";
export interface Toast {
  level: Level;
  text: string;
  /** Where to post to take it back. */
  undo?: string;
}

const STAYS = 8_000;
const STAYS_WITH_UNDO = 15_000;

export function showToast(page: Document, toast: Toast): void {
  const region = page.querySelector("#toasts");
  const pattern = page.querySelector<HTMLTemplateElement>("template#toast");
  if (!region || !toast.text) return;
  const note = (pattern?.content.firstElementChild?.cloneNode(true) ?? page.createElement("div")) as HTMLElement;
  note.className = `toast-note toast-${toast.level}`;
  note.dataset.level = toast.level;
  const words = note.querySelector("p") ?? note.appendChild(page.createElement("p"));
  words.textContent = toast.text;
  const form = note.querySelector("form");
  if (form && toast.undo) {
    form.action = toast.undo;
    const field = form.querySelector<HTMLInputElement>('input[name="csrfmiddlewaretoken"]');
    if (field) field.value = csrfToken(page);
  } else form?.remove();
  region.append(note);
}

export function showToasts(page: Document): void {
  const region = page.querySelector("#toasts");
  if (!region) return;
  for (const note of region.querySelectorAll<HTMLElement>(".toast-note")) leaveInTime(note);
  new MutationObserver((changes) => {
    for (const added of changes.flatMap((change) => [...change.addedNodes])) {
      if (added instanceof HTMLElement && added.matches(".toast-note")) leaveInTime(added);
    }
  }).observe(region, { childList: true });
  page.addEventListener("click", (event) => {
    const button = (event.target as Element).closest("[data-close-toast]");
    button?.closest(".toast-note")?.remove();
  });
  page.addEventListener("toast", (event) => showToast(page, (event as CustomEvent<Toast>).detail));
}

/** A message goes by itself, but not while someone reads it and never when it tells of a failure. */
function leaveInTime(note: HTMLElement): void {
  if (note.dataset.level === "error") return;
  const stays = note.querySelector("form") ? STAYS_WITH_UNDO : STAYS;
  let leaving = setTimeout(() => note.remove(), stays);
  const hold = () => clearTimeout(leaving);
  const release = () => {
    clearTimeout(leaving);
    leaving = setTimeout(() => note.remove(), stays);
  };
  note.addEventListener("pointerenter", hold);
  note.addEventListener("focusin", hold);
  note.addEventListener("pointerleave", release);
  note.addEventListener("focusout", release);
}
