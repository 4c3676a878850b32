/** What the desk tells: beside the images, aloud, and who has the patch. */
import { Refused } from "./asking";
import type { Parts } from "./drawing";
import type { LockSigns } from "./lock";
import { fill, type Page } from "./patches";

export class Teller implements LockSigns {
  constructor(
    private readonly part: Parts,
    private readonly words: Page["words"],
    private readonly canUndo: () => boolean,
  ) {}

  bar(text: string): void {
    tell(this.part("lock"), text);
  }

  /** Who has the patch is told once; the clock beside it is for the eye. */
  held(text: string | null, clock = ""): void {
    const place = this.part("held");
    place.hidden = text === null;
    tell(place.querySelector("p") as HTMLElement, text ?? "");
    (place.querySelector(".desk-clock") as HTMLElement).textContent = clock;
  }

  /** Aloud only. */
  say(text: string): void {
    this.part("live").textContent = text;
  }

  done(text: string, isFault = false, isHeard = true): void {
    const place = this.part("done");
    const said = place.querySelector("span") as HTMLElement;
    said.setAttribute("aria-live", isHeard ? "polite" : "off");
    tell(said, text);
    place.classList.toggle("is-fault", isFault);
    (place.querySelector("button") as HTMLElement).hidden = !this.canUndo();
  }

  fault(error: unknown): void {
    this.done(this.why(error), true);
  }

  /** What the office did not take stands beside the images, with the way back to it. */
  notTaken(number: string, error: unknown): void {
    const place = this.part("failed");
    place.hidden = false;
    tell(place.querySelector("p") as HTMLElement, fill(this.words.failed ?? "", { number, why: this.why(error) }));
  }

  figures(today: number, pace: number): void {
    const { words } = this;
    this.part("pace").textContent = fill((pace ? words.today : words.todayOnly) ?? "", { n: today, pace });
  }

  private why(error: unknown): string {
    return error instanceof Refused ? `${error.message} ${error.hint}` : (this.words.offline ?? "");
  }
}

/** What is told already is not told again: whoever listens would hear it twice. */
function tell(place: HTMLElement, text: string): void {
  if (place.textContent !== text) place.textContent = text;
}
