/** The day: the next patch first and large, then the route in its order with what was done. */
import type { App, Screen } from "../app";
import { button, h, icon } from "../dom";
import type { Patch } from "../packages/shapes";
import { mu, numberParts } from "../telling";
import type { Standing } from "../work/patch_work";
import { way } from "./way";

const DAY = "day";
const MARKS: Readonly<Record<Standing, string>> = {
  todo: "",
  visiting: "walk",
  done: "check",
  not_reached: "ban",
  refused: "x",
  later: "clock",
};

export function today(app: App): Screen {
  const ends: (() => void)[] = [];
  const element = h("div", { class: "page today" });
  const { say, work } = app;
  app.whereabouts.start();
  let inner: (() => void)[] = [];
  const draw = () => {
    for (const end of inner) end();
    inner = [];
    if (!work.manifest) {
      element.replaceChildren(
        h(
          "section",
          { class: "card empty-state" },
          icon("download"),
          h("h2", {}, say("noPackage")),
          h("p", {}, say("noPackageWhat")),
          h("a", { class: "button is-main", href: "#/packages" }, h("span", {}, say("takePackage"))),
        ),
      );
      return;
    }
    const day = chosenDay(app);
    const { rows, open, next } = dayOf(app, day);
    element.replaceChildren(
      app.newer.news.value === "route" ? routeChanged(app) : "",
      work.isBlind ? h("p", { class: "warn slim is-blind" }, icon("eye-off"), h("span", {}, say("blindWhat"))) : "",
      app.isPromised.value ? "" : h("p", { class: "warn slim" }, h("a", { href: "#/ledger" }, say("roomNotKept"))),
      days(app, day, draw) ?? "",
      next
        ? nextCard(app, next, inner)
        : h("section", { class: "card figure is-safe" }, icon("circle-check"), h("p", {}, say("dayDone"))),
      h(
        "h2",
        { class: "list-head" },
        h("span", {}, say(work.isBlind ? "blindSheets" : "route")),
        h("small", {}, say("doneOf", { done: rows.length - open.length, total: rows.length })),
      ),
      h(
        "ol",
        { class: "stops" },
        rows.map((one, at) => stop(app, one, at + 1)),
      ),
      work.isBlind ? "" : h("a", { class: "button", href: "#/found" }, icon("plus"), h("span", {}, say("foundPatch"))),
    );
  };
  draw();
  ends.push(work.changed.watch(draw), app.newer.news.watch(draw), app.isPromised.watch(draw));
  return {
    element,
    place: "today",
    leave: () =>
      [...ends, ...inner].forEach((end) => {
        end();
      }),
  };
}

interface Day {
  readonly rows: readonly Patch[];
  readonly open: readonly Patch[];
  /** Where one is, else where one goes next. */
  readonly next: Patch | null;
}

/** The patches of a day in their order, those found on the way among them. */
export function dayOf(app: App, day = chosenDay(app)): Day {
  const { work } = app;
  const rows = work.patches.filter((one) => day === null || one.day === day || work.isFound(one.id));
  const open = rows.filter((one) => ["todo", "visiting", "later"].includes(work.standing(one.id)));
  const next = open.find((one) => work.standing(one.id) === "visiting") ?? open[0] ?? null;
  return { rows, open, next };
}

/** The office gave the group another route since its package was taken. */
function routeChanged(app: App): HTMLElement {
  return h(
    "section",
    { class: "card route-changed", role: "status" },
    h("p", {}, icon("route"), h("span", {}, app.say("routeChanged"))),
    h("a", { class: "button is-main", href: "#/packages" }, h("span", {}, app.say("takeChanged"))),
  );
}

function chosenDay(app: App): number | null {
  const { days } = app.work;
  if (!days.length) return null;
  const chosen = Number(sessionStorage.getItem(DAY));
  if (days.includes(chosen)) return chosen;
  const isOpen = (one: Patch) => ["todo", "visiting", "later"].includes(app.work.standing(one.id));
  return days.find((day) => app.work.patches.some((one) => one.day === day && isOpen(one))) ?? days[0] ?? null;
}

function days(app: App, chosen: number | null, draw: () => void): HTMLElement | null {
  const all = app.work.days;
  if (all.length < 2) return null;
  return h(
    "div",
    { class: "days", role: "group", "aria-label": app.say("days") },
    all.map((day) => {
      const date = app.work.route.days.find((one) => one.day === day)?.date;
      return h(
        "button",
        {
          type: "button",
          class: "chip",
          "aria-pressed": String(day === chosen),
          onclick: () => {
            sessionStorage.setItem(DAY, String(day));
            draw();
          },
        },
        app.say("dayN", { n: day }),
        date ? h("small", {}, date.slice(5)) : null,
      );
    }),
  );
}

function nextCard(app: App, patch: Patch, ends: (() => void)[]): HTMLElement {
  const { say, work } = app;
  const standing = work.standing(patch.id);
  const chip = patch.chips?.find((one) => one.time === "after") ?? patch.chips?.[0];
  const picture = chip ? h("img", { alt: "" }) : null;
  if (chip && picture)
    void work.picture(chip.sha256).then((address) => {
      picture.src = address;
    });
  return h(
    "section",
    { class: "card next", id: "next" },
    h("a", { href: `#/patch/${patch.id}`, class: "next-body" },
      picture ? h("span", { class: "thumb" }, picture) : null,
      h("span", { class: "next-words" },
        h("small", {}, say(standing === "visiting" ? "nowVisiting" : "nextPatch"), patch.order ? ` · ${say("stopN", { n: patch.order })}` : ""),
        number(patch),
        h("span", {}, placeOf(patch)),
        h("span", { class: "mute" }, areaWords(app, patch)))),
    patch.proposal ? h("p", { class: `proposal is-${patch.proposal.finding}` }, say("proposed", { label: patch.proposal.label })) : null,
    h("div", { class: "next-way" }, way(app, patch.centre, ends), h("a", { class: "button is-small", href: `#/map/${patch.id}` }, icon("map-2"), h("span", {}, say("lead")))),
    standing === "visiting"
      ? h("a", { class: "button is-main is-large", href: `#/patch/${patch.id}` }, icon("pencil"), h("span", {}, say("goOn")))
      : button(say("arrive"), () => void app.attempt(async () => {
          await app.visit(patch.id);
          app.go(`#/patch/${patch.id}`);
        }), { class: "button is-main is-large", icon: "map-pin", id: "arrive" }),
  ); // biome-ignore format: a card in its rows
}

export function number(patch: Patch): HTMLElement {
  const [shared, own] = numberParts(patch.number);
  return h("b", { class: "number" }, h("small", {}, shared), own, patch.part ? `-${patch.part}` : "");
}

export function placeOf(patch: Patch): string {
  return [patch.township, patch.village].filter(Boolean).join(" ");
}

export function areaWords(app: App, patch: Patch): string {
  const words = patch.area_m2 === undefined ? [] : [`${mu(patch.area_m2)} ${app.say("mu")}`];
  if (patch.cultivated_mu) words.push(`${app.say("cultivated")} ${patch.cultivated_mu.toFixed(2)}`);
  if (patch.basic_farmland_mu) words.push(`${app.say("basicFarmland")} ${patch.basic_farmland_mu.toFixed(2)}`);
  return words.join(" · ");
}

function standingWords(app: App, patch: Patch, standing: Standing): string {
  if (standing === "todo" && patch.area_m2 !== undefined) return app.say("mu");
  return app.say(app.work.isClosed(patch.id) ? "is_sealed" : `is_${standing}`);
}

function stop(app: App, patch: Patch, at: number): HTMLElement {
  const standing = app.work.standing(patch.id);
  const work = app.work.of(patch.id);
  const counts = [
    work.photos.length ? app.say("nPhotos", { n: work.photos.length }) : "",
    work.measured.length ? app.say("nMeasured", { n: work.measured.length }) : "",
  ].filter(Boolean);
  return h(
    "li",
    { class: `stop is-${standing}` },
    h(
      "a",
      { href: `#/patch/${patch.id}` },
      h("span", { class: "place" }, MARKS[standing] ? icon(MARKS[standing]) : String(patch.order ?? at)),
      h(
        "span",
        { class: "stop-words" },
        number(patch),
        h("span", { class: "mute" }, placeOf(patch), counts.length ? ` · ${counts.join(" · ")}` : ""),
      ),
      h(
        "span",
        { class: "stop-end" },
        patch.area_m2 === undefined ? null : h("b", {}, mu(patch.area_m2)),
        h("small", {}, standingWords(app, patch, standing)),
      ),
    ),
  );
}
