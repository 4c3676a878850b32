/** The map of the day: patches, route, oneself, layers; pressing a patch shows its card. */
import "ol/ol.css";
import type { App, Screen } from "../app";
import { button, h, icon } from "../dom";
import type { Patch } from "../packages/shapes";
import { MapGround } from "./map_ground";
import { areaWords, dayOf, number, placeOf } from "./today";
import { way } from "./way";

export async function map(app: App, chosen?: string): Promise<Screen> {
  const { say, work } = app;
  app.whereabouts.start();
  const ends: (() => void)[] = [];
  const canvas = h("div", { class: "map", id: "map", role: "application", "aria-label": say("map"), tabindex: "0" });
  const card = h("div", { class: "map-card" });
  const layers = h("div", { class: "map-layers", hidden: true });
  const element = h(
    "div",
    { class: "map-page" },
    canvas,
    h(
      "div",
      { class: "map-tools" },
      button(say("toMe"), () => ground.goToMe(), { class: "tool", icon: "crosshair" }),
      button(say("wholeRoute"), () => ground.goTo(null), { class: "tool", icon: "maximize" }),
      button(say("layers"), () => void drawLayers(app, ground, layers), { class: "tool", icon: "stack-2" }),
    ),
    layers,
    card,
  );
  const ground = new MapGround(app, canvas);
  ground.drawPatches();
  const show = (patch: Patch | null, fits = false) => {
    for (const end of ends.splice(0)) end();
    ground.lead(patch, fits);
    card.replaceChildren(
      ...(patch ? told(patch) : [h("p", { class: "mute" }, say(work.manifest ? "pressPatch" : "noPackage"))]),
    );
  };
  const told = (patch: Patch): HTMLElement[] => {
    const route = work.patches;
    const at = route.findIndex((one) => one.id === patch.id);
    const step = (by: number, word: "previousStop" | "nextStop", picture: string) => {
      const other = route[at + by];
      const go = () => {
        if (!other) return;
        show(other);
        ground.goTo(other);
      };
      return button(say(word), go, { class: "tool", icon: picture, disabled: !other });
    };
    return [
      h(
        "div",
        { class: "map-card-words" },
        h(
          "p",
          {},
          number(patch),
          patch.order ? h("small", { class: "mute" }, ` ${say("stopN", { n: patch.order })}`) : null,
        ),
        h("p", { class: "mute" }, `${placeOf(patch)} · ${areaWords(app, patch)}`),
        way(app, patch.centre, ends),
      ),
      h(
        "div",
        { class: "map-card-deeds" },
        step(-1, "previousStop", "chevron-left"),
        h("a", { class: "button is-main", href: `#/patch/${patch.id}` }, h("span", {}, say("open"))),
        step(1, "nextStop", "chevron-right"),
      ),
    ];
  };
  const first = chosen ? work.patch(chosen) : null;
  ground.map.on("singleclick", (event) => {
    layers.hidden = true;
    show(ground.patchAt(event.pixel));
  });
  requestAnimationFrame(() => {
    ground.map.updateSize();
    ground.goTo(first);
    show(first ?? dayOf(app).next, first !== null);
  });
  return {
    element,
    place: "map",
    title: say("map"),
    isWide: true,
    leave: () => {
      ground.leave();
      for (const end of ends) end();
    },
  };
}

async function drawLayers(app: App, ground: MapGround, host: HTMLElement): Promise<void> {
  host.hidden = !host.hidden;
  if (host.hidden || host.childElementCount) return;
  const kinds = new Map((await app.work.layers()).map((one) => [one.kind, one.title]));
  host.replaceChildren(
    ...(kinds.size ? [] : [h("p", { class: "mute" }, app.say("noLayers"))]),
    ...[...kinds].map(([kind, title]) =>
      h(
        "button",
        {
          type: "button",
          class: "word",
          "aria-pressed": "false",
          onclick: async (event: Event) => {
            const press = event.currentTarget as HTMLElement;
            press.setAttribute("aria-pressed", String(await ground.toggle(kind)));
          },
        },
        icon("stack-2"),
        title,
      ),
    ),
  );
}
