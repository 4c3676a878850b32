/** From degrees to the plane of a 3° zone of CGCS2000 and back.
 *
 * There: Krüger's series, better than a millimetre anywhere in a zone. Back: the series of the national survey with
 * its own constants, because the area that law counts is measured through it (see survey_area.ts). */
export type Point = readonly [east: number, north: number];
export type Degrees = readonly [longitude: number, latitude: number];

export const SEMI_MINOR = 6_356_752.31414036;
export const ECCENTRICITY_2 = 0.0066943800229;
export const SECOND_ECCENTRICITY_2 = 0.00673949677548;
export const POLAR_RADIUS = 6_399_593.62586;
const SEMI_MAJOR = 6_378_137;
const FLATTENING = 1 / 298.257222101;
const MERIDIAN = [
  1.57048761144159e-7, 5.05250178820567e-3, 2.98472900956587e-5, 2.41626669230084e-7, 2.22241238938534e-9,
] as const;
const RADIANS = Math.PI / 180;
const [FIRST_ZONE, LAST_ZONE, NUMBERED, PLAIN] = [25, 45, 4513, 4534];

export class Zone {
  constructor(
    readonly number: number,
    readonly isNumbered: boolean,
  ) {}

  /** The zone of an EPSG number; null for another plane. */
  static of(epsg: number): Zone | null {
    const last = LAST_ZONE - FIRST_ZONE;
    if (epsg >= NUMBERED && epsg <= NUMBERED + last) return new Zone(epsg - NUMBERED + FIRST_ZONE, true);
    if (epsg >= PLAIN && epsg <= PLAIN + last) return new Zone(epsg - PLAIN + FIRST_ZONE, false);
    return null;
  }

  static needed(epsg: number): Zone {
    const zone = Zone.of(epsg);
    if (!zone) throw new Error(`EPSG:${epsg} is no 3° zone of CGCS2000`);
    return zone;
  }

  get meridian(): number {
    return 3 * this.number;
  }

  get falseEasting(): number {
    return 500_000 + (this.isNumbered ? this.number * 1_000_000 : 0);
  }

  /** Degrees become metres of the plane. */
  plane([longitude, latitude]: Degrees): Point {
    const n = FLATTENING / (2 - FLATTENING);
    const [n2, n3, n4] = [n ** 2, n ** 3, n ** 4];
    const radius = (SEMI_MAJOR / (1 + n)) * (1 + n2 / 4 + n4 / 64);
    const series = [
      n / 2 - (2 / 3) * n2 + (5 / 16) * n3 + (41 / 180) * n4,
      (13 / 48) * n2 - (3 / 5) * n3 + (557 / 1440) * n4,
      (61 / 240) * n3 - (103 / 140) * n4,
      (49561 / 161280) * n4,
    ];
    const e = Math.sqrt(FLATTENING * (2 - FLATTENING));
    const sine = Math.sin(latitude * RADIANS);
    const t = Math.sinh(Math.atanh(sine) - e * Math.atanh(e * sine));
    const turn = (longitude - this.meridian) * RADIANS;
    const xi = Math.atan2(t, Math.cos(turn));
    const eta = Math.atanh(Math.sin(turn) / Math.hypot(1, t));
    let [north, east] = [xi, eta];
    series.forEach((factor, at) => {
      const multiple = 2 * (at + 1);
      north += factor * Math.sin(multiple * xi) * Math.cosh(multiple * eta);
      east += factor * Math.cos(multiple * xi) * Math.sinh(multiple * eta);
    });
    return [this.falseEasting + radius * east, radius * north];
  }

  /** Metres of the plane become degrees. */
  degrees([east, north]: Point): Degrees {
    const [latitude, longitude] = inverse(north, east - this.falseEasting);
    return [this.meridian + longitude / RADIANS, latitude / RADIANS];
  }
}

/** Latitude and longitude in radians of a plane point, the easting counted from the central meridian. */
export function inverse(north: number, east: number): [latitude: number, longitude: number] {
  const [k0, k1, k2, k3, k4] = MERIDIAN;
  const first = k0 * north;
  const s = Math.sin(first);
  const s2 = s * s;
  const foot = first + Math.cos(first) * s * (k1 - s2 * (k2 - s2 * (k3 - s2 * k4)));
  const [t, cosine] = [Math.tan(foot), Math.cos(foot)];
  const t2 = t * t;
  const eta2 = SECOND_ECCENTRICITY_2 * cosine ** 2;
  const v2 = 1 + eta2;
  const q = (east * Math.sqrt(v2)) / POLAR_RADIUS;
  const q2 = q * q;
  const latitude =
    foot -
    v2 *
      t *
      q2 *
      (1 / 2 - q2 * ((5 + 3 * t2 + eta2 - 9 * eta2 * t2) / 24 - (q2 * (61 + 90 * t2 + 45 * t2 ** 2)) / 720));
  const series =
    1 - q2 * ((1 + 2 * t2 + eta2) / 6 - (q2 * (5 + 28 * t2 + 24 * t2 ** 2 + 6 * eta2 + 8 * eta2 * t2)) / 120);
  return [latitude, (q / cosine) * series];
}
