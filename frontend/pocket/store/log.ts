/** The log of the device: what a surveyor did, one entry after another, each naming the hash of the one before. */
import type { EntryRow, MediaRow, PocketDatabase } from "./database";
import { type Device, moment } from "./device";
import { digestOf, digestOfText } from "./digest";
import { DiskFull, isDiskFull } from "./reserve";
import { SecondCopy } from "./second_copy";
import type { Body, EntryKind } from "./shapes";

const LOCK = "tuban-pocket-log";

export interface Deed<K extends EntryKind = EntryKind> {
  readonly kind: K;
  readonly body: Body<K>;
  readonly patch?: string | null;
  readonly visit?: string | null;
  readonly package?: string | null;
}

/** An entry as it is read back. */
export interface ReadEntry<K extends EntryKind = EntryKind> {
  readonly hash: string;
  readonly seq: number;
  readonly id: string;
  readonly at: string;
  readonly patch: string;
  readonly visit: string | null;
  readonly kind: K;
  readonly body: Body<K>;
  readonly isSafe: boolean;
  readonly applied: string;
  readonly reason: string;
}

export class NotRegistered extends Error {
  override readonly name = "NotRegistered";
}

/** The browser threw the database away while the app ran. */
export class DatabaseGone extends Error {
  override readonly name = "DatabaseGone";
}

export interface NewFile {
  readonly blob: Blob;
  readonly sha256: string;
  readonly name: string;
}

export class Log {
  private readonly heard = new Set<(row: EntryRow) => void>();

  constructor(
    private readonly database: PocketDatabase,
    private readonly device: Device,
    private readonly copy = new SecondCopy(database),
  ) {}

  /** Call back after every entry that was written here. */
  watch(called: (row: EntryRow) => void): void {
    this.heard.add(called);
  }

  /** Write an entry, with the files that it names: all of it, or on a full disk nothing. Raises DiskFull,
   * DatabaseGone. */
  async append<K extends EntryKind>(
    deed: Deed<K>,
    files: readonly NewFile[] = [],
    settled?: string,
  ): Promise<EntryRow> {
    const bytes = files.reduce((sum, { blob }) => sum + blob.size, 0);
    await this.database.ask(this.copy.isKept ? 2 * bytes : bytes);
    const row = await alone(() => this.written(deed, files, settled));
    await this.copy.keep(row, files);
    for (const called of this.heard) called(row);
    return row;
  }

  /** Every entry of a patch, or of all, the oldest first. */
  async read(patch?: string): Promise<ReadEntry[]> {
    const rows =
      patch === undefined
        ? await this.database.entries.orderBy("seq").toArray()
        : await this.database.entries.where("patch").equals(patch).sortBy("seq");
    return rows.map(readEntry);
  }

  /** The first entry whose hash or chain does not hold; null where the whole log is what was written. */
  async fault(): Promise<number | null> {
    let previous = "";
    for (const row of await this.database.entries.orderBy("seq").toArray()) {
      if ((await digestOfText(row.text)) !== row.hash || JSON.parse(row.text).previous !== previous) return row.seq;
      previous = row.hash;
    }
    return null;
  }

  private async written<K extends EntryKind>(
    deed: Deed<K>,
    files: readonly NewFile[],
    settled?: string,
  ): Promise<EntryRow> {
    const registered = this.device.registered;
    if (!registered) throw new NotRegistered();
    const last = await this.database.entries.orderBy("seq").last();
    const at = moment();
    const patch = deed.patch ?? null;
    const id = crypto.randomUUID();
    const seq = (last?.seq ?? 0) + 1;
    const text = JSON.stringify({
      v: 1,
      id,
      device: registered.device,
      seq,
      previous: last?.hash ?? "",
      at,
      clock: this.device.clock,
      person: registered.person.id,
      package: deed.package ?? null,
      patch,
      visit: deed.visit ?? null,
      kind: deed.kind,
      body: deed.body,
    });
    const row: EntryRow = {
      hash: await digestOfText(text),
      seq,
      id,
      text,
      signature: await this.device.sign(text),
      kind: deed.kind,
      at,
      patch: patch ?? "",
      media: files.map((file) => file.sha256),
      isSafe: 0,
      state: "waiting",
      applied: "",
      reason: "",
      receivedAt: "",
    };
    await this.keep(row, files, settled);
    return row;
  }

  private async keep(row: EntryRow, files: readonly NewFile[], settled?: string): Promise<void> {
    const { entries, media, drafts, settings } = this.database;
    try {
      await this.database.transaction("rw", entries, media, drafts, settings, async () => {
        if (!(await settings.get("registration"))) throw new DatabaseGone(); // it would begin a second log of this device
        for (const file of files) {
          if (!(await media.get(file.sha256))) await media.add(mediaRow(file, row));
        }
        await entries.add(row);
        if (settled) await drafts.delete(settled);
      });
    } catch (error) {
      throw isDiskFull(error) ? new DiskFull() : error;
    }
  }
}

/** A file with its hash, as it was when it was taken. */
export async function newFile(blob: Blob, name: string): Promise<NewFile> {
  return { blob, name, sha256: await digestOf(blob) };
}

export function mediaOf(file: NewFile): { sha256: string; bytes: number; type: string; name: string } {
  const type = file.blob.type || "application/octet-stream";
  return { sha256: file.sha256, bytes: file.blob.size, type, name: file.name };
}

export function readEntry(row: EntryRow): ReadEntry {
  const { visit, body } = JSON.parse(row.text) as { visit: string | null; body: Body<EntryKind> };
  const { hash, seq, id, at, patch, applied, reason } = row;
  return {
    hash,
    seq,
    id,
    at,
    patch,
    visit,
    kind: row.kind as EntryKind,
    body,
    isSafe: row.isSafe === 1,
    applied,
    reason,
  };
}

function mediaRow(file: NewFile, entry: EntryRow): MediaRow {
  const { bytes, type, name, sha256 } = mediaOf(file);
  return {
    sha256,
    blob: file.blob,
    bytes,
    type,
    name,
    patch: entry.patch,
    at: entry.at,
    isSafe: 0,
    sent: 0,
    reason: "",
  };
}

let queue: Promise<unknown> = Promise.resolve();

/** One at a time, in this page and in every other page of the app. */
function alone<T>(deed: () => Promise<T>): Promise<T> {
  if (navigator.locks) return navigator.locks.request(LOCK, deed) as Promise<T>;
  const turn = queue.then(deed, deed);
  queue = turn.catch(() => undefined);
  return turn;
}
