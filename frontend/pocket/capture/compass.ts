/** Where a telephone looks: its camera where it is held up, its upper edge where it lies in the hand. */
export interface Turned {
  readonly alpha: number | null;
  readonly beta: number | null;
  readonly gamma: number | null;
  readonly absolute: boolean;
  /** Some browsers work it out themselves. */
  readonly webkitCompassHeading?: number;
}

const RADIANS = Math.PI / 180;
const HELD_UP = 0.5; // how much of the way out of its back is level: held up by 30° or more

/** Degrees from north, clockwise; null where the browser does not know where north is. `turn` is that of the screen. */
export function headingOf({ alpha, beta, gamma, absolute, webkitCompassHeading }: Turned, turn = 0): number | null {
  if (webkitCompassHeading !== undefined) return round(webkitCompassHeading + turn);
  if (!absolute || alpha === null) return null;
  const [a, b, c] = [alpha * RADIANS, (beta ?? 0) * RADIANS, (gamma ?? 0) * RADIANS];
  const east = -Math.cos(a) * Math.sin(c) - Math.sin(a) * Math.sin(b) * Math.cos(c);
  const north = -Math.sin(a) * Math.sin(c) + Math.cos(a) * Math.sin(b) * Math.cos(c);
  if (Math.hypot(east, north) >= HELD_UP) return round(Math.atan2(east, north) / RADIANS);
  return round(turn - alpha);
}

function round(degrees: number): number {
  return Math.round(degrees + 720) % 360;
}
