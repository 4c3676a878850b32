/** What was done on one patch by this device, read from its log. */
import type { ReadEntry } from "../store/log";
import type { Bodies, EntryKind, Outcome } from "../store/shapes";

export interface Visit {
  readonly id: string;
  readonly begun: string;
  ended: string | null;
  outcome: Outcome | null;
  note: string;
}

export type Of<K extends EntryKind> = ReadEntry<K>;

export interface PatchWork {
  readonly entries: readonly ReadEntry[];
  readonly facts: Readonly<Record<string, string>>;
  readonly told: Readonly<Record<string, ReadEntry>>;
  readonly visits: readonly Visit[];
  readonly photos: readonly Of<"photo.taken">[];
  readonly recordings: readonly (Of<"voice.recorded"> | Of<"video.taken">)[];
  readonly measured: readonly Of<"boundary.measured">[];
  readonly notes: readonly Of<"note.written">[];
}

export type Standing = "todo" | "visiting" | Outcome;

/** Read the log of a patch; what was withdrawn tells nothing, but stays in `entries`. */
export function patchWork(entries: readonly ReadEntry[], known: Readonly<Record<string, string>>): PatchWork {
  const withdrawn = withdrawnIn(entries);
  const facts: Record<string, string> = { ...known };
  const told: Record<string, ReadEntry> = {};
  const visits: Visit[] = [];
  const kept = entries.filter((one) => !withdrawn.has(one.id));
  for (const entry of kept) {
    if (is(entry, "facts.told")) {
      for (const change of entry.body.changes) {
        facts[change.fact] = change.new;
        told[change.fact] = entry;
      }
    } else if (is(entry, "visit.begun")) {
      visits.push({ id: entry.visit ?? entry.id, begun: entry.at, ended: null, outcome: null, note: "" });
    } else if (is(entry, "visit.ended")) {
      const visit = visits.find((one) => one.id === entry.visit);
      if (visit) Object.assign(visit, { ended: entry.at, outcome: entry.body.outcome, note: entry.body.note });
    }
  }
  const all = <K extends EntryKind>(kind: K) => kept.filter((one): one is Of<K> => one.kind === kind);
  return {
    entries,
    facts,
    told,
    visits,
    photos: all("photo.taken"),
    recordings: [...all("voice.recorded"), ...all("video.taken")],
    measured: all("boundary.measured"),
    notes: all("note.written"),
  };
}

/** How a patch stands for the surveyor. */
export function standingOf(work: PatchWork): Standing {
  const last = work.visits[work.visits.length - 1];
  if (!last) return "todo";
  return last.ended ? (last.outcome ?? "todo") : "visiting";
}

export function openVisit(work: PatchWork): Visit | null {
  return work.visits.find((one) => !one.ended) ?? null;
}

export function withdrawnIn(entries: readonly ReadEntry[]): Set<string> {
  return new Set(entries.filter((one) => is(one, "entry.withdrawn")).map((one) => one.body.entry));
}

export function is<K extends EntryKind>(entry: ReadEntry, kind: K): entry is ReadEntry<K> & { body: Bodies[K] } {
  return entry.kind === kind;
}
