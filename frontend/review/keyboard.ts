/** The keys of the desk: bare keys do deeds, but never where somebody writes or chooses. */
import { areKeysOff, isWriting } from "../desk/keys";
import { deedOf, type Keys, keyLabel, keyName } from "./keymap";
import type { Remarks } from "./remarks";
import type { Sheet } from "./sheet";
import type { Stage } from "./stage";

export interface Hands {
  keys: Keys;
  deeds: Record<string, () => void>;
  remarks: Remarks;
  sheet: Sheet;
  stage: Stage;
  /** Somebody is at work. */
  touch(): void;
  toImages(): void;
}

const isSearch = (target: Element) => target.closest("[data-desk=search]") !== null;

/** Write the keys onto their buttons. */
export function labelKeys(desk: HTMLElement, keys: Keys): void {
  for (const sign of desk.querySelectorAll<HTMLElement>("[data-key]")) {
    const key = keys[sign.dataset.key ?? ""] ?? "";
    sign.textContent = keyLabel(key, "␣");
    sign.setAttribute("aria-hidden", "true");
    sign.closest("button")?.setAttribute("aria-keyshortcuts", key);
  }
}

export function listenToKeys(hands: Hands): void {
  const { keys, deeds, remarks, stage } = hands;
  let isSwiping = false;
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.isComposing || document.querySelector("dialog[open]")) return;
      hands.touch();
      if (event.key === "Escape") return leave(event, hands);
      const target = event.target as Element;
      if (remarks.isNote(target) || isSearch(target)) {
        if (event.key === "Enter" && remarks.isNote(target)) hands.toImages();
        return;
      }
      if (remarks.isChoosing(target)) return remarks.choose(event);
      if (isWriting(target) || areKeysOff()) return;
      const name = keyName(event);
      if ((name === "Space" || name === "Enter") && target.closest("button, a, summary, input, select")) return;
      const deed = deedOf(name, keys);
      if (!deed || !deeds[deed]) return;
      event.preventDefault();
      event.stopPropagation();
      if (event.repeat) return;
      if (deed === "swipe") isSwiping = true;
      deeds[deed]?.();
    },
    { capture: true },
  );
  document.addEventListener("keyup", (event) => {
    if (!isSwiping || deedOf(keyName(event), keys) !== "swipe") return;
    isSwiping = false;
    if (stage.mode === "swipe") stage.reset();
  });
}

/** Close what is open, the uppermost first; where nothing is, leave the field that is written in. */
function leave(event: KeyboardEvent, { remarks, sheet, stage, toImages }: Hands): void {
  if (sheet.isOpen) {
    event.preventDefault();
    sheet.set(false);
    return;
  }
  const target = event.target as Element;
  if (remarks.isOpen) remarks.close();
  else if (stage.mode !== "side") stage.reset();
  else if (remarks.isNote(target) || isSearch(target)) (target as HTMLElement).blur();
  else return;
  event.preventDefault();
  toImages();
}
