/** Images before and after: one below the map, or both side by side with a line between them that can be moved. */

import type TileLayer from "ol/layer/Tile";
import type OlMap from "ol/Map";
import type RenderEvent from "ol/render/Event";
import type XYZ from "ol/source/XYZ";
import type { ViewState } from "./address";
import type { LayerContent } from "./content";
import { imageLayer } from "./layer_styles";
import type { MapState } from "./state";

export const NO_IMAGE = "none";

/** The image that lies below: what the address says, else the newest after, else the newest before. */
export function baseOf(state: ViewState, imagery: Imagery): string {
  return state.base ?? (imagery.after || imagery.before || NO_IMAGE);
}

export class Imagery {
  readonly images: { content: LayerContent; layer: TileLayer<XYZ> }[];
  base = NO_IMAGE;
  swipe: number | null = null;
  private flickers = false;
  private readonly ready: Set<string>;

  constructor(
    private readonly map: OlMap,
    content: LayerContent[],
    state: MapState,
  ) {
    this.ready = new Set(content.filter((one) => one.isReady).map((one) => one.id));
    this.images = content.map((one) => ({ content: one, layer: imageLayer(one) }));
    for (const { layer } of this.images) {
      map.addLayer(layer);
      layer.on("prerender", (event) => this.clip(event, layer));
      layer.on("postrender", (event) => {
        if (this.swipe !== null) (event.context as CanvasRenderingContext2D).restore();
      });
    }
    state.watch((now) => this.show(baseOf(now, this), now.swipe));
  }

  newest(role: string): string {
    return this.images.find(({ content }) => content.role === role)?.content.id ?? "";
  }

  get before(): string {
    return this.newest("image_before");
  }

  get after(): string {
    return this.newest("image_after");
  }

  get canSwipe(): boolean {
    return Boolean(this.before && this.after);
  }

  titleOf(id: string): string {
    const found = this.images.find(({ content }) => content.id === id)?.content;
    return found ? `${found.title} ${found.edition}`.trim() : "";
  }

  private show(base: string, asked: number | null): void {
    const swipe = this.canSwipe ? asked : null;
    if (base === this.base && swipe === this.swipe) return;
    this.base = base;
    this.swipe = swipe;
    this.redraw();
  }

  /** An image has been made ready meanwhile: show it where it was asked for. */
  arrived(id: string): void {
    this.ready.add(id);
    this.redraw();
  }

  /** While it is held, the other image of the two is shown. */
  flicker(isHeld: boolean): string {
    this.flickers = isHeld && this.canSwipe;
    this.redraw();
    return this.flickers ? this.titleOf(this.other) : "";
  }

  private get other(): string {
    return this.base === this.before ? this.after : this.before;
  }

  private redraw(): void {
    for (const { content, layer } of this.images) {
      const one = content.id;
      const shown =
        this.swipe !== null && !this.flickers
          ? one === this.before || one === this.after
          : one === (this.flickers ? this.other : this.base);
      layer.setVisible(shown && this.ready.has(one));
    }
    this.map.render();
  }

  private clip(event: RenderEvent, layer: TileLayer<XYZ>): void {
    if (this.swipe === null) return;
    const pen = event.context as CanvasRenderingContext2D;
    const isBefore = this.images.find(({ content }) => content.id === this.before)?.layer === layer;
    const edge = (pen.canvas.width * this.swipe) / 100;
    pen.save();
    pen.beginPath();
    if (isBefore) pen.rect(0, 0, edge, pen.canvas.height);
    else pen.rect(edge, 0, pen.canvas.width - edge, pen.canvas.height);
    pen.clip();
  }
}
