/** Where one stands and where one looks: the browser's position and compass, for whoever watches. */

import { Signal } from "../signal";
import { moment } from "../store/device";
import type { Position } from "../store/shapes";

export type NoPosition = "denied" | "unavailable" | "timeout" | "unsupported";
const OLD_MS = 20_000;

interface Compass extends DeviceOrientationEvent {
  readonly webkitCompassHeading?: number;
}

export class Whereabouts {
  readonly position = new Signal<Position | null>(null);
  readonly trouble = new Signal<NoPosition | null>(null);
  readonly heading = new Signal<number | null>(null);
  tilt: number | null = null;
  private watching = 0;
  private heardAt = 0;

  /** Begin to listen; the browser asks the person the first time. */
  start(): void {
    if (this.watching || !("geolocation" in navigator)) {
      if (!("geolocation" in navigator)) this.trouble.set("unsupported");
      return;
    }
    this.watching = navigator.geolocation.watchPosition(
      (found) => this.came(found),
      (error) => {
        this.trouble.set(error.code === 1 ? "denied" : error.code === 2 ? "unavailable" : "timeout");
        if (error.code === 1) this.stop();
      },
      { enableHighAccuracy: true, maximumAge: 2_000, timeout: 30_000 },
    );
    addEventListener("deviceorientationabsolute", this.turned as EventListener);
    addEventListener("deviceorientation", this.turned as EventListener);
  }

  stop(): void {
    if (this.watching) navigator.geolocation.clearWatch(this.watching);
    this.watching = 0;
  }

  /** Where one is now: what came last, when that is not old; null where nobody knows. */
  get fresh(): Position | null {
    return Date.now() - this.heardAt < OLD_MS ? this.position.value : null;
  }

  /** Some browsers give the compass only after a press of a button. */
  async askForCompass(): Promise<void> {
    const kind = window.DeviceOrientationEvent as unknown as { requestPermission?: () => Promise<string> } | undefined;
    await kind?.requestPermission?.().catch(() => undefined);
  }

  private came({ coords, timestamp }: GeolocationPosition): void {
    this.heardAt = Date.now();
    this.trouble.set(null);
    const { longitude: lon, latitude: lat, accuracy, altitude, heading, speed } = coords;
    if (this.heading.value === null && heading !== null && !Number.isNaN(heading) && (speed ?? 0) > 1)
      this.heading.set(heading);
    this.position.set({
      lon,
      lat,
      accuracy_m: Math.round(accuracy * 10) / 10,
      altitude_m: altitude,
      at: moment(new Date(timestamp)),
      source: "gps",
    });
  }

  private readonly turned = (event: Compass): void => {
    this.tilt = event.beta === null ? null : Math.round(event.beta);
    const north = event.webkitCompassHeading ?? (event.absolute && event.alpha !== null ? 360 - event.alpha : null);
    if (north === null) return;
    const turn = screen.orientation?.angle ?? 0;
    this.heading.set(Math.round((north + turn + 360) % 360));
  };
}
