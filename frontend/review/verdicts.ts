/** The buttons of the verdicts: what can be said of a patch, and how it is said in words. */
import { fill, type Page, type Patch } from "./patches";

export interface Said {
  category?: string;
  isDoubtful?: boolean;
  wantsVisit?: boolean;
}

export class Verdicts {
  constructor(
    private readonly place: HTMLElement,
    private readonly mine: HTMLElement,
    private readonly words: Page["words"],
  ) {}

  /** Say what was said already or why nothing can be said, also on each button. */
  mark(patch: Patch): void {
    const why = patch.mine ? fill(this.words.readAlready ?? "", { words: patch.mine.words }) : patch.why;
    this.mine.hidden = !why;
    this.mine.textContent = why;
    for (const button of this.place.querySelectorAll<HTMLElement>("button")) {
      const isNothing = button.dataset.deed === "as_proposed" && !patch.suggested;
      button.setAttribute("aria-disabled", String(Boolean(why) || isNothing));
      if (why || isNothing) button.dataset.reason = why || (this.words.nothingProposed ?? "");
      else delete button.dataset.reason;
    }
  }

  /** Why nothing can be said; empty where something can. */
  get whyNot(): string {
    return this.mine.textContent ?? "";
  }

  /** What was said, in the words of its button. */
  spoken(said: Said): string {
    if (said.isDoubtful) return this.words.doubtful ?? "";
    if (said.wantsVisit) return this.words.visit ?? "";
    const button = this.place.querySelector<HTMLElement>(`[data-category="${said.category ?? ""}"]`);
    return [...(button?.childNodes ?? [])].map((one) => (one.nodeName === "KBD" ? "" : one.textContent)).join("");
  }

  /** The categories that have a button, by its deed. */
  get categories(): [string, string | undefined][] {
    const buttons = [...this.place.querySelectorAll<HTMLElement>("[data-category]")];
    return buttons.map(({ dataset }) => [dataset.deed ?? "", dataset.category]);
  }
}
