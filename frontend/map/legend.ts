/** The legend: what is in view by kind, and how many of each. A line of it is a filter. */
import type { ViewState } from "./address";
import type { MapContent } from "./content";
import { make, one } from "./elements";
import type { Counts } from "./list";
import { markSvg } from "./marks";
import type { MapState } from "./state";

export class Legend {
  private counts: Counts = { finding: {}, state: {}, taken: {} };
  private readonly list: HTMLElement;

  constructor(
    private readonly page: Document,
    private readonly content: MapContent,
    private readonly state: MapState,
  ) {
    this.list = one(page, "#map-legend ul");
    if (page.defaultView?.matchMedia("(max-width: 48rem)").matches) {
      one(page, "#map-legend").removeAttribute("open");
    }
    this.list.addEventListener("click", (event) => {
      const line = (event.target as Element).closest<HTMLElement>("button[data-kind]");
      if (line) this.filterBy(line.dataset.kind ?? "");
    });
    state.watch((now, was) => {
      if (!was || was.by !== now.by || was.filter !== now.filter) this.draw(now);
    });
  }

  count(counts: Counts): void {
    this.counts = counts;
    this.draw(this.state.now);
  }

  private filterBy(kind: string): void {
    const { by, filter } = this.state.now;
    this.state.change({ filter: { ...filter, [by]: filter[by] === kind ? "" : kind } });
  }

  private draw(state: ViewState): void {
    const counts = this.counts[state.by];
    const here = (this.page.activeElement as HTMLElement | null)?.dataset.kind;
    const lines = this.content.marks[state.by]
      .filter((mark) => counts[mark.value])
      .map((mark) => {
        const sign = make("span", { class: "map-legend-mark" });
        sign.innerHTML = markSvg(mark, 18); // path data of our own server
        const words = make("span", {}, mark.label);
        const taken = state.by === "finding" ? (this.counts.taken[mark.value] ?? 0) : 0;
        if (taken) words.append(make("small", { class: "map-legend-taken" }, ` ${this.content.words.taken} ${taken}`));
        const count = make("b", {}, String(counts[mark.value]));
        if (!mark.value) return make("li", {}, make("span", { class: "map-legend-line" }, sign, words, count));
        const isOnly = state.filter[state.by] === mark.value;
        const button = { class: "map-legend-line", type: "button", "data-kind": mark.value };
        return make("li", {}, make("button", { ...button, "aria-pressed": String(isOnly) }, sign, words, count));
      });
    one(this.page, "[data-legend-note]").hidden = state.by !== "finding";
    const none = make("li", { class: "map-legend-none" }, this.content.words.noneInView ?? "");
    this.list.replaceChildren(...(lines.length ? lines : [none]));
    if (here) this.list.querySelector<HTMLElement>(`[data-kind="${CSS.escape(here)}"]`)?.focus();
  }
}
