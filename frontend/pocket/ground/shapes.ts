/** Plain questions about points and rings of the plane. */
import type { Degrees, Point } from "./gauss_kruger";
import { closed, edgesOf, type Ring } from "./survey_area";

const EARTH_M = 6_371_008.8;
const RADIANS = Math.PI / 180;

/** Metres between two places. */
export function distance([fromLon, fromLat]: Degrees, [toLon, toLat]: Degrees): number {
  const [a, b] = [fromLat * RADIANS, toLat * RADIANS];
  const across = ((toLon - fromLon) * RADIANS) / 2;
  const up = (b - a) / 2;
  return 2 * EARTH_M * Math.asin(Math.sqrt(Math.sin(up) ** 2 + Math.cos(a) * Math.cos(b) * Math.sin(across) ** 2));
}

/** Degrees from north, clockwise, of the way from one place to another. */
export function bearing([fromLon, fromLat]: Degrees, [toLon, toLat]: Degrees): number {
  const [a, b] = [fromLat * RADIANS, toLat * RADIANS];
  const turn = (toLon - fromLon) * RADIANS;
  const east = Math.sin(turn) * Math.cos(b);
  const north = Math.cos(a) * Math.sin(b) - Math.sin(a) * Math.cos(b) * Math.cos(turn);
  return (Math.atan2(east, north) / RADIANS + 360) % 360;
}

/** Where one comes to from a place by a bearing and a distance. */
export function reached([lon, lat]: Degrees, towards: number, metres: number): Degrees {
  const north = (metres * Math.cos(towards * RADIANS)) / EARTH_M / RADIANS;
  const east = (metres * Math.sin(towards * RADIANS)) / EARTH_M / RADIANS / Math.cos(lat * RADIANS);
  return [lon + east, lat + north];
}

/** The first two edges of a ring that cross or lie on one another, by the number of their first corner; else null. */
export function selfCrossing(ring: Ring): [number, number] | null {
  const points = closed(ring);
  const edges = points.length - 1;
  for (let one = 0; one < edges; one++) {
    for (let other = one + 1; other < edges; other++) {
      const [a, b, c, d] = [points[one], points[one + 1], points[other], points[other + 1]] as [
        Point,
        Point,
        Point,
        Point,
      ];
      const areNeighbours = other === one + 1 || (one === 0 && other === edges - 1);
      if (areNeighbours ? foldsBack(a, b, c, d, other === one + 1) : crosses(a, b, c, d)) return [one, other];
    }
  }
  return null;
}

/** Whether a point lies inside a ring. */
export function isInside([east, north]: Point, ring: Ring): boolean {
  let inside = false;
  const points = closed(ring);
  for (let at = 1; at < points.length; at++) {
    const [a, b] = [points[at - 1] as Point, points[at] as Point];
    if (a[1] > north !== b[1] > north && east < ((b[0] - a[0]) * (north - a[1])) / (b[1] - a[1]) + a[0]) {
      inside = !inside;
    }
  }
  return inside;
}

/** Metres between two shapes of the plane; 0 where they meet. */
export function apart(one: Ring, others: readonly Ring[]): number {
  let least = Number.POSITIVE_INFINITY;
  for (const other of others) {
    if (one[0] && other[0] && (isInside(one[0], other) || isInside(other[0], one))) return 0;
    for (const [a, b] of edgesOf(closed(one))) {
      for (const [c, d] of edgesOf(closed(other))) {
        if (crosses(a, b, c, d)) return 0;
        least = Math.min(least, away(a, c, d), away(b, c, d), away(c, a, b), away(d, a, b));
      }
    }
  }
  return least;
}

/** West, south, east, north of points. */
export function boxOf(points: readonly Point[]): [number, number, number, number] {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [east, north] of points) {
    box[0] = Math.min(box[0], east);
    box[1] = Math.min(box[1], north);
    box[2] = Math.max(box[2], east);
    box[3] = Math.max(box[3], north);
  }
  return box;
}

/** How far a point is from an edge. */
function away(point: Point, start: Point, end: Point): number {
  const [east, north] = [end[0] - start[0], end[1] - start[1]];
  const along = (point[0] - start[0]) * east + (point[1] - start[1]) * north;
  const share = Math.min(1, Math.max(0, along / (east ** 2 + north ** 2 || 1)));
  return Math.hypot(point[0] - start[0] - share * east, point[1] - start[1] - share * north);
}

function side(a: Point, b: Point, c: Point): number {
  return Math.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]));
}

function within(a: Point, b: Point, c: Point): boolean {
  return (
    Math.min(a[0], b[0]) <= c[0] &&
    c[0] <= Math.max(a[0], b[0]) &&
    Math.min(a[1], b[1]) <= c[1] &&
    c[1] <= Math.max(a[1], b[1])
  );
}

function crosses(a: Point, b: Point, c: Point, d: Point): boolean {
  const [one, two, three, four] = [side(a, b, c), side(a, b, d), side(c, d, a), side(c, d, b)];
  if (one !== two && three !== four && one * two < 0 && three * four < 0) return true;
  return (
    (one === 0 && within(a, b, c)) ||
    (two === 0 && within(a, b, d)) ||
    (three === 0 && within(c, d, a)) ||
    (four === 0 && within(c, d, b))
  );
}

/** Neighbouring edges share a corner; they cross only where one runs back over the other. */
function foldsBack(a: Point, b: Point, c: Point, d: Point, isNext: boolean): boolean {
  const [corner, from, to] = isNext ? [b, a, d] : [a, b, c];
  if (side(from, corner, to) !== 0) return false;
  return (from[0] - corner[0]) * (to[0] - corner[0]) + (from[1] - corner[1]) * (to[1] - corner[1]) > 0;
}
