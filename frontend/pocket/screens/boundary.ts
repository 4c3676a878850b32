/** A boundary on the spot: walked, tapped or out of a receiver's file; its area and what lies in it at once. */
import "ol/ol.css";
import type { App, Screen } from "../app";
import { button, h, icon } from "../dom";
import type { Crossing } from "../ground/crossing";
import type { Point } from "../ground/gauss_kruger";
import { selfCrossing } from "../ground/shapes";
import { areaOf, closed, perimeterOf } from "../ground/survey_area";
import { decoded } from "../receiver/decoding";
import { NotReadable, type Order, readBoundary } from "../receiver/reading";
import { mediaOf, newFile } from "../store/log";
import type { Corner, MeasuredOf, Method, Position } from "../store/shapes";
import { m2, metresIn, mu } from "../telling";
import { legality } from "./legality";
import { MapGround } from "./map_ground";
import { averaged, FIXES_OF_A_CORNER, isStep } from "./walking";

const OF: readonly MeasuredOf[] = ["land", "cultivated", "building", "change_survey"];
const METHODS: readonly Method[] = ["walked", "tapped", "receiver"];
const DECIMALS = 4;

interface Draft {
  method: Method;
  of: MeasuredOf;
  corners: Corner[];
  plane: Point[];
  file: Blob | null;
  fileName: string;
}

export async function boundary(app: App, id = ""): Promise<Screen> {
  const { say, work, whereabouts } = app;
  const patch = id ? work.patch(id) : null;
  const zone = work.zone;
  whereabouts.start();
  const key = `boundary/${id}`;
  const kept = (await app.database.drafts.get(key))?.value as Draft | undefined;
  const draft: Draft = kept ?? { method: "walked", of: "land", corners: [], plane: [], file: null, fileName: "" };
  const ends: (() => void)[] = [];
  const canvas = h("div", { class: "map", role: "application", "aria-label": say("map"), tabindex: "0" });
  const panel = h("div", { class: "boundary-panel" });
  const element = h(
    "div",
    { class: "map-page is-boundary" },
    canvas,
    h(
      "div",
      { class: "map-tools" },
      button(say("toMe"), () => ground.goToMe(), { class: "tool", icon: "crosshair" }),
    ),
    panel,
  );
  const ground = new MapGround(app, canvas);
  let isWalking = false;
  let averaging: Position[] | null = null;
  let found: readonly Crossing[] | null = null;
  let turn = 0;

  const ring = () => closed(draft.plane);
  const keep = () => app.attempt(() => app.database.drafts.put({ key, value: draft }));
  const moved = () => {
    void keep();
    found = null;
    draw();
    void cross();
  };
  const add = (corner: Corner) => {
    draft.corners.push(corner);
    draft.plane.push(rounded(zone.plane([corner.lon, corner.lat])));
    moved();
  };
  const undo = () => {
    draft.corners.pop();
    draft.plane.pop();
    moved();
  };
  const clear = () => {
    Object.assign(draft, { corners: [], plane: [], file: null, fileName: "" });
    moved();
  };
  const cross = async () => {
    const mine = ++turn;
    if (draft.plane.length < 3 || selfCrossing(draft.plane)) return;
    const layers = await work.layers();
    if (!layers.length) return;
    const { crossing } = await import("../ground/crossing");
    const answer = crossing([ring()], layers, zone);
    if (mine !== turn) return;
    found = answer;
    draw();
  };

  const draw = () => {
    const bad = draft.plane.length > 3 ? selfCrossing(draft.plane) : null;
    ground.drawOwn(draft.plane, !isWalking || draft.plane.length > 2, bad !== null);
    const area = draft.plane.length > 2 ? areaOf([ring()], zone) : 0;
    const isReady = draft.plane.length > 2 && !bad && area > 0;
    panel.replaceChildren(
      tabs(),
      h(
        "div",
        { class: "sizes" },
        h("p", { class: "large" }, h("b", { id: "area-mu" }, mu(area)), ` ${say("mu")}`),
        h(
          "p",
          {},
          h("b", { id: "area-m2" }, m2(area)),
          " ㎡ · ",
          say("perimeter", { n: draft.plane.length > 2 ? metresIn(perimeterOf([ring()], zone)) : "–" }),
          " · ",
          say("nCorners", { n: draft.plane.length }),
        ),
      ),
      bad ? h("p", { class: "bad", role: "alert" }, say("crossesItself", { a: bad[0] + 1, b: bad[1] + 1 })) : "",
      ...deeds(),
      ...(found && isReady ? [legality(app, found, area)] : []),
      ...(draft.plane.length
        ? [
            patch
              ? h(
                  "div",
                  { class: "words is-small", role: "group", "aria-label": say("whatOf") },
                  OF.map((of) =>
                    h(
                      "button",
                      {
                        type: "button",
                        class: "word",
                        "aria-pressed": String(of === draft.of),
                        onclick: () => {
                          draft.of = of;
                          void keep();
                          draw();
                        },
                      },
                      say(`of_${of}`),
                    ),
                  ),
                )
              : "",
            h(
              "div",
              { class: "row keep" },
              button(say("undo"), undo, { class: "button", icon: "arrow-back-up" }),
              button(say("clear"), clear, { class: "button" }),
              button(say(patch ? "keepBoundary" : "keepFound"), () => void app.attempt(save), {
                class: "button is-main",
                icon: "check",
                id: "keep-boundary",
                disabled: !isReady,
              }),
            ),
          ]
        : []),
    );
  };

  const tabs = () =>
    h(
      "div",
      { class: "tabs", role: "group", "aria-label": say("method") },
      METHODS.map((method) =>
        h(
          "button",
          {
            type: "button",
            "aria-pressed": String(method === draft.method),
            id: `by-${method}`,
            onclick: () => {
              draft.method = method;
              isWalking = false;
              void keep();
              draw();
            },
          },
          icon(method === "walked" ? "walk" : method === "tapped" ? "hand-click" : "file-upload"),
          say(`method_${method}`),
        ),
      ),
    );

  const deeds = (): HTMLElement[] => {
    if (draft.method === "tapped") return [h("p", { class: "mute" }, say("tapWhat"))];
    if (draft.method === "receiver") return [file()];
    const here = whereabouts.fresh;
    const accuracy = here ? say("accuracyN", { n: Math.round(here.accuracy_m * 10) / 10 }) : say("gpsWaits");
    return [
      h(
        "p",
        { class: here && here.accuracy_m <= 15 ? "mute" : "warn" },
        averaging ? say("averagingN", { n: averaging.length, of: FIXES_OF_A_CORNER }) : accuracy,
      ),
      h(
        "div",
        { class: "row" },
        button(
          say(isWalking ? "pause" : draft.plane.length ? "walkOn" : "walkBegin"),
          () => {
            isWalking = !isWalking;
            draw();
          },
          {
            class: isWalking ? "button is-on" : "button",
            icon: isWalking ? "player-pause" : "player-play",
            id: "walk",
          },
        ),
        button(
          say("corner"),
          () => {
            averaging = [];
            draw();
          },
          { class: "button is-main", icon: "map-pin", id: "corner", disabled: averaging !== null },
        ),
      ),
    ];
  };

  const file = () => {
    const input = h("input", {
      type: "file",
      id: "receiver-file",
      accept: ".txt,.csv,.dxf,.kml",
      onchange: () => void app.attempt(() => read(input.files?.[0] ?? null)),
    });
    return h(
      "div",
      { class: "row" },
      h("label", { class: "button" }, icon("file-upload"), h("span", {}, draft.fileName || say("chooseFile")), input),
      h("span", { class: "mute" }, say("fileKinds")),
    );
  };

  const read = async (given: File | null, order?: Order): Promise<void> => {
    if (!given) return;
    try {
      const centre = patch?.centre ?? [whereabouts.position.value?.lon ?? 0, whereabouts.position.value?.lat ?? 0];
      const got = readBoundary(decoded(await given.arrayBuffer()), given.name, zone, centre, order);
      if (!got.order) return askOrder(given);
      const largest = [...got.rings].sort((a, b) => areaOf([b], zone) - areaOf([a], zone))[0] ?? [];
      draft.plane = largest.map(rounded);
      draft.corners = draft.plane.map((point) => {
        const [lon, lat] = zone.degrees(point);
        return { lon, lat, accuracy_m: null, at: new Date(given.lastModified).toISOString(), averaged: 1 };
      });
      Object.assign(draft, { file: given, fileName: given.name });
      moved();
      if (got.rings.length > 1) app.toast(say("largestRing", { n: got.rings.length }));
    } catch (error) {
      if (!(error instanceof NotReadable)) throw error;
      app.toast(say(`file_${error.why}`), "bad");
    }
  };
  const askOrder = (given: File) => {
    const asked = h(
      "dialog",
      { class: "sheet" },
      h("h2", {}, say("whichOrder")),
      ...(["east_north", "north_east"] as const).map((order) =>
        button(say(`order_${order}`), () => {
          asked.remove();
          void app.attempt(() => read(given, order));
        }),
      ),
    );
    element.append(asked);
    asked.showModal();
  };

  const save = async () => {
    const rings = [ring()];
    const area = areaOf(rings, zone);
    const epsg = work.manifest?.epsg ?? 0;
    const measured = crypto.randomUUID();
    if (!patch) {
      await app.log.append(
        {
          kind: "patch.found",
          ...app.about(measured),
          body: { id: measured, epsg, rings, found_by: "field", note: "", township: "" },
        },
        [],
        key,
      );
      app.go(`#/patch/${measured}`);
      return app.toast(say("foundKept"), "good");
    }
    const visit = await app.visit(id);
    const files = draft.file ? [await newFile(draft.file, draft.fileName)] : [];
    const rough = draft.corners.flatMap(({ accuracy_m }) => (accuracy_m === null ? [] : [accuracy_m]));
    const [receiver] = files;
    if (receiver)
      await app.log.append(
        {
          kind: "file.added",
          visit,
          body: { media: mediaOf(receiver), note: say("method_receiver") },
          ...app.about(id),
        },
        files,
      );
    await app.log.append(
      {
        kind: "boundary.measured",
        visit,
        ...app.about(id),
        body: {
          id: measured,
          method: draft.method,
          of: draft.of,
          epsg,
          rings,
          points: draft.corners,
          area_m2: area.toFixed(2),
          receiver_file: receiver?.sha256 ?? null,
          accuracy_m: rough.length ? Math.max(...rough) : null,
        },
      },
      [],
      key,
    );
    app.go(`#/patch/${id}`);
    app.toast(say("boundaryKept", { mu: mu(area) }), "good");
  };

  ends.push(
    whereabouts.position.watch((fix) => {
      if (!fix) return;
      if (averaging) {
        averaging.push(fix);
        const corner = averaging.length >= FIXES_OF_A_CORNER ? averaged(averaging) : null;
        if (averaging.length >= FIXES_OF_A_CORNER) {
          averaging = null;
          if (!corner) app.toast(say("tooRough"), "bad");
        }
        if (corner) return add(corner);
      } else if (isWalking && isStep(fix, draft.corners[draft.corners.length - 1])) {
        return add({ lon: fix.lon, lat: fix.lat, accuracy_m: fix.accuracy_m, at: fix.at, averaged: 1 });
      }
      if (draft.method === "walked") draw();
    }),
  );
  ground.map.on("singleclick", (event) => {
    if (draft.method !== "tapped") return;
    const [lon, lat] = ground.groundAt(event.coordinate);
    add({ lon, lat, accuracy_m: null, at: new Date().toISOString(), averaged: 1 });
  });
  ground.drawPatches();
  draw();
  void cross();
  requestAnimationFrame(() => {
    ground.map.updateSize();
    if (patch) ground.goTo(patch);
    else ground.goToMe();
  });
  return {
    element,
    place: "",
    title: patch ? `${say("measure")} · ${patch.number.slice(-6)}` : say("foundPatch"),
    back: patch ? `#/patch/${id}` : "#/today",
    isWide: true,
    leave: () => {
      ground.leave();
      for (const end of ends) end();
    },
  };
}

function rounded([east, north]: Point): Point {
  const at = 10 ** DECIMALS;
  return [Math.round(east * at) / at, Math.round(north * at) / at];
}
