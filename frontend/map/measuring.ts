/** Measuring: the line is drawn here, the figure comes from the server, which measures on the ellipsoid. */

import Feature from "ol/Feature";
import { LineString, MultiPoint, Polygon } from "ol/geom";
import Draw from "ol/interaction/Draw";
import VectorLayer from "ol/layer/Vector";
import type OlMap from "ol/Map";
import { fromLonLat, toLonLat } from "ol/proj";
import VectorSource from "ol/source/Vector";
import { Circle, Fill, Stroke, Style } from "ol/style";
import { csrfToken } from "../desk/csrf";
import type { Measure, Measured, ViewState } from "./address";
import type { MapState } from "./state";

interface Answer {
  length?: number;
  area?: number;
  mu?: number;
  hectares?: number;
  problem?: string;
  message?: string;
}

const STYLE = new Style({
  fill: new Fill({ color: "rgba(11,110,116,0.12)" }),
  stroke: new Stroke({ color: "#0b6e74", width: 2.5, lineDash: [7, 4] }),
  image: new Circle({
    radius: 5,
    fill: new Fill({ color: "#0b6e74" }),
    stroke: new Stroke({ color: "#fff", width: 2 }),
  }),
});
const SAME_PLACE_PX = 6;
const LEAST: Record<Measure, number> = { length: 2, area: 3 };

export function inWords(answer: Answer, words: Record<string, string>): string {
  const grouped = (value: number, places: number) =>
    value
      .toLocaleString("en", { minimumFractionDigits: places, maximumFractionDigits: places })
      .replaceAll(",", "\u00a0");
  if (answer.problem ?? answer.message) return answer.problem ?? answer.message ?? "";
  const figure = (value: number, places: number, unit: string | undefined) => `${grouped(value, places)}\u00a0${unit}`;
  const length = answer.length ?? 0;
  if (answer.area !== undefined) {
    return [
      `${words.area} ${figure(answer.mu ?? 0, 2, words.mu)}`,
      figure(answer.area, 2, words.square),
      figure(answer.hectares ?? 0, 4, words.hectares),
      `${words.perimeter} ${figure(length, 1, words.metre)}`,
    ].join(" · ");
  }
  const told = `${words.length} ${figure(length, 2, words.metre)}`;
  return length < 10_000 ? told : `${told} (${figure(length / 1000, 2, words.kilometre)})`;
}

function shapeOf({ kind, points }: Measured): LineString | Polygon {
  const line = points.map((point) => fromLonLat(point));
  return kind === "area" ? new Polygon([[...line, line[0] ?? []]]) : new LineString(line);
}

/** A place as the address keeps it, so that whoever opens it measures the same to the last figure. */
function inDegrees(place: number[]): [number, number] {
  return toLonLat(place).map((one) => Number(one.toFixed(7))) as [number, number];
}

function pointsOf(shape: unknown): [number, number][] {
  const line =
    shape instanceof Polygon
      ? (shape.getCoordinates()[0] ?? []).slice(0, -1)
      : shape instanceof LineString
        ? shape.getCoordinates()
        : [];
  return line.map(inDegrees);
}

export class Measuring {
  private draw: Draw | null = null;
  private drawn: number[][] = [];
  private readonly source = new VectorSource();
  active: Measure | null = null;

  constructor(
    private readonly map: OlMap,
    private readonly address: string,
    private readonly words: Record<string, string>,
    private readonly state: MapState,
    private readonly tell: (text: string) => void,
  ) {
    map.addLayer(new VectorLayer({ source: this.source, style: STYLE, zIndex: 300 }));
    state.watch((now, was) => this.show(now, was));
  }

  toggle(kind: Measure): void {
    const again = this.active === kind;
    this.end();
    if (!again) this.begin(kind);
  }

  /** Leave off measuring; false where nobody measures. */
  leave(): boolean {
    if (!this.active && !this.state.now.measured) return false;
    this.end();
    return true;
  }

  /** Set a point without a pointer; the same point once more ends the line. */
  add(place: number[]): void {
    const { active, drawn } = this;
    const last = drawn.at(-1);
    const reach = SAME_PLACE_PX * (this.map.getView().getResolution() ?? 1);
    const isAgain = last && Math.hypot((last[0] ?? 0) - (place[0] ?? 0), (last[1] ?? 0) - (place[1] ?? 0)) < reach;
    if (!active) return;
    if (!isAgain) drawn.push(place);
    else if (drawn.length >= LEAST[active]) {
      const points = drawn.map(inDegrees);
      this.drawn = [];
      this.state.change({ measured: { kind: active, points } });
      return;
    }
    this.sketch();
  }

  takeBack(): void {
    if (this.drawn.pop()) this.sketch();
  }

  /** Show what was drawn by keys so far. */
  private sketch(): void {
    this.source.clear();
    const { drawn } = this;
    if (drawn.length) this.source.addFeature(new Feature(new MultiPoint(drawn)));
    if (drawn.length > 1) this.source.addFeature(new Feature(new LineString(drawn)));
  }

  private end(): void {
    if (this.draw) this.map.removeInteraction(this.draw);
    this.draw = null;
    this.active = null;
    this.drawn = [];
    this.tell("");
    if (this.state.now.measured) this.state.change({ measured: null });
  }

  private begin(kind: Measure): void {
    this.active = kind;
    this.tell(this.words[kind === "area" ? "measureArea" : "measureLength"] ?? "");
    this.draw = new Draw({ type: kind === "area" ? "Polygon" : "LineString", style: STYLE });
    this.draw.on("drawstart", () => this.source.clear());
    this.draw.on("drawend", (event) => {
      this.drawn = [];
      const points = pointsOf(event.feature.getGeometry());
      if (points.length >= LEAST[kind]) this.state.change({ measured: { kind, points } });
    });
    this.map.addInteraction(this.draw);
  }

  private show({ measured }: ViewState, was: ViewState | null): void {
    if (was && was.measured === measured) return;
    this.source.clear();
    if (measured) {
      this.source.addFeature(new Feature(shapeOf(measured)));
      void this.ask(measured);
    } else if (!this.active) this.tell("");
  }

  private async ask(measured: Measured): Promise<void> {
    this.tell(this.words.measuring ?? "");
    let told = this.words.notMeasured ?? "";
    try {
      const response = await fetch(this.address, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken(document) },
        body: JSON.stringify({ points: measured.points, is_area: measured.kind === "area" }),
      });
      told = inWords((await response.json()) as Answer, this.words);
    } catch {
      // the server was not reached: said below
    }
    if (this.state.now.measured === measured) this.tell(told);
  }
}
