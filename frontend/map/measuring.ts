/** Measuring: the line is drawn here, the figure comes from the server, which measures on the ellipsoid. */

import { LineString, Polygon } from "ol/geom";
import Draw from "ol/interaction/Draw";
import VectorLayer from "ol/layer/Vector";
import type OlMap from "ol/Map";
import { toLonLat } from "ol/proj";
import VectorSource from "ol/source/Vector";
import { Circle, Fill, Stroke, Style } from "ol/style";
import { csrfToken } from "../desk/csrf";

export type Measure = "length" | "area";

interface Answer {
  length?: number;
  area?: number;
  mu?: number;
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

export function inWords(answer: Answer, words: Record<string, string>): string {
  const grouped = (value: number, places: number) =>
    value.toLocaleString("en", { minimumFractionDigits: places, maximumFractionDigits: places }).replaceAll(",", " ");
  if (answer.problem ?? answer.message) return answer.problem ?? answer.message ?? "";
  if (answer.area !== undefined) {
    const area = `${words.area} ${grouped(answer.mu ?? 0, 2)} ${words.mu} · ${grouped(answer.area, 2)} ${words.square}`;
    return `${area} · ${words.perimeter} ${grouped(answer.length ?? 0, 1)} ${words.metre}`;
  }
  const length = answer.length ?? 0;
  const told = `${words.length} ${grouped(length, 2)} ${words.metre}`;
  return length < 10_000 ? told : `${told} (${grouped(length / 1000, 2)} ${words.kilometre})`;
}

export class Measuring {
  private draw: Draw | null = null;
  private readonly source = new VectorSource();
  active: Measure | null = null;

  constructor(
    private readonly map: OlMap,
    private readonly address: string,
    private readonly words: Record<string, string>,
    private readonly tell: (text: string) => void,
  ) {
    map.addLayer(new VectorLayer({ source: this.source, style: STYLE, zIndex: 300 }));
  }

  toggle(measure: Measure): void {
    const again = this.active === measure;
    this.end();
    if (!again) this.begin(measure);
  }

  end(): void {
    if (this.draw) this.map.removeInteraction(this.draw);
    this.draw = null;
    this.active = null;
    this.source.clear();
    this.tell("");
  }

  private begin(measure: Measure): void {
    this.active = measure;
    this.tell(this.words[measure === "area" ? "measureArea" : "measureLength"] ?? "");
    this.draw = new Draw({ source: this.source, type: measure === "area" ? "Polygon" : "LineString", style: STYLE });
    this.draw.on("drawstart", () => this.source.clear());
    this.draw.on("drawend", (event) => {
      const shape = event.feature.getGeometry();
      const points =
        shape instanceof Polygon
          ? (shape.getCoordinates()[0]?.slice(0, -1) ?? [])
          : shape instanceof LineString
            ? shape.getCoordinates()
            : [];
      void this.ask(points.map((point) => toLonLat(point)));
    });
    this.map.addInteraction(this.draw);
  }

  private async ask(points: number[][]): Promise<void> {
    this.tell(this.words.measuring ?? "");
    try {
      const response = await fetch(this.address, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken(document) },
        body: JSON.stringify({ points, is_area: this.active === "area" }),
      });
      this.tell(inWords((await response.json()) as Answer, this.words));
    } catch {
      this.tell(this.words.notMeasured ?? "");
    }
  }
}
