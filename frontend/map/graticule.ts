/** The grid of coordinates over the map. */
import Graticule from "ol/layer/Graticule";
import type OlMap from "ol/Map";
import { Fill, Stroke, Text } from "ol/style";
import { LETTERS } from "./layer_styles";
import type { MapState } from "./state";

export function addGraticule(map: OlMap, state: MapState): void {
  const letters = { font: `11px ${LETTERS}`, fill: new Fill({ color: "#08565b" }) };
  const edge = new Stroke({ color: "#fff", width: 3 });
  const grid = new Graticule({
    strokeStyle: new Stroke({ color: "rgba(11,110,116,0.55)", width: 1 }),
    showLabels: true,
    wrapX: false,
    visible: false,
    zIndex: 200,
    targetSize: 140,
    lonLabelStyle: new Text({ ...letters, textBaseline: "top", stroke: edge }),
    latLabelStyle: new Text({ ...letters, textAlign: "start", stroke: edge }),
    lonLabelPosition: 1,
    latLabelPosition: 0,
  });
  map.addLayer(grid);
  state.watch((now) => grid.setVisible(now.grid));
}
