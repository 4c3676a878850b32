/** The reference layers over the image: which are shown, how strongly, and which are still being made ready. */
import type VectorTileLayer from "ol/layer/VectorTile";
import type OlMap from "ol/Map";
import type { ViewState } from "./address";
import type { LayerContent } from "./content";
import { referenceLayer } from "./layer_styles";
import type { MapState } from "./state";

export class ReferenceLayers {
  private readonly drawn = new Map<string, VectorTileLayer>();
  private readonly ready: Set<string>;

  constructor(
    map: OlMap,
    content: LayerContent[],
    private readonly state: MapState,
  ) {
    this.ready = new Set(content.filter((layer) => layer.isReady).map((layer) => layer.id));
    for (const layer of content) {
      const drawn = referenceLayer(layer);
      this.drawn.set(layer.id, drawn);
      map.addLayer(drawn);
    }
    state.watch((now) => this.show(now));
  }

  /** Show a layer with a share of its strength, or hide it (null). */
  set(id: string, share: number | null): void {
    const layers = new Map(this.state.now.layers);
    const isNew = layers.has(id) !== (share !== null);
    if (share === null) layers.delete(id);
    else layers.set(id, share);
    if (isNew) this.state.change({ layers });
    else this.state.goOn({ layers }); // a strength that is still being drawn: one step back, not fifty
  }

  /** A layer has been made ready meanwhile: show it where it was asked for. */
  arrived(id: string): void {
    if (!this.drawn.has(id)) return;
    this.ready.add(id);
    this.show(this.state.now);
  }

  private show({ layers }: ViewState): void {
    for (const [id, layer] of this.drawn) {
      const share = layers.get(id);
      layer.setVisible(share !== undefined && this.ready.has(id));
      if (share !== undefined) layer.setOpacity(share);
    }
  }
}
