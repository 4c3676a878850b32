/** Where one stands and where one looks: the browser's position and compass, for whoever watches. */

import { Signal } from "../signal";
import { moment } from "../store/device";
import type { Position } from "../store/shapes";
import { headingOf } from "./compass";

export type NoPosition = "denied" | "unavailable" | "timeout" | "unsupported";
const OLD_MS = 60_000;
const SILENT_MS = 8_000; // some browsers say nothing more while one stands still: then they are asked

const WALKING_M_S = 1;

export class Whereabouts {
  readonly position = new Signal<Position | null>(null);
  readonly trouble = new Signal<NoPosition | null>(null);
  /** Where the telephone looks, by its compass. */
  readonly heading = new Signal<number | null>(null);
  /** Where one goes; null while one stands. */
  private course: number | null = null;
  tilt: number | null = null;
  private watching = 0;
  private heardAt = 0;
  private asking = 0;

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
    this.asking = window.setInterval(() => this.ask(), SILENT_MS);
    addEventListener("deviceorientationabsolute", this.turned as EventListener);
    addEventListener("deviceorientation", this.turned as EventListener);
  }

  stop(): void {
    if (this.watching) navigator.geolocation.clearWatch(this.watching);
    clearInterval(this.asking);
    this.watching = 0;
  }

  /** Where one is now: what came last, when that is not old; null where nobody knows. */
  get fresh(): Position | null {
    return Date.now() - this.heardAt < OLD_MS ? this.position.value : null;
  }

  /** Which way is ahead: by the compass, else the way one goes. What a camera looks at only the compass tells. */
  get ahead(): number | null {
    return this.heading.value ?? this.course;
  }

  /** Some browsers give the compass only after a press of a button. */
  async askForCompass(): Promise<void> {
    const kind = window.DeviceOrientationEvent as unknown as { requestPermission?: () => Promise<string> } | undefined;
    await kind?.requestPermission?.().catch(() => undefined);
  }

  private ask(): void {
    if (document.visibilityState !== "visible" || Date.now() - this.heardAt < SILENT_MS) return;
    const options = { enableHighAccuracy: true, maximumAge: 1_000, timeout: SILENT_MS };
    navigator.geolocation.getCurrentPosition(
      (found) => this.came(found),
      () => undefined,
      options,
    );
  }

  private came({ coords, timestamp }: GeolocationPosition): void {
    this.heardAt = Date.now();
    this.trouble.set(null);
    const { longitude: lon, latitude: lat, accuracy, altitude, heading, speed } = coords;
    this.course = heading !== null && !Number.isNaN(heading) && (speed ?? 0) > WALKING_M_S ? heading : null;
    this.position.set({
      lon,
      lat,
      accuracy_m: Math.round(accuracy * 10) / 10,
      altitude_m: altitude,
      at: moment(new Date(timestamp)),
      source: "gps",
    });
  }

  private readonly turned = (event: DeviceOrientationEvent): void => {
    this.tilt = event.beta === null ? null : Math.round(event.beta);
    const heading = headingOf(event, screen.orientation?.angle ?? 0);
    if (heading !== null && heading !== this.heading.value) this.heading.set(heading);
  };
}
