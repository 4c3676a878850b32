/** The board beside the map: a column for each day of each group, its stops in order as cards. */
import { make } from "../map/elements";
import { type BoardContent, type Day, keyOf, type Stop, stopsOf } from "./content";
import { hours, kilometres, lookOf, markOf } from "./looks";
import type { Plan } from "./plan";

export interface Chosen {
  /** Groups whose columns and lines are hidden. */
  hidden: Set<number>;
  /** The column that is looked at, as `group:day`. */
  day: string;
  stop: string;
}

export class Columns {
  constructor(
    private readonly place: HTMLElement,
    private readonly plan: Plan,
    private readonly chosen: Chosen,
    private readonly choose: (part: Partial<Chosen>) => void,
  ) {}

  show(board: BoardContent): void {
    const { scrollLeft, scrollTop } = this.place;
    const focused = this.place.contains(document.activeElement)
      ? document.activeElement?.closest<HTMLElement>("[data-number]")?.dataset.number
      : undefined;
    const days = board.days.filter((day) => !this.chosen.hidden.has(day.team));
    days.sort((one, other) => one.day - other.day || one.team - other.team);
    const left = stopsOf(board, 0, 0);
    this.place.replaceChildren(
      ...(left.length ? [this.leftColumn(left)] : []),
      ...days.map((day) => this.dayColumn(board, day)),
      ...board.teams
        .filter((team) => !this.chosen.hidden.has(team.place))
        .map((team) => this.newColumn(board, team.place)),
    );
    this.place.scrollTo(scrollLeft, scrollTop);
    if (focused) this.card(focused)?.focus({ preventScroll: true });
    this.point();
  }

  /** Mark what is chosen, without drawing anew. */
  point(): void {
    for (const column of this.place.querySelectorAll<HTMLElement>(".route-column"))
      column.classList.toggle("is-chosen", column.dataset.key === this.chosen.day);
    for (const card of this.place.querySelectorAll<HTMLElement>("[data-number]"))
      card.classList.toggle("is-chosen", card.dataset.number === this.chosen.stop);
  }

  card(number: string): HTMLElement | null {
    return this.place.querySelector<HTMLElement>(`[data-number="${CSS.escape(number)}"]`);
  }

  private leftColumn(left: Stop[]): HTMLElement {
    const head = make(
      "header",
      { class: "route-column-head" },
      make("h2", {}, `${this.plan.word("left")} ${left.length}`),
    );
    return this.column("0:0", head, left);
  }

  private dayColumn(board: BoardContent, day: Day): HTMLElement {
    const team = board.teams.find((one) => one.place === day.team);
    const stops = stopsOf(board, day.team, day.day);
    const button = make(
      "button",
      {
        type: "button",
        class: "route-column-name",
        "aria-pressed": String(this.chosen.day === keyOf(day.team, day.day)),
      },
      markOf(day.team),
      make("span", {}, team?.name ?? ""),
    );
    button.addEventListener("click", () => {
      const key = keyOf(day.team, day.day);
      this.choose({ day: this.chosen.day === key ? "" : key, stop: "" });
    });
    const back = this.plan.word("back", { time: day.returns });
    const head = make(
      "header",
      { class: "route-column-head" },
      make("h2", {}, button),
      make("p", { class: "route-column-day" }, `${this.plan.word("day", { day: day.day })} `, make("span", {}, day.on)),
      make(
        "p",
        { class: "route-column-sums" },
        make("span", {}, this.plan.word("stops", { count: stops.length })),
        make("span", {}, `${kilometres(day.metres)} ${this.plan.word("km")}`),
        make("span", day.isOver ? { class: "is-over" } : {}, day.isOver ? `${back} ${this.plan.word("over")}` : back),
      ),
    );
    head.style.setProperty("--team", lookOf(day.team).colour);
    return this.column(keyOf(day.team, day.day), head, stops);
  }

  private newColumn(board: BoardContent, team: number): HTMLElement {
    const last = Math.max(0, ...board.days.filter((day) => day.team === team).map((day) => day.day));
    const head = make(
      "header",
      { class: "route-column-head" },
      make("h2", {}, make("span", { class: "route-column-name" }, markOf(team), this.plan.word("newDay"))),
      make("p", { class: "route-column-day" }, this.plan.word("day", { day: last + 1 })),
    );
    head.style.setProperty("--team", lookOf(team).colour);
    const column = this.column(keyOf(team, last + 1), head, []);
    column.classList.add("is-new");
    return column;
  }

  private column(key: string, head: HTMLElement, stops: Stop[]): HTMLElement {
    const list = make("ol", { class: "route-stops" }, ...stops.map((stop, place) => this.stop(stop, place)));
    if (!stops.length) list.append(make("li", { class: "route-nothing mute small" }, this.plan.word("nothing")));
    const column = make("section", { class: "route-column", "data-key": key }, head, list);
    return column;
  }

  private stop(stop: Stop, place: number): HTMLElement {
    const short = `…${stop.number.slice(-4)}`;
    const signs = make("span", { class: "route-signs" });
    if (stop.isDone) signs.append(sign("✓", this.plan.word("done")));
    if (stop.isFixed) signs.append(sign("⚓", this.plan.word("fixed")));
    const line = stop.team ? `${stop.arrive}–${stop.leave}` : stop.left;
    const way = stop.team
      ? stop.onFoot
        ? `${this.plan.word("onFoot")} ${kilometres(stop.metres)} ${this.plan.word("km")}`
        : `${kilometres(stop.metres)} ${this.plan.word("km")}`
      : "";
    const card = make(
      "button",
      {
        type: "button",
        class: `route-stop${stop.isDone ? " is-done" : ""}${stop.isFixed ? " is-fixed" : ""}${stop.isDoubtful ? " is-doubtful" : ""}`,
        "data-number": stop.number,
        title: [stop.number, stop.why].filter(Boolean).join("\n"),
      },
      make("span", { class: "route-order" }, stop.team ? String(place + 1) : "·"),
      make(
        "span",
        { class: "route-number" },
        short,
        stop.parts > 1 ? make("small", {}, ` ${this.plan.word("parts", { count: stop.parts })}`) : "",
      ),
      signs,
      make("span", { class: "route-where" }, stop.township + stop.village),
      make("span", { class: "route-time" }, make("span", {}, line), make("span", { class: "route-way" }, way)),
    );
    return make("li", {}, card);
  }
}

function sign(mark: string, words: string): HTMLElement {
  return make(
    "span",
    { title: words },
    make("span", { "aria-hidden": "true" }, mark),
    make("span", { class: "only-heard" }, words),
  );
}

/** The sums of the whole plan. */
export function showTotals(place: HTMLElement, board: BoardContent, plan: Plan): void {
  const sum = (of: (day: Day) => number) => board.days.reduce((before, day) => before + of(day), 0);
  const planned = board.stops.filter((stop) => stop.team).length;
  const left = board.stops.length - planned;
  const rows: [string, string][] = [
    [plan.word("stops", { count: "" }).trim(), String(planned)],
    [plan.word("km"), kilometres(sum((day) => day.metres))],
    [plan.word("onTheWay"), hours(sum((day) => day.travel))],
    [plan.word("onSite"), hours(sum((day) => day.service))],
    [plan.word("left"), String(left)],
  ];
  place.replaceChildren(...rows.map(([name, value]) => make("div", {}, make("dt", {}, name), make("dd", {}, value))));
}
