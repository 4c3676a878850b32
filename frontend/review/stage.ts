/** How the two images are shown: side by side, one of them large, flickering, or swiped by clipping. */
const BEAT = 600;
export type Mode = "side" | "before" | "after" | "flicker" | "swipe";

export class Stage {
  private beat: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly desk: HTMLElement,
    private readonly slider: HTMLInputElement,
    private readonly isStill: () => boolean,
  ) {
    slider.addEventListener("input", () => this.swipeTo(Number(slider.value)));
    desk.addEventListener("pointermove", (event) => {
      if (this.mode !== "swipe") return;
      const figure = desk.querySelector<HTMLElement>("figure[data-when=after]");
      const box = figure?.getBoundingClientRect();
      if (box?.width) this.swipeTo((100 * (event.clientX - box.left)) / box.width);
    });
  }

  get mode(): Mode {
    return (this.desk.dataset.mode ?? "side") as Mode;
  }

  /** Choose a way of showing; the same again goes back to both side by side. */
  choose(mode: Mode): void {
    this.set(this.mode === mode && !(mode === "flicker" && this.isStill()) ? "side" : mode);
  }

  /** Both side by side again, as every patch begins. */
  reset(): void {
    if (this.mode !== "side") this.set("side");
  }

  private set(chosen: Mode): void {
    clearInterval(this.beat);
    const shown = this.desk.dataset.shown;
    this.desk.dataset.mode = chosen;
    this.slider.hidden = chosen !== "swipe";
    this.desk.dataset.shown = chosen === "before" ? "before" : "after";
    if (chosen === "flicker") {
      // who wants less movement changes the image by hand, each time the key is pressed
      if (this.isStill()) this.show(shown === "before" ? "after" : "before");
      else this.beat = setInterval(() => this.show(this.desk.dataset.shown === "after" ? "before" : "after"), BEAT);
    }
    for (const button of this.desk.querySelectorAll<HTMLElement>(".desk-tools [data-deed]")) {
      const deed = button.dataset.deed ?? "";
      if (["before", "after", "flicker", "swipe"].includes(deed))
        button.setAttribute("aria-pressed", String(deed === chosen));
    }
  }

  private show(which: string): void {
    this.desk.dataset.shown = which;
  }

  private swipeTo(share: number): void {
    const kept = Math.max(0, Math.min(100, share));
    this.desk.style.setProperty("--swipe", `${kept}%`);
    this.slider.value = String(kept);
  }
}
