/** The gate: a boundary is drawn on the map or written as coordinates, and what it met is shown over the image. */
import "./gate.css";
import Feature from "ol/Feature";
import MultiPolygon from "ol/geom/MultiPolygon";
import Polygon from "ol/geom/Polygon";
import Draw from "ol/interaction/Draw";
import Modify from "ol/interaction/Modify";
import VectorLayer from "ol/layer/Vector";
import type OlMap from "ol/Map";
import { fromLonLat, transformExtent } from "ol/proj";
import VectorSource from "ol/source/Vector";
import { Fill, Stroke, Style, Text } from "ol/style";
import type { LayerContent } from "../map/content";
import { LETTERS } from "../map/layer_styles";
import { DEGREES, GRID, groundOf } from "../routes/ground";
import { ringsOf, textOf } from "./rings";

interface Met {
  kind: "unsettled" | "undecided" | "settled";
  isTouch: boolean;
  number: string;
  coordinates: number[][][][];
}

interface Content {
  layers: LayerContent[];
  images: LayerContent[];
  bounds: [number, number, number, number] | null;
  label: string;
  boundary: number[][][][];
  met: Met[];
}

const ROOM = [40, 40, 40, 40];
const NEAREST = 17.5;
const COLOURS = { unsettled: "#d55e00", undecided: "#cc79a7", settled: "#117733" } as const;

function begin(place: HTMLElement, content: Content): void {
  const map = groundOf(place, content.label, content, true);
  const boundary = new VectorSource<Feature>();
  map.addLayer(new VectorLayer({ source: metOf(content.met), zIndex: 200, declutter: true }));
  map.addLayer(new VectorLayer({ source: boundary, zIndex: 210, style: boundaryStyle() }));
  const rings = content.boundary.map((polygon) => new Polygon(polygon.map((ring) => ring.map((at) => fromLonLat(at)))));
  boundary.addFeatures(rings.map((ring) => new Feature(ring)));
  const show = (extent: number[] | null) => {
    if (extent) map.getView().fit(extent, { padding: ROOM, maxZoom: NEAREST });
  };
  const all = () => (boundary.isEmpty() ? inDegrees(content.bounds) : boundary.getExtent());
  show(all());
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-gate-map]"))
    button.addEventListener("click", () => {
      const view = map.getView();
      if (button.dataset.gateMap === "all") show(all());
      else
        view.animate({ zoom: (view.getZoom() ?? 12) + (button.dataset.gateMap === "nearer" ? 1 : -1), duration: 120 });
    });
  const form = document.querySelector<HTMLFormElement>("[data-gate-form]");
  if (form) asking(map, boundary, form, show);
}

function asking(
  map: OlMap,
  boundary: VectorSource<Feature>,
  form: HTMLFormElement,
  show: (at: number[]) => void,
): void {
  const points = form.elements.namedItem("points") as HTMLTextAreaElement;
  const given = form.elements.namedItem("given") as HTMLInputElement;
  const drawButton = document.querySelector<HTMLButtonElement>("[data-gate-draw]");
  const clearButton = document.querySelector<HTMLButtonElement>("[data-gate-clear]");
  const draw = new Draw({ source: boundary, type: "Polygon" });
  const modify = new Modify({ source: boundary });
  draw.setActive(false);
  map.addInteraction(modify);
  map.addInteraction(draw);

  const setDrawing = (is: boolean) => {
    draw.setActive(is);
    modify.setActive(!is);
    drawButton?.setAttribute("aria-pressed", String(is));
  };
  /** Write what is drawn where the server reads it: one way in for the mouse and for the keyboard. */
  const write = () => {
    points.value = textOf(boundary.getFeatures().map((one) => one.getGeometry()?.clone().transform(GRID, DEGREES)));
    given.value = "drawn";
    points.dispatchEvent(new Event("input", { bubbles: true }));
  };
  draw.on("drawend", () =>
    setTimeout(() => {
      setDrawing(false);
      write();
    }),
  );
  modify.on("modifyend", write);
  drawButton?.addEventListener("click", () => setDrawing(!draw.getActive()));
  clearButton?.addEventListener("click", () => {
    boundary.clear();
    draw.abortDrawing();
    write();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && draw.getActive()) setDrawing(false);
    if (event.key === "Backspace" && draw.getActive() && event.target === map.getTargetElement())
      draw.removeLastPoint();
  });
  const read = () => {
    boundary.clear();
    for (const ring of ringsOf(points.value))
      boundary.addFeature(new Feature(new Polygon([ring.map((at) => fromLonLat(at))])));
    const extent = boundary.getExtent();
    if (extent && !boundary.isEmpty()) show(extent);
  };
  points.addEventListener("input", (event) => {
    if (!event.isTrusted) return; // written by the map itself
    given.value = "points";
    read();
  });
  if (points.value) read();
}

function metOf(met: Met[]): VectorSource<Feature> {
  return new VectorSource({
    features: met.map((one) => {
      const shape = new MultiPolygon(
        one.coordinates.map((polygon) => polygon.map((ring) => ring.map((at) => fromLonLat(at)))),
      );
      const feature = new Feature(shape);
      feature.setStyle(metStyle(one));
      return feature;
    }),
  });
}

function metStyle(one: Met): Style {
  const colour = COLOURS[one.kind];
  return new Style({
    stroke: new Stroke({ color: colour, width: 2.5, lineDash: one.kind === "undecided" ? [6, 4] : [] }),
    fill: new Fill({ color: `${colour}${one.isTouch ? "11" : "44"}` }),
    text: new Text({
      text: one.number,
      font: `12px ${LETTERS}`,
      overflow: true,
      fill: new Fill({ color: "#1f2933" }),
      stroke: new Stroke({ color: "#fff", width: 3 }),
    }),
  });
}

function boundaryStyle(): Style[] {
  return [
    new Style({ stroke: new Stroke({ color: "#fff", width: 5 }) }),
    new Style({ stroke: new Stroke({ color: "#0b6e74", width: 2.5 }), fill: new Fill({ color: "#0b6e7418" }) }),
  ];
}

function inDegrees(bounds: [number, number, number, number] | null): number[] | null {
  return bounds ? transformExtent(bounds, DEGREES, GRID) : null;
}

const place = document.getElementById("gate-map");
const told = document.getElementById("gate-content")?.textContent;
if (place && told) begin(place, JSON.parse(told) as Content);
