/** Compares an image before with one after: side by side, by swiping a line across, or by flickering between them.
 *
 * `data-pair` holds `[data-pair-stage]` with the two figures, `[data-pair-mode]` buttons and a `[data-pair-slider]`.
 * Space shows the other image while it is held; S and F change the way; the arrows move the line of the swipe.
 */
import { isWriting } from "./keys";

const FLICKER = 700;
const MODES: Record<string, string> = { s: "swipe", f: "flicker" };

export function comparePairs(page: Document): void {
  const beats = new WeakMap<Element, ReturnType<typeof setInterval>>();
  const stageOf = (pair: Element) => pair.querySelector<HTMLElement>("[data-pair-stage]");
  const choose = (pair: Element, mode: string) => {
    const stage = stageOf(pair);
    if (!stage) return;
    stage.dataset.mode = mode;
    stage.dataset.shown = "after";
    for (const button of pair.querySelectorAll<HTMLElement>("[data-pair-mode]"))
      button.setAttribute("aria-pressed", String(button.dataset.pairMode === mode));
    const slider = pair.querySelector<HTMLInputElement>("[data-pair-slider]");
    if (slider) slider.hidden = mode !== "swipe";
    clearInterval(beats.get(pair));
    if (mode === "flicker")
      beats.set(
        pair,
        setInterval(() => show(stage, stage.dataset.shown === "after" ? "before" : "after"), FLICKER),
      );
  };
  const show = (stage: HTMLElement, which: string) => {
    stage.dataset.shown = which;
  };
  const held = new Map<HTMLElement, string>();

  page.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-pair-mode]");
    const pair = button?.closest("[data-pair]");
    if (button && pair) choose(pair, button.dataset.pairMode ?? "side");
  });
  page.addEventListener("input", (event) => {
    const slider = event.target as HTMLInputElement;
    if (slider.matches("[data-pair-slider]"))
      slider.closest<HTMLElement>("[data-pair-stage]")?.style.setProperty("--swipe", `${slider.value}%`);
  });
  page.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || page.querySelector("dialog[open]")) return;
    if (isWriting(event.target) && !(event.target as Element).matches("[data-pair-slider]")) return;
    const pair = page.querySelector("[data-pair]");
    const stage = pair && stageOf(pair);
    if (!pair || !stage) return;
    const mode = MODES[event.key.toLowerCase()];
    if (mode) choose(pair, stage.dataset.mode === mode ? "side" : mode);
    const isFree = !(event.target as Element).closest("button, a, summary, tr[tabindex], input");
    if (event.key === " " && (isFree || event.target === stage)) {
      event.preventDefault();
      if (event.repeat || held.has(stage)) return;
      held.set(stage, stage.dataset.mode ?? "side");
      choose(pair, "flicker");
      clearInterval(beats.get(pair));
      show(stage, "before");
    }
  });
  page.addEventListener("keyup", (event) => {
    if (event.key !== " ") return;
    for (const [stage, mode] of held) {
      const pair = stage.closest("[data-pair]");
      if (pair) choose(pair, mode);
      held.delete(stage);
    }
  });
}
