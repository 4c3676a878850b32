/** How much is safe: entries and files alike, by item, with the reason of each that is not. */
import type { EntryRow, MediaRow, PocketDatabase } from "./database";

export interface Ledger {
  readonly total: number;
  readonly safe: number;
  readonly entries: readonly EntryRow[];
  readonly files: readonly MediaRow[];
  readonly bytes: number;
}

export async function ledgerOf(database: PocketDatabase): Promise<Ledger> {
  const tables = [database.entries, database.media];
  const [all, media, entries, files] = await database.transaction("r", tables, () =>
    Promise.all([
      database.entries.count(),
      database.media.count(),
      database.entries.where("isSafe").equals(0).sortBy("seq"),
      database.media.where("isSafe").equals(0).toArray(),
    ]),
  );
  const total = all + media;
  const bytes = files.reduce((sum, one) => sum + one.bytes - one.sent, 0);
  return { total, safe: total - entries.length - files.length, entries, files, bytes };
}

export interface Room {
  readonly used: number;
  readonly quota: number;
  readonly isPersistent: boolean;
}

/** How much room the browser gives, and whether it promised not to take it back. */
export async function roomOf(): Promise<Room | null> {
  if (!navigator.storage?.estimate) return null;
  const { usage = 0, quota = 0 } = await navigator.storage.estimate();
  return { used: usage, quota, isPersistent: (await navigator.storage.persisted?.()) ?? false };
}
