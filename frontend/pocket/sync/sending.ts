/** Bringing the log and its files to the office, until the office has said of each that it is safe. */
import type { ConflictRow, EntryRow, MediaRow, PocketDatabase } from "../store/database";
import type { Device } from "../store/device";
import { digestOf } from "../store/digest";
import { NotDone, type Office } from "./office";

const LOCK = "tuban-pocket-sending";
const MOST_ENTRIES = 200;
const MOST_HASHES = 2_000; // the office tells no more at a time
const MOST_BYTES = 1_500_000;
const [LEAST_PIECE, FIRST_PIECE, MOST_PIECE] = [32 << 10, 256 << 10, 4 << 20];
const QUICK_MS = 2_000;

interface Receipt {
  readonly hash: string;
  readonly state: "safe" | "refused";
  readonly applied: string;
  readonly reason: string;
  readonly received_at: string;
  readonly media?: readonly { readonly sha256: string; readonly state: "safe" | "missing" }[];
}

interface Held {
  readonly last_seq: number;
  readonly hashes: readonly string[];
  readonly missing_media: readonly string[];
  readonly conflicts: readonly ConflictRow[];
}

export type Moved = (what: "entries" | "media") => void;

export class Sending {
  private piece = FIRST_PIECE;

  constructor(
    private readonly database: PocketDatabase,
    private readonly device: Device,
    private readonly office: Office,
    private readonly moved: Moved = () => undefined,
  ) {}

  /** Send what is not safe yet: entries first, then files, the small before the large. Raises NotDone; what was sent
   * stays sent. Does nothing where another page or the worker is at it. */
  async run(only?: string): Promise<boolean> {
    if (!navigator.locks) return this.all(only).then(() => true);
    return navigator.locks.request(LOCK, { ifAvailable: true }, async (lock) => {
      if (lock) await this.all(only);
      return lock !== null;
    });
  }

  /** Ask what the office holds of this device: receipts that got lost, and conflicts that people decide. */
  async compare(): Promise<void> {
    const { entries, media } = this.database;
    const safe = new Set<string>();
    let held: Held;
    let after = 0;
    do {
      held = await this.office.json<Held>(`entries?after=${after}`);
      for (const hash of held.hashes) safe.add(hash);
      after = (await entries.get(held.hashes.at(-1) ?? ""))?.seq ?? held.last_seq;
    } while (held.hashes.length === MOST_HASHES);
    await this.database.transaction("rw", entries, media, async () => {
      const missing = new Set(held.missing_media);
      for (const row of await entries.where("isSafe").equals(0).toArray()) {
        if (safe.has(row.hash)) await entries.update(row.hash, { isSafe: 1, state: "safe", reason: "" });
      }
      for (const row of await media.where("isSafe").equals(1).toArray()) {
        if (missing.has(row.sha256)) await media.update(row.sha256, { isSafe: 0, sent: 0 });
      }
    });
    await this.database.set("conflicts", held.conflicts);
    this.moved("entries");
  }

  private async all(only?: string): Promise<void> {
    await this.entries();
    let first: NotDone | null = null;
    const waiting = await this.database.media.where("isSafe").equals(0).toArray();
    waiting.sort((a, b) => a.bytes - b.bytes);
    for (const row of only ? waiting.filter((one) => one.sha256 === only) : waiting) {
      try {
        await this.file(row);
      } catch (error) {
        if (!(error instanceof NotDone)) throw error;
        await this.database.media.update(row.sha256, { reason: error.sentence || error.why });
        this.moved("media");
        first ??= error;
        if (error.mayPass || error.why === "not_known") throw error; // the line, not this file: the others wait too
      }
    }
    if (first) throw first;
  }

  private async entries(): Promise<void> {
    for (;;) {
      const batch = await this.batch();
      if (!batch.length) return;
      const entries = batch.map(({ text, signature }) => ({ text, signature }));
      const told = await this.office.post<{ receipts: Receipt[]; server_time: string }>("entries", { entries });
      await this.device.hear(told.server_time);
      await this.noted(batch, told.receipts);
      this.moved("entries");
    }
  }

  private async batch(): Promise<EntryRow[]> {
    const waiting = await this.database.entries.where("isSafe").equals(0).sortBy("seq");
    const batch: EntryRow[] = [];
    let bytes = 0;
    for (const row of waiting) {
      if (row.state === "refused") continue;
      bytes += row.text.length * 3 + 300;
      if (batch.length && (bytes > MOST_BYTES || batch.length === MOST_ENTRIES)) break;
      batch.push(row);
    }
    return batch;
  }

  private async noted(batch: readonly EntryRow[], receipts: readonly Receipt[]): Promise<void> {
    const { entries, media } = this.database;
    const told = new Map(receipts.map((one) => [one.hash, one]));
    if (!batch.some((row) => told.has(row.hash))) throw new NotDone("server");
    await this.database.transaction("rw", entries, media, async () => {
      for (const row of batch) {
        const receipt = told.get(row.hash);
        if (!receipt) continue;
        const { state, applied, reason, received_at: receivedAt } = receipt;
        await entries.update(row.hash, { isSafe: state === "safe" ? 1 : 0, state, applied, reason, receivedAt });
        for (const one of receipt.media ?? []) {
          if (one.state === "safe") await media.update(one.sha256, { isSafe: 1, reason: "" });
        }
      }
    });
  }

  private async file(row: MediaRow): Promise<void> {
    const path = `media/${row.sha256}`;
    let offset = row.sent < row.bytes ? row.sent : 0; // where it does not follow, the office says where it stands
    for (;;) {
      const answer = await this.sent(row, path, offset);
      if (isSafe(answer)) return this.settled(row);
      if (answer.status === 422) return this.spoiled(row);
      offset = Number(answer.headers.get("Upload-Offset") ?? Number.NaN);
      if (!(offset >= 0 && offset <= row.bytes)) throw new NotDone("server");
      await this.database.media.update(row.sha256, { sent: offset, reason: "" });
      this.moved("media");
    }
  }

  /** Send the next piece, smaller where the line fails or something on the way takes no piece of that size. */
  private async sent(row: MediaRow, path: string, offset: number): Promise<Response> {
    for (;;) {
      const began = performance.now();
      const body = row.blob.slice(offset, offset + this.piece);
      const headers = {
        "Upload-Offset": String(offset),
        "Upload-Length": String(row.bytes),
        "Content-Type": row.type,
      };
      try {
        const answer = await this.office.ask(path, { method: "PATCH", body, headers, seconds: 90 }, [409, 422]);
        if (performance.now() - began < QUICK_MS) this.piece = Math.min(this.piece * 2, MOST_PIECE);
        return answer;
      } catch (error) {
        const wasTooLarge = error instanceof NotDone && error.status === 413 && this.piece > LEAST_PIECE;
        const isBusy = error instanceof NotDone && error.why === "busy"; // then the line is good enough
        if (!isBusy) this.piece = Math.max(this.piece / 4, LEAST_PIECE);
        if (!wasTooLarge) throw error;
      }
    }
  }

  private async settled(row: MediaRow): Promise<void> {
    await this.database.media.update(row.sha256, { isSafe: 1, sent: row.bytes, reason: "" });
    this.moved("media");
  }

  /** What came was not what was sent: the line spoiled it, or this device's own disk did. */
  private async spoiled(row: MediaRow): Promise<void> {
    const isWhole = (await digestOf(row.blob)) === row.sha256;
    await this.database.media.update(row.sha256, { sent: 0 });
    throw isWhole ? new NotDone("server", "spoiled_on_the_way") : new NotDone("wrong", "spoiled_here");
  }
}

function isSafe(answer: Response): boolean {
  return answer.headers.get("Tuban-State") === "safe";
}
