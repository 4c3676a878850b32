/** The canvas of the map and where one is on it: near or far, here or there. */
import ScaleLine from "ol/control/ScaleLine";
import { defaults as defaultInteractions } from "ol/interaction/defaults";
import OlMap from "ol/Map";
import { fromLonLat, toLonLat, transformExtent } from "ol/proj";
import View from "ol/View";
import type { ViewState } from "./address";
import type { MapContent } from "./content";
import { one } from "./elements";
import { FINEST_ZOOM } from "./layer_styles";
import type { MapState, Why } from "./state";

export const DEGREES = "EPSG:4326"; // CGCS2000 and WGS 84 differ by less than a pixel at any zoom of the map
export const GRID = "EPSG:3857";
const ROOM = [40, 40, 40, 40];
const NEAREST_OF_ALL = 16;
const NEAREST_OF_ONE = 17;
const STEP_PX = 160;

export class Ground {
  readonly map: OlMap;
  private isPlaced = false;

  constructor(
    page: Document,
    private readonly content: MapContent,
    private readonly state: MapState,
  ) {
    const canvas = one(page, "#map");
    canvas.setAttribute("aria-label", content.words.mapLabel ?? "");
    canvas.setAttribute("role", "application");
    this.map = new OlMap({
      target: canvas,
      controls: [new ScaleLine({ target: one(page, "#map-scale"), minWidth: 70 })],
      interactions: defaultInteractions({ altShiftDragRotate: false, pinchRotate: false, keyboard: false }),
      view: new View({ projection: GRID, enableRotation: false, maxZoom: FINEST_ZOOM + 1, minZoom: 4 }),
    });
    state.watch((now, was, why) => this.show(now, was, why));
    this.map.on("moveend", () => this.settled());
    new ResizeObserver(() => this.map.updateSize()).observe(one(page, "#map-view"));
  }

  get view(): View {
    return this.map.getView();
  }

  /** The window that is seen, in degrees: west, south, east, north. */
  get box(): number[] {
    const size = this.map.getSize();
    if (!size || !this.view.isDef()) return this.content.bounds;
    return transformExtent(this.view.calculateExtent(size), GRID, DEGREES);
  }

  zoomBy(steps: number): void {
    this.view.animate({ zoom: (this.view.getZoom() ?? 10) + steps, duration: 180 });
  }

  zoomInto(centre: number[]): void {
    this.view.animate({ center: centre, zoom: (this.view.getZoom() ?? 10) + 2, duration: 220 });
  }

  pan([across, up]: [number, number]): void {
    const [x, y] = this.view.getCenter() ?? [0, 0];
    const reach = (this.view.getResolution() ?? 1) * STEP_PX;
    this.view.animate({ center: [(x ?? 0) + across * reach, (y ?? 0) + up * reach], duration: 120 });
  }

  goTo(box: number[]): void {
    if (box.length !== 4 || !box.every(Number.isFinite)) return;
    const extent = transformExtent(box, DEGREES, GRID);
    this.view.fit(extent, { padding: ROOM, maxZoom: NEAREST_OF_ONE, duration: 250 });
  }

  all(): void {
    this.goTo(this.content.bounds);
  }

  private show(state: ViewState, was: ViewState | null, why: Why): void {
    if (why === "going on" || (why === "deed" && was)) return; // deeds that move the map move it themselves
    this.isPlaced = false;
    this.place(state);
    this.isPlaced = true;
  }

  private place(state: ViewState): void {
    if (state.centre && state.zoom !== null) {
      this.view.setCenter(fromLonLat(state.centre));
      this.view.setZoom(state.zoom);
      return;
    }
    const chosen = state.patch && this.content.chosen ? this.content.chosen : null;
    this.view.fit(transformExtent(state.fit ?? chosen ?? this.content.bounds, DEGREES, GRID), {
      padding: ROOM,
      maxZoom: chosen ? NEAREST_OF_ONE : NEAREST_OF_ALL,
      size: this.map.getSize(),
    });
  }

  private settled(): void {
    const centre = this.view.getCenter();
    if (!centre || !this.isPlaced) return;
    this.state.goOn({
      centre: toLonLat(centre) as [number, number],
      zoom: this.view.getZoom() ?? null,
      fit: null,
    });
  }
}
