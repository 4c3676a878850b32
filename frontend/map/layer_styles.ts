/** How images and reference layers are drawn. */
import type { FeatureLike } from "ol/Feature";
import MVT from "ol/format/MVT";
import TileLayer from "ol/layer/Tile";
import VectorTileLayer from "ol/layer/VectorTile";
import { transformExtent } from "ol/proj";
import VectorTileSource from "ol/source/VectorTile";
import XYZ from "ol/source/XYZ";
import { Fill, Stroke, Style, Text } from "ol/style";
import { createXYZ } from "ol/tilegrid";
import type { LayerContent } from "./content";

export const LETTERS = '"Source Han Sans SC", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif';
const LABELS_FROM = { areas: 16, lines: 15.5, bounds: 11, image: 99 };
const ROAD_WIDTHS: Record<string, number> = { "#f6c667": 4, "#fbe3a6": 3, "#ffffff": 2 };
export const FINEST_ZOOM = 19;

function extentOf(content: LayerContent): number[] | undefined {
  return content.bounds ? transformExtent(content.bounds, "EPSG:4326", "EPSG:3857") : undefined;
}

export function vectorSource(address: string): VectorTileSource {
  return new VectorTileSource({
    format: new MVT({ layerName: "layer" }),
    url: address,
    tileGrid: createXYZ({ tileSize: 512, minZoom: 2, maxZoom: 17 }),
    transition: 0,
  });
}

export function imageLayer(content: LayerContent): TileLayer<XYZ> {
  return new TileLayer({
    extent: extentOf(content),
    source: new XYZ({ url: content.address, tileSize: 256, minZoom: 6, maxZoom: FINEST_ZOOM, transition: 120 }),
    zIndex: content.place,
    visible: false,
    preload: 1,
    className: "ol-layer-image", // a canvas of its own, so that clipping it clips nothing else
  });
}

export function referenceLayer(content: LayerContent): VectorTileLayer {
  return new VectorTileLayer({
    extent: extentOf(content),
    source: vectorSource(content.address),
    style: referenceStyle(content),
    zIndex: content.place,
    opacity: content.opacity,
    visible: false,
    declutter: content.id,
    className: `ol-layer-${content.id}`,
  });
}

type Styling = (feature: FeatureLike, resolution: number) => Style | Style[];

function referenceStyle(content: LayerContent): Styling {
  const known = new Map<string, Style | Style[]>();
  return (feature, resolution) => {
    const code = String(feature.get("code") ?? "");
    const zoom = Math.log2(156543.034 / resolution);
    const words = zoom >= LABELS_FROM[content.shape] ? String(feature.get("label") ?? "") : "";
    const key = `${code}\n${words}\n${zoom >= 14}`;
    let found = known.get(key);
    if (!found) {
      found = content.shape === "lines" ? road(content, code, words, zoom) : area(content, code, words, zoom);
      if (known.size > 5000) known.clear();
      known.set(key, found);
    }
    return found;
  };
}

function label(words: string, colour: string, alongLine = false): Text | undefined {
  if (!words) return undefined;
  return new Text({
    text: words,
    font: `12px ${LETTERS}`,
    fill: new Fill({ color: colour }),
    stroke: new Stroke({ color: "rgba(255,255,255,0.9)", width: 3 }),
    placement: alongLine ? "line" : "point",
  });
}

function area(content: LayerContent, code: string, words: string, zoom: number): Style {
  const fill = content.fills[code] ?? content.fill;
  const line = content.shape === "areas" && content.legend.length ? (zoom >= 14 ? 0.7 : 0.3) : content.width;
  return new Style({
    fill: fill ? new Fill({ color: fill }) : undefined,
    stroke: new Stroke({ color: content.line, width: line, lineDash: content.dash }),
    text: label(words, content.shape === "bounds" ? content.line : "#52606d"),
  });
}

function road(content: LayerContent, code: string, words: string, zoom: number): Style[] {
  const inner = content.fills[code] ?? "";
  const width = (ROAD_WIDTHS[inner] ?? 1) * (zoom >= 14 ? 1 : 0.6);
  const text = label(words, "#52606d", true);
  if (!inner) return [new Style({ stroke: new Stroke({ color: content.line, width: 0.8, lineDash: [4, 2] }), text })];
  return [
    new Style({ stroke: new Stroke({ color: content.line, width: width + 1.4 }), zIndex: 0 }),
    new Style({ stroke: new Stroke({ color: inner, width }), text, zIndex: 1 }),
  ];
}
