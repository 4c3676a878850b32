/** Says what a move would change: kilometres and hours of every day it touches, before and after. */
import { make } from "../map/elements";
import type { Figures, WhatIf } from "./content";
import { hours, kilometres, markOf, signed } from "./looks";
import type { Plan } from "./plan";

export function showChange(place: HTMLElement, would: WhatIf | string | null, plan: Plan): void {
  if (would === null) {
    place.replaceChildren(make("p", { class: "mute" }, plan.word("asking")));
    return;
  }
  if (typeof would === "string") {
    place.replaceChildren(make("p", { class: "is-over" }, would));
    return;
  }
  const name = (team: number) => plan.board.teams.find((one) => one.place === team)?.name ?? "";
  const rows = would.days.map((day) =>
    make(
      "tr",
      {},
      make("th", { scope: "row" }, markOf(day.team), ` ${name(day.team)} ${plan.word("day", { day: day.day })}`),
      ...cells(day.before, day.after, plan, day.after.returns),
    ),
  );
  rows.push(
    make(
      "tr",
      { class: "is-total" },
      make("th", { scope: "row" }, plan.word("total")),
      ...cells(would.before, would.after, plan, ""),
    ),
  );
  place.replaceChildren(make("table", { class: "route-change-table" }, make("tbody", {}, ...rows)));
}

function cells(before: Figures, after: Figures, plan: Plan, returns: string): HTMLElement[] {
  const metres = after.metres - before.metres;
  const worked = after.travel + after.service - before.travel - before.service;
  const back = after.stops && returns ? plan.word("back", { time: returns }) : "";
  return [
    make("td", {}, `${kilometres(before.metres)} → ${kilometres(after.metres)} ${plan.word("km")}`),
    make("td", { class: metres > 0 ? "is-more" : "is-less" }, metres ? signed(kilometres(metres), metres) : "±0"),
    make(
      "td",
      { class: worked > 0 ? "is-more" : "is-less" },
      worked ? `${signed(hours(worked), worked)} ${plan.word("hours")}` : "±0",
    ),
    make(
      "td",
      after.isOver && returns ? { class: "is-over" } : {},
      after.isOver && returns ? `${back} ${plan.word("over")}` : back,
    ),
  ];
}
