/** Numbers and moments as people read them. */
const UNITS = ["B", "kB", "MB", "GB"];
const M2_OF_MU = 10_000 / 15;

export function bytesIn(bytes: number): string {
  let [size, unit] = [bytes, 0];
  while (size >= 1000 && unit < UNITS.length - 1) [size, unit] = [size / 1000, unit + 1];
  return `${unit && size < 100 ? size.toFixed(1) : Math.round(size)} ${UNITS[unit]}`;
}

/** 11-26 09:14 of a moment, in local time. */
export function clockIn(moment: string): string {
  const at = new Date(moment);
  const two = (number: number) => String(number).padStart(2, "0");
  return `${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** 2024-07-02 of a moment, in local time. */
export function dayIn(moment: string): string {
  return new Date(moment).toLocaleDateString("sv");
}

export function metresIn(metres: number): string {
  if (metres < 1000) return `${Math.round(metres)} m`;
  return `${(metres / 1000).toFixed(metres < 10_000 ? 1 : 0)} km`;
}

/** 亩 to two places, a half going up. */
export function mu(squareMetres: number): string {
  return (Math.round((squareMetres / M2_OF_MU) * 100 + 1e-9) / 100).toFixed(2);
}

export function m2(squareMetres: number): string {
  return squareMetres.toFixed(2);
}

/** A patch number in two pieces: what all share, and what tells it apart. */
export function numberParts(number: string): [string, string] {
  return number.length > 10 ? [number.slice(0, -6), number.slice(-6)] : ["", number];
}
