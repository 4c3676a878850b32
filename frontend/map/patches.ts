/** The patches: drawn by their marks; what is chosen or pointed at is drawn once more over them. */

import type { FeatureLike } from "ol/Feature";
import MVT from "ol/format/MVT";
import VectorTileLayer from "ol/layer/VectorTile";
import type OlMap from "ol/Map";
import VectorTileSource from "ol/source/VectorTile";
import { createXYZ } from "ol/tilegrid";
import { filterQuery, type ViewState } from "./address";
import { emphasis, type Marks } from "./marks";
import type { MapState } from "./state";

export class Patches {
  readonly layer: VectorTileLayer;
  readonly above: VectorTileLayer;
  private hovered = "";
  private chosen = new Set<string>();
  private readonly source: VectorTileSource;

  constructor(
    private readonly map: OlMap,
    marks: Marks,
    private readonly address: string,
    private version: string,
    private readonly state: MapState,
  ) {
    const zoomOf = (resolution: number) => map.getView().getZoomForResolution(resolution) ?? 0;
    this.source = new VectorTileSource({
      format: new MVT(),
      tileGrid: createXYZ({ tileSize: 512, minZoom: 2, maxZoom: 17 }),
      transition: 0,
    });
    this.layer = new VectorTileLayer({
      source: this.source,
      style: (feature, resolution) => marks.style(feature, state.now.by, zoomOf(resolution)),
      zIndex: 100,
      className: "ol-layer-patches",
      renderBuffer: 60,
    });
    this.above = new VectorTileLayer({
      source: this.source,
      renderMode: "vector",
      style: (feature, resolution) => {
        const uuid = String(feature.get("uuid") ?? "");
        if (!uuid) return undefined;
        const isChosen = this.chosen.has(uuid);
        return isChosen || uuid === this.hovered ? emphasis(feature, zoomOf(resolution), isChosen) : undefined;
      },
      zIndex: 110,
      className: "ol-layer-emphasis",
    });
    map.addLayer(this.layer);
    map.addLayer(this.above);
    state.watch((now, was) => this.show(now, was));
  }

  /** The data have changed: tiles are asked for by their new version. */
  renew(version: string): void {
    if (!version || version === this.version) return;
    this.version = version;
    this.ask(this.state.now);
  }

  point(uuid: string): void {
    if (uuid === this.hovered) return;
    this.hovered = uuid;
    this.above.changed();
  }

  private show(state: ViewState, was: ViewState | null): void {
    const chosen = new Set([...state.chosen, ...(state.patch ? [state.patch] : [])]);
    this.ask(state);
    if (was && was.by !== state.by) this.layer.changed();
    if ([...chosen].join() !== [...this.chosen].join()) {
      this.chosen = chosen;
      this.above.changed();
    }
  }

  /** Ask for the tiles of a filter and a version of the data; the same again changes nothing. */
  private ask(state: ViewState): void {
    const query = filterQuery(state);
    query.set("v", this.version);
    const address = `${this.address}?${query}`;
    if (this.source.getUrls()?.[0] !== address) this.source.setUrl(address);
  }

  /** The patch, or the cell of many, at a pixel of the canvas. */
  at(pixel: number[]): FeatureLike | null {
    let found: FeatureLike | null = null;
    this.map.forEachFeatureAtPixel(
      pixel,
      (feature) => {
        if (!found || (feature.get("layer") === "mark" && found.get("layer") !== "mark")) found = feature;
      },
      { layerFilter: (layer) => layer === this.layer, hitTolerance: 4 },
    );
    return found;
  }
}
