/** The list beside the map tells the same in words: always of the patches in view, by the same filter. */
import htmx from "htmx.org";
import { filterQuery, type ViewState } from "./address";
import type { Kind, MapContent } from "./content";
import { one } from "./elements";
import type { Marks } from "./marks";
import type { MapState } from "./state";

/** How many patches of each kind are in view, and how many of each category rest on a finding that was taken. */
export type Counts = Record<Kind | "taken", Record<string, number>>;

const SETTLE_MS = 250;

export interface ListDeeds {
  /** The window of the map, in degrees. */
  box(): number[];
  point(uuid: string): void;
  open(uuid: string, extent: string): void;
  counted(counts: Counts, version: string): void;
}

export class PatchList {
  private readonly rows: HTMLElement;
  private asked = "";
  private settling = 0;
  private hovered = "";
  private walk: { uuid: string; extent: string }[] = [];

  constructor(
    page: Document,
    private readonly content: MapContent,
    private readonly marks: Marks,
    private readonly state: MapState,
    private readonly deeds: ListDeeds,
  ) {
    const rows = one(page, "#map-rows");
    this.rows = rows;
    const rowOf = (target: EventTarget | null) =>
      target instanceof Element ? target.closest<HTMLAnchorElement>("a[data-patch]") : null;
    rows.addEventListener("pointerover", (event) => deeds.point(rowOf(event.target)?.dataset.patch ?? ""));
    rows.addEventListener("pointerleave", () => deeds.point(""));
    rows.addEventListener("focusin", (event) => deeds.point(rowOf(event.target)?.dataset.patch ?? ""));
    rows.addEventListener("focusout", () => deeds.point(""));
    rows.addEventListener("click", (event) => {
      const row = rowOf(event.target);
      if (!row || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      deeds.open(row.dataset.patch ?? "", row.dataset.extent ?? "");
    });
    rows.addEventListener("keydown", (event) => this.move(event));
    rows.addEventListener("htmx:afterSettle", () => this.arrived());
    state.watch((now, was, why) => this.show(now, was, why === "going on"));
  }

  /** Mark the row that the pointer is on. */
  point(uuid: string): void {
    this.hovered = uuid;
    this.emphasise();
  }

  bringIntoView(uuid: string): void {
    this.rowOf(uuid)?.scrollIntoView({ block: "nearest" });
  }

  /** Open the next patch, or the one before, of the list as it stood when one began to go through it: the map goes to
   * each patch, and the list follows the map. */
  step(by: 1 | -1): void {
    if (!this.isOnWalk(this.state.now.patch)) this.begin();
    const from = this.walk.findIndex((one) => one.uuid === this.state.now.patch);
    const next = from < 0 ? this.walk.at(by > 0 ? 0 : -1) : this.walk[from + by];
    if (next) this.deeds.open(next.uuid, next.extent);
  }

  private isOnWalk(patch: string): boolean {
    return this.walk.some((one) => one.uuid === patch);
  }

  private begin(): void {
    this.walk = this.all().map(({ dataset }) => ({ uuid: dataset.patch ?? "", extent: dataset.extent ?? "" }));
  }

  private show(state: ViewState, was: ViewState | null, isGoingOn: boolean): void {
    if (was && was.by !== state.by) this.draw();
    if (was && (was.filter !== state.filter || (was.patch && !state.patch))) this.walk = [];
    // Before the list follows the map to this one patch; whoever walks already keeps the walk, however slow the map is.
    if (was && !was.patch && state.patch && !this.isOnWalk(state.patch)) this.begin();
    this.emphasise();
    clearTimeout(this.settling);
    if (isGoingOn) this.settling = window.setTimeout(() => this.read(), SETTLE_MS);
    else this.read();
  }

  /** Read the list of the window anew; the same again changes nothing. */
  private read(): void {
    const query = filterQuery(this.state.now);
    query.set(
      "box",
      this.deeds
        .box()
        .map((side) => side.toFixed(6))
        .join(","),
    );
    const address = `${this.content.addresses.list}?${query}`;
    if (address === this.asked) return;
    this.asked = address;
    this.rows.setAttribute("aria-busy", "true");
    void htmx.ajax("get", address, { target: this.rows, source: this.rows, swap: "innerHTML" });
  }

  private arrived(): void {
    this.draw();
    this.emphasise();
    this.rows.setAttribute("aria-busy", "false");
    const told = this.rows.querySelector<HTMLElement>(".map-count")?.dataset;
    if (told?.kinds) this.deeds.counted(JSON.parse(told.kinds) as Counts, told.version ?? "");
  }

  private all(): HTMLAnchorElement[] {
    return [...this.rows.querySelectorAll<HTMLAnchorElement>("a[data-patch]")];
  }

  private rowOf(uuid: string): HTMLElement | null {
    return this.rows.querySelector<HTMLAnchorElement>(`a[data-patch="${CSS.escape(uuid)}"]`);
  }

  private emphasise(): void {
    const { patch, chosen } = this.state.now;
    for (const row of this.all()) {
      const uuid = row.dataset.patch ?? "";
      row.classList.toggle("is-hovered", uuid === this.hovered);
      row.classList.toggle("is-chosen", chosen.includes(uuid));
      if (uuid === patch) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
    }
  }

  private draw(): void {
    const { by } = this.state.now;
    for (const sign of this.rows.querySelectorAll<SVGElement>(".map-mark")) {
      const mark = this.marks.markOf(by, sign.dataset[by] ?? "");
      const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
      path.setAttribute("d", mark?.path ?? "");
      path.setAttribute("fill", mark?.edge ?? "none");
      path.setAttribute("fill-rule", "evenodd");
      sign.replaceChildren(path);
    }
  }

  private move(event: KeyboardEvent): void {
    const steps: Record<string, number> = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };
    const step = steps[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    const rows = this.all();
    const here = rows.indexOf(document.activeElement as HTMLAnchorElement);
    event.preventDefault();
    rows[Math.min(Math.max(here + step, 0), rows.length - 1)]?.focus();
  }
}
