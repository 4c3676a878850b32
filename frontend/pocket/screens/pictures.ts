/** The two pictures of a patch, swiped by the finger, with the outline and oneself on them. */
import type { App } from "../app";
import { drawn, h } from "../dom";
import type { Point } from "../ground/gauss_kruger";
import type { Chip, Patch } from "../packages/shapes";

export function pictures(app: App, patch: Patch, ends: (() => void)[]): HTMLElement | null {
  const before = patch.chips?.find((one) => one.time === "before");
  const after = patch.chips?.find((one) => one.time === "after");
  const under = before ?? after;
  if (!under) return null;
  const stage = h("div", { class: "stage" }, image(app, under));
  const over = before && after ? image(app, after) : null;
  if (over) {
    over.classList.add("is-over");
    const handle = h("input", { type: "range", min: 0, max: 100, value: 50, "aria-label": app.say("swipe") });
    const cut = () => {
      over.style.clipPath = `inset(0 0 0 ${handle.value}%)`;
      line.style.left = `${handle.value}%`;
    };
    const line = h("span", { class: "cut" });
    handle.addEventListener("input", cut);
    stage.append(over, outline(app, patch, after ?? under, ends), line, handle);
    cut();
  } else stage.append(outline(app, patch, under, ends));
  stage.append(
    h("span", { class: "when is-left" }, `${app.say(before ? "before" : "after")} ${under.date}`),
    ...(over && after ? [h("span", { class: "when is-right" }, `${app.say("after")} ${after.date}`)] : []),
  );
  return stage;
}

function image(app: App, chip: Chip): HTMLImageElement {
  const made = h("img", { alt: `${app.say(chip.time)} ${chip.date}`, draggable: "false" });
  void app.work.picture(chip.sha256).then((address) => {
    if (address) made.src = address;
  });
  return made;
}

function outline(app: App, patch: Patch, chip: Chip, ends: (() => void)[]): HTMLElement {
  const [west, south, east, north] = chip.box;
  const at = ([x, y]: Point) => `${x - west},${north - y}`;
  const size = Math.max(east - west, 1);
  const drawing = drawn("svg", {
    class: "outline",
    viewBox: `0 0 ${east - west} ${north - south}`,
    preserveAspectRatio: "none",
    "aria-hidden": "true",
  });
  const path = patch.rings.map((ring) => `M${ring.map(at).join("L")}Z`).join("");
  drawing.append(drawn("path", { d: path, class: "edge" }), drawn("path", { d: path, class: "core" }));
  const me = drawn("circle", { class: "me", r: size / 45, cx: -size, cy: -size });
  drawing.append(me);
  const move = () => {
    const here = app.whereabouts.position.value;
    if (!here) return;
    const [x, y] = app.work.zone.plane([here.lon, here.lat]);
    me.setAttribute("cx", String(x - west));
    me.setAttribute("cy", String(north - y));
  };
  move();
  ends.push(app.whereabouts.position.watch(move));
  return drawing as unknown as HTMLElement;
}
