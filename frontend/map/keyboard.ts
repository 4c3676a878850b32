/** Keys of the map. They rest while somebody writes or a dialog is open, and for those who turned single keys off. */
import { areKeysOff, isWriting } from "../desk/keys";

export interface KeyDeeds {
  pan(step: [number, number]): void;
  act(deed: string): void;
  middle(): void;
  takeBack(): void;
  leave(): boolean;
  flicker(isHeld: boolean): void;
}

const ARROWS: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

const DEEDS: Record<string, string> = {
  "+": "nearer",
  "=": "nearer",
  "-": "farther",
  "0": "all",
  n: "next",
  p: "previous",
  f: "filter",
  l: "layers",
  s: "swipe",
  g: "grid",
  m: "length",
  a: "area",
};

export function answerMapKeys(page: Document, deeds: KeyDeeds): void {
  page.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
    if (isWriting(event.target) || page.querySelector("dialog[open]")) return;
    if (event.key === "Escape") {
      if (deeds.leave()) event.preventDefault();
      return;
    }
    const isOnMap = (event.target as Element).id === "map";
    const isElsewhere = (event.target as Element).closest?.("#map-list, #drawer, [role=slider], input, select, .rail");
    const arrow = ARROWS[event.key];
    if (arrow && !isElsewhere) deeds.pan(arrow);
    else if (isOnMap && event.key === "Enter") deeds.middle();
    else if (isOnMap && event.key === "Backspace") deeds.takeBack();
    else if (areKeysOff()) return;
    else if (event.key === "b") {
      if (!event.repeat) deeds.flicker(true);
      return;
    } else {
      const deed = DEEDS[event.key];
      if (!deed) return;
      deeds.act(deed);
    }
    event.preventDefault();
  });
}
