/** Bodies of entries, as docs/reference/field-protocol.md has them. */
import type { Point } from "../ground/gauss_kruger";

export interface Position {
  readonly lon: number;
  readonly lat: number;
  readonly accuracy_m: number;
  readonly altitude_m: number | null;
  readonly at: string;
  readonly source: "gps" | "mock" | "tapped";
}

export interface Media {
  readonly sha256: string;
  readonly bytes: number;
  readonly type: string;
  readonly name: string;
}

export interface Change {
  readonly fact: string;
  readonly old: string;
  readonly new: string;
}

export interface Corner {
  readonly lon: number;
  readonly lat: number;
  readonly accuracy_m: number | null;
  readonly at: string;
  readonly averaged: number;
}

export type Method = "walked" | "tapped" | "receiver";
export type MeasuredOf = "land" | "cultivated" | "building" | "change_survey";
export type Outcome = "done" | "not_reached" | "refused" | "later";
export type View = "near" | "far" | "inside";
type Rings = readonly (readonly Point[])[];

export interface Bodies {
  "visit.begun": { position: Position | null };
  "visit.ended": { position: Position | null; outcome: Outcome; note: string };
  "facts.told": { changes: readonly Change[]; source: string };
  "boundary.measured": {
    id: string;
    method: Method;
    of: MeasuredOf;
    epsg: number;
    rings: Rings;
    points: readonly Corner[];
    area_m2: string;
    receiver_file: string | null;
    accuracy_m: number | null;
  };
  "photo.taken": {
    media: Media;
    position: Position | null;
    bearing: number | null;
    tilt: number | null;
    view: View;
    reshoot_of: string | null;
    note: string;
  };
  "video.taken": {
    media: Media;
    position: Position | null;
    bearing: number | null;
    tilt: number | null;
    seconds: number | null;
    note: string;
  };
  "voice.recorded": { media: Media; position: Position | null; seconds: number | null; note: string };
  "file.added": { media: Media; note: string };
  "note.written": { text: string };
  "patch.found": { id: string; epsg: number; rings: Rings; found_by: "field"; note: string; township: string };
  "duty.begun": Record<string, never>;
  "duty.ended": Record<string, never>;
  "track.recorded": { points: readonly (readonly [number, number, number, string])[] };
  "entry.withdrawn": { entry: string; reason: string };
}

export type EntryKind = keyof Bodies;
export type Body<K extends EntryKind> = Bodies[K];
