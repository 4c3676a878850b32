/** The line between the images before and after, and the key that shows the other image while it is held. */
import type { ViewState } from "./address";
import { one, tell } from "./elements";
import { baseOf, type Imagery } from "./imagery";
import type { MapState } from "./state";

const STEPS: Record<string, number> = { ArrowLeft: -2, ArrowRight: 2, PageDown: -10, PageUp: 10 };

export class Swipe {
  private readonly line: HTMLElement;

  constructor(
    private readonly page: Document,
    private readonly imagery: Imagery,
    private readonly words: Record<string, string>,
    private readonly state: MapState,
  ) {
    this.line = one(page, ".map-swipe-line");
    this.listen();
    state.watch((now) => this.show(now));
    page.addEventListener("keyup", (event) => {
      if (event.key === "b") this.hold(false);
    });
  }

  toggle(): void {
    if (this.imagery.canSwipe) this.state.change({ swipe: this.state.now.swipe === null ? 50 : null });
    else tell(this.page, "#map-note", this.words.noSwipe ?? "");
  }

  /** While it is held, the other image of the two is shown. */
  hold(isHeld: boolean): void {
    tell(this.page, "#map-flicker", this.imagery.flicker(isHeld));
  }

  private show({ swipe }: ViewState): void {
    const { imagery, page } = this;
    const isShown = swipe !== null && imagery.canSwipe;
    const bar = one(page, "#map-swipe");
    bar.hidden = !isShown;
    const button = page.querySelector<HTMLButtonElement>('.map-tools [data-map-do="swipe"]');
    if (button) {
      button.setAttribute("aria-disabled", String(!imagery.canSwipe));
      button.title = (imagery.canSwipe ? this.words.swipe : this.words.noSwipe) ?? "";
      button.setAttribute("aria-pressed", String(isShown));
    }
    if (!isShown) return;
    bar.style.setProperty("--at", `${swipe}%`);
    this.line.setAttribute("aria-valuenow", swipe.toFixed(0));
    one(page, "[data-swipe-left]").textContent = imagery.titleOf(imagery.before);
    one(page, "[data-swipe-right]").textContent = imagery.titleOf(imagery.after);
  }

  private moveTo(share: number): void {
    this.state.goOn({ swipe: Math.min(100, Math.max(0, share)) });
  }

  private listen(): void {
    const { line } = this;
    line.addEventListener("pointerdown", (event) => {
      line.setPointerCapture(event.pointerId);
      event.preventDefault();
      line.focus();
    });
    line.addEventListener("pointermove", (event) => {
      if (!line.hasPointerCapture(event.pointerId)) return;
      const box = one(this.page, "#map-view").getBoundingClientRect();
      this.moveTo(((event.clientX - box.left) / box.width) * 100);
    });
    line.addEventListener("keydown", (event) => {
      const { swipe } = this.state.now;
      if (swipe === null) return;
      if (event.key in STEPS) this.moveTo(swipe + (STEPS[event.key] ?? 0));
      else if (event.key === "Home") this.moveTo(0);
      else if (event.key === "End") this.moveTo(100);
      else return;
      event.preventDefault();
    });
  }
}

/** The image that a printed sheet has below it. */
export function imageOfSheet(state: ViewState, imagery: Imagery): string {
  return state.swipe === null ? baseOf(state, imagery) : imagery.after;
}
