/** A boundary on the spot: walked, tapped or out of a receiver's file; its area and what lies in it at once. */
import "ol/ol.css";
import type { App, Screen } from "../app";
import { stayAwake } from "../capture/awake";
import { button, h, icon } from "../dom";
import type { Crossing } from "../ground/crossing";
import type { Point } from "../ground/gauss_kruger";
import { apart, selfCrossing } from "../ground/shapes";
import { areaOf, closed, perimeterOf } from "../ground/survey_area";
import { NotReadable } from "../receiver/reading";
import { mediaOf, newFile } from "../store/log";
import type { Corner, MeasuredOf, Method, Position } from "../store/shapes";
import { m2, metresIn, mu } from "../telling";
import { legality } from "./legality";
import { MapGround } from "./map_ground";
import { withdraw } from "./patch";
import { askOrder, filePart, type ReadFile, readFile } from "./receiver_file";
import { averaged, FIXES_OF_A_CORNER, isStep, methodOf, WORST_M } from "./walking";

const OF: readonly MeasuredOf[] = ["land", "cultivated", "building", "change_survey"];
/** What a blind sheet asks: nothing lies beside it that the rest would be compared with. */
const OF_SHEET: readonly MeasuredOf[] = ["land", "cultivated"];
const METHODS: readonly Method[] = ["walked", "tapped", "receiver"];
const PICTURES: Readonly<Record<Method, string>> = {
  walked: "walk",
  tapped: "hand-click",
  receiver: "file-upload",
};
const DECIMALS = 4;
const BESIDE_M = 1;

interface Draft {
  /** How corners are being taken now. */
  method: Method;
  of: MeasuredOf;
  corners: Corner[];
  plane: Point[];
  file: ReadFile | null;
  ring: number;
}

const nothing = () => ({ corners: [], plane: [], file: null, ring: 0 });

export async function boundary(app: App, id = ""): Promise<Screen> {
  const { say, work, whereabouts } = app;
  const patch = id ? work.patch(id) : null;
  if (id && !patch) return { element: h("p", { class: "empty" }, say("noSuchPatch")), place: "today", back: "#/today" };
  const zone = work.zone;
  whereabouts.start();
  const key = `boundary/${id}`;
  const kept = (await app.database.drafts.get(key))?.value as Draft | undefined;
  const draft: Draft = kept ?? { method: "walked", of: "land", ...nothing() };
  const ends: (() => void)[] = [];
  let isWalking = false;
  let averaging: Position[] | null = null;
  let found: readonly Crossing[] | null = null;
  let turn = 0;

  // What is pressed is made once and stays: a button drawn anew under a finger is a press that gets lost.
  const canvas = h("div", { class: "map", role: "application", "aria-label": say("map"), tabindex: "0" });
  const inMu = h("b", { id: "area-mu" });
  const inM2 = h("b", { id: "area-m2" });
  const round = h("span", { id: "perimeter" });
  const fault = h("p", { class: "bad", role: "alert", id: "boundary-fault" });
  const beside = h("p", { class: "warn", role: "status" });
  const how = h("div", { class: "how" });
  const fix = h("p", { role: "status", id: "fix" });
  const within = h("div", {});
  const methods = METHODS.map((method) =>
    h(
      "button",
      { type: "button", id: `by-${method}`, onclick: () => take(method) },
      icon(PICTURES[method]),
      say(`method_${method}`),
    ),
  );
  const kinds = (work.isBlind ? OF_SHEET : OF).map((of) =>
    h(
      "button",
      {
        type: "button",
        class: "word",
        onclick: () => {
          draft.of = of;
          void keep();
          draw();
        },
      },
      say(`of_${of}`),
    ),
  );
  const undoing = button(say("undo"), () => undo(), {
    class: "button is-aside",
    icon: "arrow-back-up",
    id: "undo-corner",
  });
  const keeping = button(say(patch ? "keepBoundary" : "keepFound"), () => void app.attempt(save), {
    class: "button is-main is-large",
    icon: "check",
    id: "keep-boundary",
  });
  const foot = h(
    "div",
    { class: "keep" },
    undoing,
    button(say("clear"), () => clear(), { class: "button is-aside", icon: "trash" }),
    keeping,
  );
  const of = h("div", { class: "words is-small", role: "group", "aria-label": say("whatOf") }, kinds);
  const panel = h(
    "div",
    { class: "boundary-panel" },
    h("div", { class: "tabs", role: "group", "aria-label": say("method") }, methods),
    h("div", { class: "sizes" }, h("p", { class: "large" }, inMu, ` ${say("mu")}`), h("p", {}, inM2, " ㎡ · ", round)),
    fault,
    how,
    beside,
    within,
    ...(patch ? [of] : []),
    foot,
  );
  const element = h(
    "div",
    { class: "map-page is-boundary" },
    canvas,
    h(
      "div",
      { class: "map-tools" },
      button(say("toMe"), () => ground.goToMe(), { class: "tool", icon: "crosshair" }),
      button(say("wholeBoundary"), () => ground.goToOwn(), { class: "tool", icon: "maximize" }),
    ),
    panel,
  );
  const ground = new MapGround(app, canvas);

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
    walk(false); // who walks would have the same corner again with the next fix
    draft.corners.pop();
    draft.plane.pop();
    moved();
    drawHow();
  };
  /** Put down what was measured so far; it comes back at a press. */
  const putDown = (words: string) => {
    const before = { ...draft };
    Object.assign(draft, nothing());
    walk(false);
    moved();
    drawHow();
    const back = () => {
      Object.assign(draft, before);
      moved();
      drawHow();
    };
    app.toast(words, "plain", { label: say("undo"), deed: back });
  };
  const clear = () => putDown(say("cleared"));
  const take = (method: Method) => {
    draft.method = method;
    averaging = null;
    walk(false);
    if (draft.file && method !== "receiver") putDown(say("filePutDown"));
    void keep();
    draw();
    drawHow();
  };
  const walk = (on: boolean) => {
    isWalking = on;
    stayAwake(on);
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
    const n = draft.plane.length;
    const bad = n > 3 ? selfCrossing(draft.plane) : null;
    ground.drawOwn(draft.plane, !isWalking || n > 2, bad !== null);
    const area = n > 2 && !bad ? areaOf([ring()], zone) : 0;
    const isReady = area > 0;
    inMu.textContent = mu(area);
    inM2.textContent = m2(area);
    const length = n > 2 ? metresIn(perimeterOf([ring()], zone)) : "–";
    round.textContent = `${say("perimeter", { n: length })} · ${say("nCorners", { n })}`;
    if (bad) fault.textContent = say("crossesItself", { a: bad[0] + 1, b: bad[1] + 1 });
    else if (n) fault.textContent = "";
    const away = isReady && patch ? apart(ring(), patch.rings) : 0;
    beside.textContent = away > BESIDE_M ? say("besidePatch", { way: metresIn(away) }) : "";
    within.replaceChildren(...(found && isReady && !work.isBlind ? [legality(app, found, area)] : []));
    methods.forEach((one, at) => {
      one.setAttribute("aria-pressed", String(METHODS[at] === draft.method));
    });
    kinds.forEach((one, at) => {
      one.setAttribute("aria-pressed", String((work.isBlind ? OF_SHEET : OF)[at] === draft.of));
    });
    of.hidden = foot.hidden = n === 0;
    undoing.hidden = draft.file !== null;
    keeping.disabled = !isReady;
  };

  /** What is done to get the next corner. */
  const drawHow = () => {
    drawFix();
    if (draft.method === "tapped") how.replaceChildren(h("p", { class: "mute" }, say("tapWhat")));
    else if (draft.method === "receiver")
      how.replaceChildren(filePart(app, draft.file, draft.ring, (file) => void app.attempt(() => read(file)), show));
    else
      how.replaceChildren(
        fix,
        h(
          "div",
          { class: "pair" },
          button(
            say(isWalking ? "pause" : draft.plane.length ? "walkOn" : "walkBegin"),
            () => {
              walk(!isWalking);
              const here = whereabouts.fresh;
              if (isWalking && here) ground.goToMe();
              if (isWalking && here && !draft.plane.length && isStep(here, undefined)) add(cornerAt(here));
              else draw();
              drawHow();
            },
            {
              class: isWalking ? "button is-large is-on" : "button is-large",
              icon: isWalking ? "player-pause" : "player-play",
              id: "walk",
            },
          ),
          button(
            say(averaging ? "cancel" : "corner"),
            () => {
              averaging = averaging ? null : [];
              drawHow();
            },
            {
              class: averaging ? "button is-large" : "button is-large is-main",
              icon: averaging ? "x" : "map-pin",
              id: "corner",
            },
          ),
        ),
      );
  };
  const drawFix = () => {
    const here = whereabouts.fresh;
    const trouble = whereabouts.trouble.value;
    const n = here ? Math.round(here.accuracy_m * 10) / 10 : 0;
    const isGood = here !== null && here.accuracy_m <= WORST_M;
    fix.className = isGood ? "mute" : "warn";
    fix.textContent = !here
      ? say(trouble ? `gps_${trouble}` : "gpsWaits")
      : !isGood
        ? say("tooRoughNow", { n, worst: WORST_M })
        : averaging
          ? say("averagingN", { n: averaging.length, of: FIXES_OF_A_CORNER })
          : `${say("accuracyN", { n })}${isWalking ? ` · ${say("isWalking")}` : ""}`;
  };

  const read = async (file: File): Promise<void> => {
    fault.textContent = "";
    try {
      const here = whereabouts.position.value;
      const near = patch?.centre ?? (here ? ([here.lon, here.lat] as const) : work.patches[0]?.centre) ?? [0, 0];
      const got = await readFile(app, file, near, () => askOrder(app, element));
      if (!got) return;
      draft.file = got;
      show(0);
    } catch (error) {
      if (!(error instanceof NotReadable)) throw error;
      fault.textContent = say("fileNotTaken", { name: file.name, why: say(`file_${error.why}`, error.about) });
      fault.scrollIntoView({ block: "nearest" });
    }
  };
  /** Show a shape of the file on the map; it is taken when it is kept. */
  const show = (at: number) => {
    if (!draft.file) return;
    const on = new Date(draft.file.blob.lastModified).toISOString();
    draft.ring = at;
    draft.plane = (draft.file.rings[at] ?? []).map(rounded);
    draft.corners = draft.plane.map((point) => {
      const [lon, lat] = zone.degrees(point);
      return { lon, lat, accuracy_m: null, at: on, averaged: 1 };
    });
    moved();
    drawHow();
    ground.goToOwn();
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
    const files = draft.file ? [await newFile(draft.file.blob, draft.file.blob.name)] : [];
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
    const row = await app.log.append(
      {
        kind: "boundary.measured",
        visit,
        ...app.about(id),
        body: {
          id: measured,
          method: methodOf(draft.corners, draft.file !== null),
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
    app.toast(say("boundaryKept", { mu: mu(area) }), "good", {
      label: say("undo"),
      deed: () => void app.attempt(() => withdraw(app, { id: row.id, patch: id, visit })),
    });
  };

  ends.push(
    whereabouts.position.watch((here) => {
      if (!here) return;
      if (averaging) {
        averaging.push(here);
        if (averaging.length >= FIXES_OF_A_CORNER) {
          const corner = averaged(averaging);
          averaging = null;
          if (corner) add(corner);
          else app.toast(say("tooRough"), "bad");
          drawHow();
        }
      } else if (isWalking && isStep(here, draft.corners[draft.corners.length - 1])) {
        add(cornerAt(here));
      }
      if (isWalking) ground.keepMeInView();
      drawFix();
    }),
    whereabouts.trouble.watch(drawFix),
    () => stayAwake(false),
  );
  ground.map.on("singleclick", (event) => {
    if (draft.method !== "tapped") return;
    const [lon, lat] = ground.groundAt(event.coordinate);
    add({ lon, lat, accuracy_m: null, at: new Date().toISOString(), averaged: 1 });
  });
  ground.drawPatches();
  draw();
  drawHow();
  void cross();
  requestAnimationFrame(() => {
    ground.map.updateSize();
    if (draft.plane.length > 2) ground.goToOwn();
    else if (patch) ground.goTo(patch);
    else if (whereabouts.position.value) ground.goToMe();
    else ground.goTo(null);
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

function cornerAt({ lon, lat, accuracy_m, at }: Position): Corner {
  return { lon, lat, accuracy_m, at, averaged: 1 };
}

function rounded([east, north]: Point): Point {
  const at = 10 ** DECIMALS;
  return [Math.round(east * at) / at, Math.round(north * at) / at];
}
