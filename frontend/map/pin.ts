/** A place that was looked for, marked on the map. */
import Feature from "ol/Feature";
import { Point } from "ol/geom";
import VectorLayer from "ol/layer/Vector";
import type OlMap from "ol/Map";
import { fromLonLat } from "ol/proj";
import VectorSource from "ol/source/Vector";
import { Circle, Fill, Stroke, Style } from "ol/style";
import type { MapState } from "./state";

const PIN = new Style({
  image: new Circle({
    radius: 7,
    fill: new Fill({ color: "#b3261e" }),
    stroke: new Stroke({ color: "#fff", width: 2.5 }),
  }),
});

export function addPin(map: OlMap, state: MapState): void {
  const source = new VectorSource();
  map.addLayer(new VectorLayer({ source, style: PIN, zIndex: 250 }));
  state.watch(({ pin }, was) => {
    if (was && String(was.pin) === String(pin)) return;
    source.clear();
    if (pin) source.addFeature(new Feature(new Point(fromLonLat(pin))));
  });
}
