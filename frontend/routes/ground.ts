/** A map to draw on: the image of the county, its roads and boundaries, looked at nearer and farther. */
import ScaleLine from "ol/control/ScaleLine";
import { defaults } from "ol/interaction/defaults";
import OlMap from "ol/Map";
import View from "ol/View";
import type { LayerContent } from "../map/content";
import { FINEST_ZOOM, imageLayer, referenceLayer } from "../map/layer_styles";

export const DEGREES = "EPSG:4326"; // CGCS2000 and WGS 84 differ by less than a pixel at any zoom of the map
export const GRID = "EPSG:3857";
const IMAGE_FROM = 13;

export function groundOf(
  place: HTMLElement,
  label: string,
  content: { layers: LayerContent[]; images: LayerContent[] },
  hasKeys: boolean,
): OlMap {
  place.setAttribute("aria-label", label);
  place.setAttribute("role", "application");
  const map = new OlMap({
    target: place,
    controls: [new ScaleLine({ minWidth: 60 })],
    interactions: defaults({ altShiftDragRotate: false, pinchRotate: false, keyboard: hasKeys }),
    view: new View({ projection: GRID, enableRotation: false, maxZoom: FINEST_ZOOM, minZoom: 5 }),
  });
  const newest = content.images.find((image) => image.isReady);
  if (newest) {
    const image = shown(imageLayer(newest), 0.55);
    image.setMinZoom(IMAGE_FROM); // from afar it is patches of ground around the patches
    map.addLayer(image);
  }
  for (const layer of content.layers) if (layer.isReady) map.addLayer(shown(referenceLayer(layer), layer.opacity));
  new ResizeObserver(() => map.updateSize()).observe(place);
  return map;
}

function shown<Layer extends { setVisible(is: boolean): void; setOpacity(share: number): void }>(
  layer: Layer,
  share: number,
): Layer {
  layer.setVisible(true);
  layer.setOpacity(share);
  return layer;
}
