/** Coordinates in words: degrees of CGCS2000 and metres of the working zone. The web's grid is only what the screen uses. */
import proj4 from "proj4";

export interface Zone {
  toMetres(longitude: number, latitude: number): [number, number];
}

/** A 3° zone of CGCS2000 by its central meridian, eastings without the number of the zone. */
export function zoneOf(meridian: number): Zone {
  const plane = `+proj=tmerc +lat_0=0 +lon_0=${meridian} +k=1 +x_0=500000 +y_0=0 +a=6378137 +rf=298.257222101 +units=m`;
  const way = proj4("+proj=longlat +a=6378137 +rf=298.257222101", plane);
  return { toMetres: (longitude, latitude) => way.forward([longitude, latitude]) as [number, number] };
}

/** An angle in degrees, minutes and seconds: 113°54′00.0″. */
export function inSeconds(degrees: number, places = 1): string {
  const unit = 10 ** places;
  const ticks = Math.round(Math.abs(degrees) * 3600 * unit);
  const seconds = (ticks % (60 * unit)) / unit;
  const minutes = Math.floor(ticks / (60 * unit)) % 60;
  const whole = Math.floor(ticks / (3600 * unit));
  const padded = seconds.toFixed(places).padStart(places ? 3 + places : 2, "0");
  return `${degrees < 0 ? "-" : ""}${whole}°${String(minutes).padStart(2, "0")}′${padded}″`;
}
