/** The form that filters patches, and the campaign they are of. */
import { FILTERS, filterQuery, isNarrowed, type ViewState } from "./address";
import { one } from "./elements";
import type { MapState, Why } from "./state";

const SETTLE_MS = 250;

export class FilterForm {
  private readonly form: HTMLFormElement;
  private settling = 0;

  constructor(
    private readonly page: Document,
    private readonly state: MapState,
  ) {
    this.form = one<HTMLFormElement>(page, "#map-filter");
    const more = one<HTMLDetailsElement>(page, ".map-filter-more");
    more.open = !page.defaultView?.matchMedia("(max-width: 48rem)").matches || isNarrowed(state.now);
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.form.addEventListener("input", (event) => {
      const field = event.target;
      clearTimeout(this.settling);
      // What is chosen counts at once: the view that is still settling would write over it. What is typed settles first.
      if (field instanceof HTMLSelectElement && field.name === "campaign") this.choose(field);
      else if (field instanceof HTMLSelectElement) this.read();
      else this.settling = window.setTimeout(() => this.read(), SETTLE_MS);
    });
    state.watch((now, _was, why) => this.show(now, why));
  }

  focus(): void {
    one(this.page, "#map-page").classList.remove("has-list-hidden");
    one<HTMLDetailsElement>(this.page, ".map-filter-more").open = true;
    one(this.form, "input[name=q]").focus();
  }

  clear(): void {
    const filter = { ...this.state.now.filter };
    for (const name of FILTERS) filter[name] = "";
    this.state.change({ filter });
    one(this.form, "input[name=q]").focus();
  }

  private read(): void {
    const told = new FormData(this.form);
    const filter = { ...this.state.now.filter };
    for (const name of FILTERS) filter[name] = String(told.get(name) ?? "").trim();
    this.state.change({ filter });
  }

  /** Another campaign has other patches, townships and perhaps another county: the page begins anew, and Back leads to
   * this one. Where it is the same county, one stays at the same place with the same layers. */
  private choose(field: HTMLSelectElement): void {
    const query = filterQuery({ ...this.state.now, campaign: field.value });
    query.delete("township");
    const areas = [...field.options].map((option) => [option.value, option.dataset.area ?? ""] as const);
    const areaOf = (campaign: string) => areas.find(([value]) => value === campaign)?.[1] ?? "";
    if (areaOf(field.value) && areaOf(field.value) === areaOf(this.state.now.campaign)) {
      const own = new URLSearchParams(location.search);
      for (const name of ["c", "z", "base", "layers", "swipe", "grid", "by"]) {
        const value = own.get(name);
        if (value !== null) query.set(name, value);
      }
    }
    location.assign(`?${query}`);
  }

  private show(state: ViewState, why: Why): void {
    for (const name of FILTERS) {
      const field = this.form.elements.namedItem(name) as HTMLInputElement | HTMLSelectElement | null;
      const isTyping = field === this.page.activeElement && field instanceof HTMLInputElement && why !== "history";
      if (field && !isTyping && field.value !== state.filter[name]) field.value = state.filter[name];
    }
    one(this.form, '[data-map-do="clear"]').hidden = !isNarrowed(state);
  }
}
