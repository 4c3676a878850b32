/** «▲ 320 m 方位 47°»: an arrow that turns with the person, the distance and the bearing to a place. */
import type { App } from "../app";
import { drawn, h } from "../dom";
import type { Degrees } from "../ground/gauss_kruger";
import { bearing, distance } from "../ground/shapes";
import { metresIn } from "../telling";

const NEAR_M = 10;

export function way(app: App, to: Degrees, ends: (() => void)[]): HTMLElement {
  const arrow = drawn("svg", { class: "arrow", viewBox: "-12 -12 24 24", "aria-hidden": "true" });
  const shape = drawn("path", { d: "M0-10 8 9 0 5-8 9Z" });
  arrow.append(shape);
  const words = h("span", {});
  const box = h("span", { class: "way" }, arrow as unknown as HTMLElement, words);
  const draw = () => {
    const here = app.whereabouts.position.value;
    box.classList.toggle("is-unknown", !here);
    if (!here) {
      const trouble = app.whereabouts.trouble.value;
      words.textContent = app.say(trouble ? `gps_${trouble}` : "gpsWaits");
      return;
    }
    const from: Degrees = [here.lon, here.lat];
    const towards = bearing(from, to);
    shape.setAttribute("transform", `rotate(${Math.round(towards - (app.whereabouts.ahead ?? 0))})`);
    const away = distance(from, to);
    if (away <= Math.max(NEAR_M, here.accuracy_m))
      words.replaceChildren(h("b", {}, app.say("isHere")), ` ${metresIn(away)}`);
    else words.replaceChildren(h("b", {}, metresIn(away)), ` ${app.say("bearing", { n: Math.round(towards) })}`);
  };
  draw();
  ends.push(
    app.whereabouts.position.watch(draw),
    app.whereabouts.heading.watch(draw),
    app.whereabouts.trouble.watch(draw),
  );
  return box;
}
