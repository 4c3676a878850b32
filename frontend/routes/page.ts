/** The board of a plan, put together. */
import { make, one } from "../map/elements";
import { type Chosen, Columns, showTotals } from "./columns";
import type { BoardContent, PageContent } from "./content";
import { MoveDialog } from "./dialog";
import { Dragging } from "./dragging";
import { Fitting } from "./fitting";
import { markOf } from "./looks";
import { RouteMap } from "./map";
import { Plan } from "./plan";

export function beginBoard(page: Document): void {
  const content = JSON.parse(one(page, "#route-content").textContent ?? "") as PageContent;
  const plan = new Plan(page, content);
  const chosen: Chosen = { hidden: new Set(), day: "", stop: "" };
  const choose = (part: Partial<Chosen>, fromMap = false) => {
    Object.assign(chosen, part);
    columns.point();
    map.point(!fromMap);
    if (fromMap && chosen.stop) columns.card(chosen.stop)?.scrollIntoView({ block: "nearest", inline: "nearest" });
    if (fromMap && chosen.day && !chosen.stop)
      page
        .querySelector(`.route-column[data-key="${chosen.day}"]`)
        ?.scrollIntoView({ block: "nearest", inline: "nearest" });
  };
  const board = one(page, "#route-board");
  const columns = new Columns(board, plan, chosen, (part) => choose(part));
  const map = new RouteMap(one(page, "#route-map"), content, chosen, (part) => choose(part, true));
  const dialog = new MoveDialog(page, plan, (number) => columns.card(number)?.focus());
  new Dragging(board, one(page, "#route-badge"), plan, (number) => {
    const stop = plan.board.stops.find((each) => each.number === number);
    if (!stop) return;
    choose({ stop: number });
    if (plan.board.whyNot || stop.isDone) plan.say(plan.board.whyNot || plan.word("done"), "info");
    else dialog.open(stop);
  });
  const fitting = new Fitting(page, plan);
  const undo = one<HTMLButtonElement>(page, "#route-undo");
  undo.addEventListener("click", () => undo.getAttribute("aria-disabled") !== "true" && void plan.undo());
  page.addEventListener("keydown", (event) => {
    const isTyping = (event.target as Element).closest?.("input, textarea, select, dialog");
    if (!isTyping && (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") {
      event.preventDefault();
      void plan.undo();
    }
  });
  for (const button of page.querySelectorAll<HTMLElement>("[data-route-map]"))
    button.addEventListener("click", () => {
      if (button.dataset.routeMap === "all") map.all();
      else map.zoom(button.dataset.routeMap === "nearer" ? 1 : -1);
    });

  const show = (now: BoardContent) => {
    columns.show(now);
    map.show(now);
    showTotals(one(page, "#route-totals"), now, plan);
    showLegend(one(page, "#route-legend"), now, chosen, () => show(plan.board));
    fitting.show(now);
    undo.setAttribute("aria-disabled", String(!now.undo || Boolean(now.whyNot)));
    undo.title = now.undo ? plan.word("undone", { words: now.undo }) : "";
  };
  plan.watch(show);
  plan.tell();
}

/** The groups as a legend whose lines hide and show them. */
function showLegend(place: HTMLElement, board: BoardContent, chosen: Chosen, again: () => void): void {
  place.replaceChildren(
    ...board.teams.map((team) => {
      const button = make(
        "button",
        { type: "button", "aria-pressed": String(!chosen.hidden.has(team.place)), title: team.members.join("、") },
        markOf(team.place),
        make("span", {}, team.name),
      );
      button.addEventListener("click", () => {
        if (chosen.hidden.has(team.place)) chosen.hidden.delete(team.place);
        else chosen.hidden.add(team.place);
        again();
      });
      return make("li", {}, button);
    }),
  );
}
