/** Duty: a track is kept between its beginning and its end, and never else. */
import type { App } from "../app";
import { distance } from "../ground/shapes";
import type { Position } from "../store/shapes";

type TrackPoint = readonly [number, number, number, string];
const DRAFT = "track";
const AT_ONCE = 60;
const LONGEST_MS = 10 * 60_000;
const LEAST_M = 5;
const WORST_ACCURACY_M = 60;

export async function onDuty(app: App, on: boolean): Promise<void> {
  if (on) app.whereabouts.start();
  else await flush(app);
  await app.log.append({ kind: on ? "duty.begun" : "duty.ended", body: {}, ...app.about(null) });
}

/** Keep the track while on duty: points wait in a draft, so that a killed app loses none. */
export function keepTrack(app: App): void {
  if (app.work.isOnDuty) app.whereabouts.start();
  let last: Position | null = null;
  app.whereabouts.position.watch((position) => {
    if (!position || !app.work.isOnDuty || position.accuracy_m > WORST_ACCURACY_M) return;
    if (last && distance([last.lon, last.lat], [position.lon, position.lat]) < LEAST_M) return;
    last = position;
    void add(app, [position.lon, position.lat, position.accuracy_m, position.at]);
  });
}

async function add(app: App, point: TrackPoint): Promise<void> {
  const points = [...(await waiting(app)), point];
  await app.database.drafts.put({ key: DRAFT, value: points });
  const first = points[0];
  if (points.length >= AT_ONCE || (first && Date.now() - Date.parse(first[3]) > LONGEST_MS)) await flush(app);
}

async function flush(app: App): Promise<void> {
  const points = await waiting(app);
  if (points.length) await app.log.append({ kind: "track.recorded", body: { points }, ...app.about(null) }, [], DRAFT);
}

async function waiting(app: App): Promise<readonly TrackPoint[]> {
  return ((await app.database.drafts.get(DRAFT))?.value as readonly TrackPoint[] | undefined) ?? [];
}
