/** The list beside the map tells the same in words: always of the patches in view, by the same filter. */
import htmx from "htmx.org";
import type { Kind, MapContent } from "./content";
import type { Marks } from "./marks";

export type Counts = Record<Kind, Record<string, number>>;

export interface ListDeeds {
  point(uuid: string): void;
  open(row: HTMLAnchorElement): void;
  counted(counts: Counts, version: string): void;
}

export class PatchList {
  private readonly rows: HTMLElement;
  private asked = "";

  constructor(
    page: Document,
    private readonly content: MapContent,
    private readonly marks: Marks,
    deeds: ListDeeds,
  ) {
    const rows = page.querySelector<HTMLElement>("#map-rows");
    if (!rows) throw new Error("the page has no list");
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
      deeds.open(row);
    });
    rows.addEventListener("keydown", (event) => this.move(event));
    rows.addEventListener("htmx:afterSettle", () => {
      this.draw();
      rows.setAttribute("aria-busy", "false");
      const told = rows.querySelector<HTMLElement>(".map-count")?.dataset;
      if (told?.kinds) deeds.counted(JSON.parse(told.kinds) as Counts, told.version ?? "");
    });
  }

  /** Read the list of a window anew; the same again changes nothing. */
  ask(filter: URLSearchParams, box: number[]): void {
    const query = new URLSearchParams(filter);
    query.set("box", box.map((side) => side.toFixed(6)).join(","));
    const address = `${this.content.addresses.list}?${query}`;
    if (address === this.asked) return;
    this.asked = address;
    this.rows.setAttribute("aria-busy", "true");
    void htmx.ajax("get", address, { target: this.rows, source: this.rows, swap: "innerHTML" });
  }

  /** Mark the row of a patch. */
  emphasise(hovered: string, open: string, chosen: Set<string>): void {
    for (const row of this.rows.querySelectorAll<HTMLElement>("a[data-patch]")) {
      const uuid = row.dataset.patch ?? "";
      row.classList.toggle("is-hovered", uuid === hovered);
      row.classList.toggle("is-chosen", chosen.has(uuid));
      if (uuid === open) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
    }
  }

  bringIntoView(uuid: string): void {
    this.rows.querySelector(`a[data-patch="${CSS.escape(uuid)}"]`)?.scrollIntoView({ block: "nearest" });
  }

  by: Kind = "finding";

  draw(): void {
    for (const sign of this.rows.querySelectorAll<SVGElement>(".map-mark")) {
      const mark = this.marks.markOf(this.by, sign.dataset[this.by] ?? "");
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
    const rows = [...this.rows.querySelectorAll<HTMLElement>("a[data-patch]")];
    const here = rows.indexOf(document.activeElement as HTMLElement);
    event.preventDefault();
    rows[Math.min(Math.max(here + step, 0), rows.length - 1)]?.focus();
  }
}
