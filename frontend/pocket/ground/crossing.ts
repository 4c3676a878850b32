/** What lies inside a boundary, layer by layer: the preliminary answer on the spot. The office measures again. */
import * as polyclip from "polyclip-ts";
import type { Layer, LayerArea } from "../packages/shapes";
import type { Point, Zone } from "./gauss_kruger";
import { boxOf } from "./shapes";
import { areaOf, type Ring } from "./survey_area";

type Rings = readonly Ring[];

export interface Share {
  readonly code: string;
  readonly label: string;
  readonly more: Readonly<Record<string, unknown>>;
  readonly area: number;
}

export interface Crossing {
  readonly kind: string;
  readonly title: string;
  readonly asOf: string;
  readonly shares: readonly Share[];
  /** What none of the layer's areas covers. */
  readonly rest: number;
}

const LEAST_M2 = 0.01;

export function crossing(rings: Rings, layers: readonly Layer[], zone: Zone): Crossing[] {
  const whole = areaOf(rings, zone);
  const [origin = [0, 0] as Point] = rings[0] ?? [];
  const box = boxOf(rings[0] ?? []);
  const shape = moved(rings, origin);
  return layers.map((layer) => {
    const shares = new Map<string, Share>();
    let covered: polyclip.Geom | null = null;
    for (const area of layer.areas) {
      const at = zoneOf(layer.epsg, zone, area.rings);
      if (!meets(box, boxOf(at[0] ?? []))) continue;
      const common = cut(shape, moved(at, origin));
      const size = common.reduce((sum, polygon) => sum + areaOf(back(polygon, origin), zone), 0);
      if (size < LEAST_M2) continue;
      const known = shares.get(key(area));
      shares.set(key(area), {
        code: area.code,
        label: labelOf(layer, area),
        more: area.more ?? {},
        area: size + (known?.area ?? 0),
      });
      covered = covered ? polyclip.union(covered, common) : common;
    }
    const inside = (covered ?? []) as [number, number][][][];
    const rest = whole - inside.reduce((sum, polygon) => sum + areaOf(back(polygon, origin), zone), 0);
    return {
      kind: layer.kind,
      title: layer.title,
      asOf: layer.as_of ?? "",
      shares: [...shares.values()].sort((a, b) => b.area - a.area),
      rest: rest < LEAST_M2 ? 0 : rest,
    };
  });
}

/** Areas of one class count together; papers each for itself. */
function key(area: LayerArea): string {
  return area.code || area.label;
}

function labelOf(layer: Layer, area: LayerArea): string {
  return layer.classes?.[area.code] || area.label || area.code;
}

function cut(one: [number, number][][], other: [number, number][][]): [number, number][][][] {
  return polyclip.intersection(one as polyclip.Geom, other as polyclip.Geom) as [number, number][][][];
}

/** Coordinates of a package are those of its zone; a layer of the other variant is carried over. */
function zoneOf(epsg: number, zone: Zone, rings: Rings): Rings {
  const own = (zone.constructor as typeof Zone).needed(epsg);
  if (own.falseEasting === zone.falseEasting) return rings;
  if (own.number === zone.number) {
    const shift = zone.falseEasting - own.falseEasting;
    return rings.map((ring) => ring.map(([east, north]) => [east + shift, north] as const));
  }
  return rings.map((ring) => ring.map((point) => zone.plane(own.degrees(point))));
}

function moved(rings: Rings, [east, north]: Point): [number, number][][] {
  return rings.map((ring) => ring.map(([x, y]) => [x - east, y - north]));
}

function back(polygon: [number, number][][], [east, north]: Point): Ring[] {
  return polygon.map((ring) => ring.map(([x, y]) => [x + east, y + north] as const));
}

function meets(a: readonly number[], b: readonly number[]): boolean {
  const [aw = 0, as = 0, ae = 0, an = 0] = a;
  const [bw = 0, bs = 0, be = 0, bn = 0] = b;
  return aw <= be && bw <= ae && as <= bn && bs <= an;
}
