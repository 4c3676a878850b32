/** The patches: drawn by their marks; what is chosen or pointed at is drawn once more over them. */

import type { FeatureLike } from "ol/Feature";
import MVT from "ol/format/MVT";
import VectorTileLayer from "ol/layer/VectorTile";
import type OlMap from "ol/Map";
import VectorTileSource from "ol/source/VectorTile";
import { createXYZ } from "ol/tilegrid";
import type { Kind } from "./content";
import { emphasis, type Marks } from "./marks";

export class Patches {
  readonly layer: VectorTileLayer;
  readonly above: VectorTileLayer;
  by: Kind = "finding";
  hovered = "";
  chosen = new Set<string>();
  private readonly source: VectorTileSource;

  constructor(
    marks: Marks,
    private readonly address: string,
    zoomOf: (resolution: number) => number,
  ) {
    this.source = new VectorTileSource({
      format: new MVT(),
      tileGrid: createXYZ({ tileSize: 512, minZoom: 2, maxZoom: 17 }),
      transition: 0,
    });
    this.layer = new VectorTileLayer({
      source: this.source,
      style: (feature, resolution) => marks.style(feature, this.by, zoomOf(resolution)),
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
  }

  /** Ask for the tiles of a filter and a version of the data; the same again changes nothing. */
  ask(filter: URLSearchParams, version: string): void {
    const query = new URLSearchParams(filter);
    query.set("v", version);
    const address = `${this.address}?${query}`;
    if (this.source.getUrls()?.[0] !== address) this.source.setUrl(address);
  }

  redraw(): void {
    this.layer.changed();
    this.above.changed();
  }

  at(map: OlMap, pixel: number[]): FeatureLike | null {
    let found: FeatureLike | null = null;
    map.forEachFeatureAtPixel(
      pixel,
      (feature) => {
        if (!found || (feature.get("layer") === "mark" && found.get("layer") !== "mark")) found = feature;
      },
      { layerFilter: (layer) => layer === this.layer, hitTolerance: 4 },
    );
    return found;
  }
}
