/** A map below a field of coordinates: a click fills it in, what is typed is shown. Where there are several such fields,
 * each map opens when it is asked for. */
import Feature from "ol/Feature";
import Point from "ol/geom/Point";
import VectorLayer from "ol/layer/Vector";
import { fromLonLat, toLonLat, transformExtent } from "ol/proj";
import VectorSource from "ol/source/Vector";
import { Circle, Fill, Stroke, Style } from "ol/style";
import type { LayerContent } from "../map/content";
import { make } from "../map/elements";
import { DEGREES, GRID, groundOf } from "./ground";

interface Picking {
  layers?: LayerContent[];
  images?: LayerContent[];
  label?: string;
  /** The word of the button that opens the map; without one it is open at once. */
  button?: string;
}

export function pickOnMap(field: HTMLInputElement): void {
  field.dataset.picking = "";
  const told = JSON.parse(field.dataset.pickPlace || "{}") as Picking;
  const bounds = [...(told.layers ?? []), ...(told.images ?? [])].find((layer) => layer.bounds)?.bounds;
  if (!bounds) return;
  if (!told.button) {
    openMap(field, told, bounds);
    return;
  }
  const button = make("button", { type: "button", class: "btn btn-plain" }, told.button);
  button.addEventListener("click", () => {
    button.remove();
    openMap(field, told, bounds);
  });
  field.after(button);
}

function openMap(field: HTMLInputElement, told: Picking, bounds: [number, number, number, number]): void {
  const place = make("div", { class: "route-picking", tabindex: "0" });
  field.after(place);
  const map = groundOf(place, told.label ?? "", { layers: told.layers ?? [], images: told.images ?? [] }, true);
  const source = new VectorSource<Feature<Point>>();
  const ring = new Circle({
    radius: 8,
    fill: new Fill({ color: "#0b6e74" }),
    stroke: new Stroke({ color: "#fff", width: 3 }),
  });
  map.addLayer(new VectorLayer({ source, style: new Style({ image: ring }), zIndex: 300 }));
  const show = (goesThere: boolean) => {
    const [lon, lat] = field.value
      .split(/[,，\s]+/)
      .filter(Boolean)
      .map(Number);
    source.clear();
    if (lon === undefined || lat === undefined || !Number.isFinite(lon) || !Number.isFinite(lat)) return;
    const at = fromLonLat([lon, lat]);
    source.addFeature(new Feature(new Point(at)));
    if (goesThere) map.getView().setCenter(at);
  };
  requestAnimationFrame(() => {
    map.updateSize();
    map.getView().fit(transformExtent(bounds, DEGREES, GRID), { padding: [8, 8, 8, 8] });
    show(true);
  });
  map.on("click", (event) => {
    const [lon = 0, lat = 0] = toLonLat(event.coordinate);
    field.value = `${lon.toFixed(6)}, ${lat.toFixed(6)}`;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  field.addEventListener("input", () => show(false));
}
