/** What the device keeps. Entries and files are only ever added; what the office said of them stands beside. */
import Dexie, { type EntityTable, type PromiseExtended, type Table } from "dexie";
import type { Manifest } from "../packages/shapes";
import { RENEWAL_ROOM, renewed } from "./renewal";
import { DiskFull, isDiskFull, Reserve } from "./reserve";

export type Kept = "waiting" | "safe" | "refused";

export interface EntryRow {
  readonly hash: string;
  readonly seq: number;
  readonly id: string;
  readonly text: string;
  readonly signature: string;
  readonly kind: string;
  readonly at: string;
  readonly patch: string;
  readonly media: readonly string[];
  /** 1 once the office holds exactly these bytes: an index of IndexedDB takes no booleans. */
  isSafe: 0 | 1;
  state: Kept;
  applied: string;
  reason: string;
  receivedAt: string;
}

export interface MediaRow {
  readonly sha256: string;
  readonly blob: Blob;
  readonly bytes: number;
  readonly type: string;
  readonly name: string;
  readonly patch: string;
  readonly at: string;
  isSafe: 0 | 1;
  sent: number;
  reason: string;
}

export interface PackageRow {
  readonly id: string;
  readonly manifest: Manifest;
  readonly takenAt: string;
  isWhole: 0 | 1;
}

export interface PieceRow {
  readonly sha256: string;
  readonly offset: number;
  readonly blob: Blob;
}

export interface ConflictRow {
  readonly patch: string;
  readonly fact: string;
  readonly base: string;
  readonly mine: string;
  readonly theirs: string;
  readonly state: "open" | "decided";
  readonly decided?: string;
}

export class PocketDatabase extends Dexie {
  entries!: EntityTable<EntryRow, "hash">;
  media!: EntityTable<MediaRow, "sha256">;
  packages!: EntityTable<PackageRow, "id">;
  parts!: EntityTable<{ sha256: string; blob: Blob }, "sha256">;
  pieces!: Table<PieceRow, [string, number]>;
  drafts!: EntityTable<{ key: string; value: unknown }, "key">;
  settings!: EntityTable<{ key: string; value: unknown }, "key">;
  ballast!: Table<Uint8Array, number>;
  /** Whether a record in the log of the browser may be cut off: nothing is appended before the log is begun anew. */
  private isCut = false;

  constructor(
    name = "tuban-pocket",
    readonly reserve = new Reserve(),
    isOpenElsewhere = false,
  ) {
    super(name);
    this.version(1).stores({
      entries: "hash, &seq, &id, patch, isSafe",
      media: "sha256, isSafe, patch",
      packages: "id",
      parts: "sha256",
      pieces: "[sha256+offset], sha256",
      drafts: "key",
      settings: "key",
    });
    this.version(2).stores({ ballast: "" });
    this.use({
      stack: "dbcore",
      name: "reserve",
      create: (core) => ({
        ...core,
        transaction: (tables, mode, options) => {
          if (this.isCut && mode === "readwrite" && !tables.includes("ballast")) throw new DiskFull();
          const begun = core.transaction(tables, mode, options);
          (begun as IDBTransaction).addEventListener?.("abort", () => {
            if (!isDiskFull((begun as IDBTransaction).error)) return;
            this.isCut = true;
            this.reserve.failed();
          });
          return begun;
        },
      }),
    });
    // Where a page has it open, the page has mended it.
    if (!isOpenElsewhere) this.on("ready", (own) => this.mend(own.table("ballast")), true);
    this.reserve.isKept.watch((isKept) => {
      if (isKept) void this.mended();
    });
  }

  /** Open it where there is room: a browser writes while it opens, and what it cannot write whole it cannot read again. */
  override open(): PromiseExtended<Dexie> {
    return Dexie.Promise.resolve(this.isOpen() || this.reserve.look(0)).then(() => super.open());
  }

  /** See that there is room for files of so many bytes, and that what is written can be read again. Raises DiskFull. */
  async ask(bytes: number): Promise<void> {
    await this.reserve.ask(bytes);
    await this.mended();
  }

  private async mended(): Promise<void> {
    if (!this.isCut) return;
    await this.ballast.count(); // where the browser has closed it, opening it mends it
    if (this.isCut) await this.mend(this.ballast);
  }

  /** Begin the log of the browser anew, where there is room for it. */
  private async mend(ballast: Table<Uint8Array, number>): Promise<void> {
    this.isCut = true;
    await this.reserve.lend(RENEWAL_ROOM, async () => {
      try {
        await renewed(ballast);
        this.isCut = false;
      } catch (error) {
        if (!isDiskFull(error) && !isBrokenOff(error)) throw error;
      }
    });
  }

  async setting<T>(key: string): Promise<T | undefined> {
    return (await this.settings.get(key))?.value as T | undefined;
  }

  async set(key: string, value: unknown): Promise<void> {
    await this.settings.put({ key, value });
  }
}

/** Whether the browser closed the database meanwhile: it stays as it is until it is opened again. */
function isBrokenOff(error: unknown): boolean {
  return /abort|closed/i.test(String(error));
}
