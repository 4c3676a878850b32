/** Boundaries from the file of a receiver or a drawing: TXT, CSV, DXF, KML, read on the device.
 *
 * What is east and what is north is told from their size where that tells it; else the person is asked. */
import { type Degrees, type Point, Zone } from "../ground/gauss_kruger";
import { distance } from "../ground/shapes";
import { metresIn } from "../telling";

export type Order = "east_north" | "north_east";

export interface Found {
  readonly rings: readonly (readonly Point[])[];
  /** How the columns were taken; null where the size of the numbers did not tell it and a person must. */
  readonly order: Order | "degrees" | null;
}

/** Why a file gives no boundary; `about` is what the sentence about it names. */
export class NotReadable extends Error {
  override readonly name = "NotReadable";

  constructor(
    readonly why: "empty" | "large" | "nothing" | "few" | "zone" | "far",
    readonly about: Readonly<Record<string, string | number>> = {},
    /** Of several ways to read a file, the one that came closest is told. */
    readonly closeness = 0,
  ) {
    super(why);
  }
}

const FAR_M = 50_000;
const FEWEST = 3;
const [FIRST_ZONE, LAST_ZONE] = [25, 45];
/** A boundary is some kilobytes; what is a thousand times as large is another file. */
export const LARGEST_BYTES = 20_000_000;

/** Read a file for land near `near`; `order` is what a person said of unclear columns. Raises NotReadable. */
export function readBoundary(text: string, name: string, zone: Zone, near: Degrees, order?: Order): Found {
  if (!text.trim()) throw new NotReadable("empty");
  const kind = kindOf(text, name);
  const raw = kind === "kml" ? kmlRings(text) : kind === "dxf" ? dxfRings(text) : tableRings(text);
  const rings = raw.map(cleaned).filter((ring) => ring.length >= FEWEST);
  const all = rings.flat();
  if (!all.length) {
    const most = Math.max(0, ...raw.map((ring) => cleaned(ring).length));
    throw most ? new NotReadable("few", { n: most }) : new NotReadable("nothing");
  }
  if (kind === "kml" || all.every(isDegrees)) {
    const isTurned = all.every(([a, b]) => a < 54 && b > 73);
    const placed = rings.map((ring) => ring.map(([a, b]) => zone.plane(isTurned ? [b, a] : [a, b])));
    return checked(placed, "degrees", zone, near);
  }
  return planeRings(rings, zone, near, order);
}

function planeRings(rings: Point[][], zone: Zone, near: Degrees, order?: Order): Found {
  const ways: readonly Order[] = order ? [order] : ["east_north", "north_east"];
  const found: Found[] = [];
  const faults: NotReadable[] = [];
  for (const way of ways) {
    try {
      const turned = rings.map((ring) => ring.map(([a, b]) => placed(way === "east_north" ? [a, b] : [b, a], zone)));
      found.push(checked(turned, way, zone, near));
    } catch (error) {
      if (!(error instanceof NotReadable)) throw error;
      faults.push(error);
    }
  }
  const [one, other] = found;
  if (one) return other ? { rings: one.rings, order: null } : one;
  throw faults.sort((a, b) => b.closeness - a.closeness)[0] ?? new NotReadable("nothing");
}

/** A point with or without its zone number in front, in the zone of the work. */
function placed([east, north]: Point, zone: Zone): Point {
  const number = east >= 1_000_000 ? Math.floor(east / 1_000_000) : zone.number;
  const from = new Zone(number, east >= 1_000_000);
  if (number === zone.number) return [east - from.falseEasting + zone.falseEasting, north];
  if (number < FIRST_ZONE || number > LAST_ZONE)
    throw new NotReadable("zone", { zone: number, ours: zone.number }, number / 100 - 1e9);
  return zone.plane(from.degrees([east, north]));
}

function checked(rings: Point[][], order: Found["order"], zone: Zone, near: Degrees): Found {
  for (const point of rings.flat()) {
    const away = distance(zone.degrees(point), near);
    if (away <= FAR_M) continue;
    throw new NotReadable(
      "far",
      { way: Number.isFinite(away) ? metresIn(away) : "?", ours: zone.number },
      -away || -1e8,
    );
  }
  return { rings, order };
}

function kindOf(text: string, name: string): "kml" | "dxf" | "table" {
  if (/\.kml$/i.test(name) || /<kml[\s>]/i.test(text.slice(0, 2000))) return "kml";
  if (/\.dxf$/i.test(name) || /^\s*0\s*\r?\n\s*SECTION/i.test(text)) return "dxf";
  return "table";
}

function isDegrees([a, b]: Point): boolean {
  return (a > 70 && a < 140 && b > 0 && b < 60) || (b > 70 && b < 140 && a > 0 && a < 60);
}

/** What is no number is no corner; a corner twice in a row is one, and the last is not the first again. */
function cleaned(all: Point[]): Point[] {
  const ring = all.filter(([a, b]) => Number.isFinite(a + b));
  const kept = ring.filter(([a, b], at) => at === 0 || a !== ring[at - 1]?.[0] || b !== ring[at - 1]?.[1]);
  const [first, last] = [kept[0], kept[kept.length - 1]];
  return first && last && kept.length > 1 && first[0] === last[0] && first[1] === last[1] ? kept.slice(0, -1) : kept;
}

function kmlRings(text: string): Point[][] {
  const page = new DOMParser().parseFromString(text, "application/xml");
  const within = (tag: string) => [...page.getElementsByTagName("*")].filter((one) => one.localName === tag);
  const shapes = within("LinearRing").length ? within("LinearRing") : within("LineString");
  const lines = shapes.map(
    (one) => [...one.getElementsByTagName("*")].find((inner) => inner.localName === "coordinates")?.textContent ?? "",
  );
  const rings = lines.map((line) => line.trim().split(/\s+/).map(pair));
  if (rings.some((ring) => ring.length > 1)) return rings;
  return [within("coordinates").map((one) => pair(one.textContent?.trim() ?? ""))]; // single points in their order
}

function pair(text: string): Point {
  const [a = Number.NaN, b = Number.NaN] = text.split(",").map(Number);
  return [a, b];
}

/** LWPOLYLINE, and POLYLINE with its VERTEX; single POINT in their order where there is no line. */
function dxfRings(text: string): Point[][] {
  const lines = text.split(/\r?\n/);
  const rings: Point[][] = [];
  const points: Point[] = [];
  let [entity, east]: [string, number] = ["", Number.NaN];
  let isLine = false;
  for (let at = 0; at + 1 < lines.length; at += 2) {
    const code = Number(lines[at]?.trim());
    const value = (lines[at + 1] ?? "").trim();
    if (code === 0) {
      entity = value;
      isLine = entity === "LWPOLYLINE" || entity === "VERTEX";
      if (entity === "LWPOLYLINE" || entity === "POLYLINE") rings.push([]);
    } else if (code === 10 && (isLine || entity === "POINT")) east = Number(value);
    else if (code === 20 && isLine) rings[rings.length - 1]?.push([east, Number(value)]);
    else if (code === 20 && entity === "POINT") points.push([east, Number(value)]);
  }
  const found = rings.filter((ring) => ring.length > 2);
  return found.length ? found : [points];
}

/** One point a line, its coordinates the last two numbers large enough, or those of the columns that are named; the
 * survey's plot file (J1,1,north,east) tells its rings by their number. */
function tableRings(text: string): Point[][] {
  const rings = new Map<string, Point[]>();
  let columns: [number, number] | null = null;
  let plot = 0;
  for (const line of text.split(/\r?\n/)) {
    if (/@\s*$/.test(line)) {
      plot += 1;
      continue;
    }
    const cells = line.trim().split(/[\t,;，；]|\s+/).map((cell) => cell.trim().replace(/^"|"$/g, "")); // biome-ignore format: one step
    columns = named(cells) ?? columns;
    const numbers = cells.map((cell) => (/^[+-]?\d+(?:\.\d+)?$/.test(cell) ? Number(cell) : Number.NaN));
    const point = columns ? ([numbers[columns[0]], numbers[columns[1]]] as [number, number]) : lastTwo(numbers);
    if (!point || !Number.isFinite(point[0] + point[1])) continue;
    const isPlotLine = /^J\d+/i.test(cells[0] ?? "") && cells.length >= 4;
    const key = isPlotLine ? `${plot}/${cells[1]}` : "";
    const ring = rings.get(key);
    if (ring) ring.push(point);
    else rings.set(key, [point]);
  }
  return [...rings.values()];
}

/** East and north by the name of their column; both, or none. */
function named(cells: readonly string[]): [number, number] | null {
  const at = (names: RegExp) => cells.findIndex((cell) => names.test(cell));
  const east = at(/^(?:东坐标|东|横坐标|经度|east(?:ing)?|lon(?:gitude)?|lng|e)$/i);
  const north = at(/^(?:北坐标|北|纵坐标|纬度|north(?:ing)?|lat(?:itude)?|n)$/i);
  return east >= 0 && north >= 0 ? [east, north] : null;
}

/** Two neighbouring numbers of the size of coordinates: heights and point numbers are smaller. */
function lastTwo(numbers: readonly number[]): [number, number] | null {
  for (let at = numbers.length - 1; at > 0; at--) {
    const [a, b] = [numbers[at - 1] as number, numbers[at] as number];
    if ((a >= 100_000 && b >= 100_000) || isDegrees([a, b])) return [a, b];
  }
  return null;
}
