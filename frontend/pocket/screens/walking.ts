/** Corners from the receiver of the telephone: what is too rough is left out, a corner is the mean of several. */

import { distance } from "../ground/shapes";
import type { Corner, Method, Position } from "../store/shapes";

export const WORST_M = 15;
export const FIXES_OF_A_CORNER = 5;
const LEAST_STEP_M = 3;

/** The mean of fixes, the better ones weighing more; null where none is good enough. */
export function averaged(fixes: readonly Position[]): Corner | null {
  const good = fixes.filter((one) => one.accuracy_m <= WORST_M);
  if (!good.length) return null;
  let [weight, lon, lat] = [0, 0, 0];
  for (const one of good) {
    const own = 1 / Math.max(one.accuracy_m, 0.5) ** 2;
    weight += own;
    lon += one.lon * own;
    lat += one.lat * own;
  }
  const accuracy = good.reduce((sum, one) => sum + one.accuracy_m, 0) / good.length;
  const last = good[good.length - 1] as Position;
  const round = (value: number) => Math.round(value * 1e9) / 1e9;
  return {
    lon: round(lon / weight),
    lat: round(lat / weight),
    accuracy_m: Math.round(accuracy * 10) / 10,
    at: last.at,
    averaged: good.length,
  };
}

/** Whether a fix is a next point of a walk: good enough, and far enough from the last. */
export function isStep(fix: Position, last: Corner | undefined): boolean {
  if (fix.accuracy_m > WORST_M) return false;
  return !last || distance([last.lon, last.lat], [fix.lon, fix.lat]) >= Math.max(LEAST_STEP_M, fix.accuracy_m / 3);
}

/** How a boundary came about: by a receiver's file, walked corner by corner, or tapped as soon as one corner was. */
export function methodOf(corners: readonly Corner[], isFile: boolean): Method {
  if (isFile) return "receiver";
  return corners.some(({ accuracy_m }) => accuracy_m === null) ? "tapped" : "walked";
}
