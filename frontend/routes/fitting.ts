/** Patches that were added and are on no day yet: where they cost least, told before they are put there. */
import { make, one } from "../map/elements";
import { showChange } from "./change";
import type { BoardContent, Fit } from "./content";
import type { Plan } from "./plan";

const SEEN = "tuban-route-fit";

export class Fitting {
  private readonly bar: HTMLElement;
  private readonly dialog: HTMLDialogElement;
  private numbers: string[] = [];
  private found: Fit | null = null;

  constructor(
    page: Document,
    private readonly plan: Plan,
  ) {
    this.bar = one(page, "#route-added");
    this.dialog = one<HTMLDialogElement>(page, "#route-fit");
    one(this.bar, "button").addEventListener("click", () => void this.open());
    one(this.dialog, "[data-do]").addEventListener("click", () => void this.carryOut());
  }

  show(board: BoardContent): void {
    this.numbers = board.stops.filter((stop) => stop.isAdded && !stop.team).map((stop) => stop.number);
    this.bar.hidden = !this.numbers.length || Boolean(board.whyNot);
    one(this.bar, "p").textContent = this.plan.word("added", { count: this.numbers.length });
    const mark = `${location.pathname} ${this.numbers.join()}`;
    if (this.bar.hidden || sessionStorage.getItem(SEEN) === mark) return;
    sessionStorage.setItem(SEEN, mark); // it opens by itself once; from then on the bar does it
    void this.open();
  }

  private async open(): Promise<void> {
    this.tell(null);
    if (!this.dialog.open) this.dialog.showModal();
    this.tell(await this.plan.fit(this.numbers));
  }

  private tell(would: Fit | string | null): void {
    this.found = would !== null && typeof would !== "string" ? would : null;
    const count = this.found?.moves.length ?? 0;
    one(this.dialog, "[data-fits]").textContent = this.found
      ? this.plan.word(count ? "fits" : "fitsNone", { count })
      : "";
    const change = one(this.dialog, "[data-change]");
    change.hidden = this.found !== null && !count;
    showChange(change, would, this.plan);
    one(this.dialog, "[data-missed]").replaceChildren(
      ...(this.found?.missed ?? []).map((stop) => make("li", {}, make("b", {}, stop.number), ` ${stop.why}`)),
    );
    const put = one(this.dialog, "[data-do]");
    put.hidden = !count;
    if (count) put.focus();
  }

  private async carryOut(): Promise<void> {
    if (this.found && (await this.plan.move(this.found.moves))) this.dialog.close();
  }
}
