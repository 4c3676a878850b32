/** Outlines as text: one point a line, longitude and latitude; an empty line begins another outline. */
import type Geometry from "ol/geom/Geometry";
import MultiPolygon from "ol/geom/MultiPolygon";
import Polygon from "ol/geom/Polygon";

const NUMBER = /[-+]?\d+(?:\.\d+)?/g;
const DIGITS = 8; // a millimetre

/** Return the outlines in degrees; those in metres are left to the server, which knows the zone. */
export function ringsOf(text: string): number[][][] {
  const rings: number[][][] = [];
  for (const block of text.replace(/\r/g, "").split(/\n\s*\n/)) {
    const ring: number[][] = [];
    for (const line of block.split("\n")) {
      const [first, second] = (line.match(NUMBER) ?? []).slice(-2).map(Number);
      if (first === undefined || second === undefined) continue;
      if (Math.abs(first) > 180 || Math.abs(second) > 180) return [];
      ring.push(Math.abs(first) > Math.abs(second) ? [first, second] : [second, first]);
    }
    if (ring.length > 2) rings.push(ring);
  }
  return rings;
}

/** Return outlines in degrees as text. */
export function textOf(shapes: (Geometry | undefined)[]): string {
  const polygons = shapes.flatMap((one) =>
    one instanceof MultiPolygon ? one.getPolygons() : one instanceof Polygon ? [one] : [],
  );
  return polygons
    .map((one) =>
      (one.getCoordinates()[0] ?? [])
        .slice(0, -1)
        .map(([lon, lat]) => `${(lon ?? 0).toFixed(DIGITS)}, ${(lat ?? 0).toFixed(DIGITS)}`)
        .join("\n"),
    )
    .join("\n\n");
}
