/** How large land is, by the formula of the national survey with its rounding: what the office's kernel says, to 0.01 ㎡. */
import {
  ECCENTRICITY_2,
  inverse,
  POLAR_RADIUS,
  type Point,
  SECOND_ECCENTRICITY_2,
  SEMI_MINOR,
  type Zone,
} from "./gauss_kruger";

export type Ring = readonly Point[];

const SECONDS_PER_RADIAN = 206_264.8062471;
const [E2, E4, E6, E8] = [1, 2, 3, 4].map((power) => ECCENTRICITY_2 ** power) as [number, number, number, number];
const TRAPEZOID = [
  1 + (3 / 6) * E2 + (30 / 80) * E4 + (35 / 112) * E6 + (630 / 2304) * E8,
  (1 / 6) * E2 + (15 / 80) * E4 + (21 / 112) * E6 + (420 / 2304) * E8,
  (3 / 80) * E4 + (7 / 112) * E6 + (180 / 2304) * E8,
  (1 / 112) * E6 + (45 / 2304) * E8,
  (5 / 2304) * E8,
];
const LONGEST_CHORD_M = 70;
const [PLANE_DECIMALS, INSERTED_DECIMALS, SECONDS_DECIMALS] = [4, 6, 6];

/** Square metres inside rings, the first being the outer one and the others holes. */
export function areaOf(rings: readonly Ring[], zone: Zone): number {
  const [outer, ...holes] = rings;
  if (!outer) return 0;
  return holes.reduce((left, hole) => left - sizeOf(hole, zone), sizeOf(outer, zone));
}

/** Metres of all boundaries on the ellipsoid. */
export function perimeterOf(rings: readonly Ring[], zone: Zone): number {
  let total = 0;
  for (const ring of rings) {
    for (const [start, end] of edgesOf(closed(ring))) {
      const middle: Point = [(start[0] + end[0]) / 2 - zone.falseEasting, (start[1] + end[1]) / 2];
      const [latitude] = inverse(middle[1], middle[0]);
      const eta2 = SECOND_ECCENTRICITY_2 * Math.cos(latitude) ** 2;
      const offset = (middle[0] * (1 + eta2)) / POLAR_RADIUS;
      total += Math.hypot(end[0] - start[0], end[1] - start[1]) / (1 + offset ** 2 / 2 + offset ** 4 / 24);
    }
  }
  return total;
}

/** A ring whose last point is its first. */
export function closed(ring: Ring): Ring {
  const [first, last] = [ring[0], ring[ring.length - 1]];
  if (!first || !last || (first[0] === last[0] && first[1] === last[1])) return ring;
  return [...ring, first];
}

function sizeOf(ring: Ring, zone: Zone): number {
  const rounded = closed(ring).map(
    ([east, north]): Point => [rounding(east - zone.falseEasting, PLANE_DECIMALS), rounding(north, PLANE_DECIMALS)],
  );
  const places = divided(rounded).map(([east, north]): Point => {
    const [latitude, longitude] = inverse(rounding(north, INSERTED_DECIMALS), rounding(east, INSERTED_DECIMALS));
    return [toSeconds(longitude), toSeconds(latitude)];
  });
  const reference = places[0]?.[0] ?? 0;
  let total = 0;
  for (const [start, end] of edgesOf(places)) {
    const width = (start[0] + end[0]) / 2 - reference;
    const [half, middle] = [(end[1] - start[1]) / 2, (start[1] + end[1]) / 2];
    let sum = 0;
    TRAPEZOID.forEach((factor, term) => {
      const multiple = 2 * term + 1;
      sum += (term % 2 ? -1 : 1) * factor * Math.sin(multiple * half) * Math.cos(multiple * middle);
    });
    total += 2 * SEMI_MINOR ** 2 * width * sum;
  }
  return Math.abs(total);
}

function toSeconds(radians: number): number {
  return rounding(radians * SECONDS_PER_RADIAN, SECONDS_DECIMALS) / SECONDS_PER_RADIAN;
}

function divided(points: Ring): Point[] {
  const made: Point[] = [];
  for (const [start, end] of edgesOf(points)) {
    const [east, north] = [end[0] - start[0], end[1] - start[1]];
    const pieces = Math.floor(Math.floor(Math.hypot(east, north)) / LONGEST_CHORD_M) + 1;
    for (let piece = 0; piece < pieces; piece++) {
      const share = piece / pieces;
      made.push([start[0] + east * share, start[1] + north * share]);
    }
  }
  const last = points[points.length - 1];
  if (last) made.push(last);
  return made;
}

/** From each point to the next. */
export function edgesOf(points: Ring): [Point, Point][] {
  return points.slice(1).map((end, at) => [points[at] as Point, end]);
}

/** Halves go to the even neighbour, as the office's kernel rounds. */
function rounding(value: number, places: number): number {
  const factor = 10 ** places;
  const scaled = value * factor;
  const below = Math.floor(scaled);
  const rest = scaled - below;
  const whole = rest < 0.5 || (rest === 0.5 && below % 2 === 0) ? below : below + 1;
  return whole / factor;
}
