/**
 * What has no receipt lies on the device twice: in the database, and in files of another make (`copies.ts`). Where the browser
 * throws the database away, it is brought to the office from there.
 */
import { Signal } from "../signal";
import type { Head } from "./copies";
import type { EntryRow, PocketDatabase } from "./database";
import type { Device } from "./device";
import type { OwnFiles } from "./own_files";
import { rescueOf } from "./rescue";

export type Missed = Pick<Head, "kind" | "key" | "device" | "publicKey" | "bytes">;

const AT_ONCE = 32 << 20;

export class SecondCopy {
  /** What lies here and is of no device that the database knows: it was thrown away. */
  readonly found = new Signal<readonly Missed[]>([]);
  private readonly held = new Set<string>();
  private device: Device | null = null;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly database: PocketDatabase,
    private readonly files: OwnFiles | null = null,
  ) {}

  /** How much more room a file takes because of it: as much again. */
  get isKept(): boolean {
    return this.files !== null;
  }

  /** Read what lies here, and copy what is not safe and not here yet. */
  async begin(device: Device): Promise<void> {
    this.device = device;
    const heads = (await this.asked<Head[]>({ is: "heads" }).catch(() => undefined)) ?? []; // no such files: no copy
    const own = device.registered?.device;
    for (const head of heads) if (head.device === own) this.held.add(head.key);
    this.found.set(heads.filter((head) => head.device !== own));
    void this.catchUp();
    this.database.reserve.isKept.watch((isThere) => {
      if (isThere) void this.catchUp();
    });
  }

  /** Copy an entry that was just written, with its files. Where there is no room for it, it is copied later. */
  async keep(row: EntryRow, files: readonly { sha256: string; blob: Blob }[]): Promise<void> {
    await this.inTurn(async () => {
      for (const { sha256, blob } of files) await this.kept("file", sha256, blob);
      await this.kept("entry", row.hash, bodyOf(row) as Blob);
    });
  }

  /** Copy whatever has no receipt and is not here. */
  async catchUp(): Promise<void> {
    const { entries, media } = this.database;
    const files = await media.where("isSafe").equals(0).primaryKeys();
    const told = await entries.where("isSafe").equals(0).primaryKeys();
    const bodies = [
      ...files.map((key) => ["file", key, async () => (await media.get(key))?.blob] as const),
      ...told.map((key) => ["entry", key, async () => bodyOf(await entries.get(key))] as const),
    ];
    for (const [kind, key, read] of bodies) {
      if (this.held.has(key)) continue;
      let isThere = true;
      await this.inTurn(async () => {
        const body = await read();
        isThere = !body || (await this.kept(kind, key, body));
      });
      if (!isThere) return;
    }
  }

  /** Forget what has its receipt by now. What the database does not know stays. */
  tidy(): Promise<void> {
    return this.inTurn(async () => {
      const own = this.device?.registered?.device;
      if (!own || !this.held.size) return;
      const { entries, media } = this.database;
      const safe = new Set([
        ...(await entries.where("isSafe").equals(1).primaryKeys()),
        ...(await media.where("isSafe").equals(1).primaryKeys()),
      ]);
      const settled = [...this.held].filter((key) => safe.has(key));
      if (!settled.length) return;
      await this.asked({ is: "drop", keys: settled, device: own });
      for (const key of settled) this.held.delete(key);
    });
  }

  /** What was found, as rescue files of one device each, that are not too large for a line. */
  async *rescueFiles(): AsyncGenerator<{ file: Blob; of: readonly Missed[] }> {
    for (const all of byDevice(this.found.value).values()) {
      const entries = all.filter((one) => one.kind === "entry");
      const files = all.filter((one) => one.kind === "file");
      const batch: Missed[] = [];
      const batches = [entries];
      for (const one of files) {
        if (batch.length && bytesOf(batch) + one.bytes > AT_ONCE) batches.push(batch.splice(0));
        batch.push(one);
      }
      if (batch.length) batches.push(batch);
      for (const of of batches) if (of.length) yield { file: await this.rescueFile(of), of };
    }
  }

  /** Some of what was found, as one rescue file. All of one device. */
  async rescueFile(of: readonly Missed[]): Promise<Blob> {
    const [first] = of;
    if (!first) throw new Error("nothing was found");
    const entries: { text: string; signature: string }[] = [];
    for (const one of of) if (one.kind === "entry") entries.push(JSON.parse(await (await this.blobOf(one)).text()));
    const { person = "" } = entries.length ? (JSON.parse(entries[0]?.text ?? "{}") as { person?: string }) : {};
    const files = of
      .filter((one) => one.kind === "file")
      .map((one) => ({ sha256: one.key, pieces: () => this.pieces(one) }));
    return rescueOf({ device: first.device, person, publicKey: first.publicKey, entries }, files);
  }

  /** Forget what was found and is in the office now. */
  async brought(keys: readonly string[]): Promise<void> {
    const gone = new Set(keys);
    for (const [device, all] of byDevice(this.found.value)) {
      await this.asked({ is: "drop", device, keys: all.map(({ key }) => key).filter((key) => gone.has(key)) });
    }
    this.found.set(this.found.value.filter(({ key }) => !gone.has(key)));
  }

  private async *pieces({ key, device, bytes }: Missed): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    for (let offset = 0; offset < bytes; ) {
      const piece = await this.asked<Uint8Array<ArrayBuffer>>({ is: "read", key, device, offset });
      if (!piece?.length) throw new Error("the second copy cannot be read");
      yield piece;
      offset += piece.length;
    }
  }

  private async blobOf(one: Missed): Promise<Blob> {
    const parts: Uint8Array<ArrayBuffer>[] = [];
    for await (const piece of this.pieces(one)) parts.push(piece);
    return new Blob(parts);
  }

  private async kept(kind: Head["kind"], key: string, body: Blob): Promise<boolean> {
    const own = this.device?.registered?.device;
    if (!own || !this.device || !this.files) return false;
    if (this.held.has(key)) return true;
    const head = { kind, key, device: own, publicKey: this.device.publicKey, bytes: body.size };
    try {
      if (!(await this.asked({ is: "keep", head, body }))) return false;
    } catch {
      return false; // no room: it is tried again when there is
    }
    this.held.add(key);
    return true;
  }

  private inTurn(deed: () => Promise<void>): Promise<void> {
    if (!this.files) return Promise.resolve();
    const done = this.turn.then(deed);
    this.turn = done.catch(() => undefined);
    return this.turn as Promise<void>;
  }

  private asked<T>(deed: Parameters<OwnFiles["ask"]>[0]): Promise<T | undefined> {
    return this.files?.ask<T>(deed) ?? Promise.resolve(undefined);
  }
}

function bodyOf(row: EntryRow | undefined): Blob | undefined {
  return row && new Blob([JSON.stringify({ text: row.text, signature: row.signature })]);
}

function byDevice(all: readonly Missed[]): Map<string, Missed[]> {
  const found = new Map<string, Missed[]>();
  for (const one of all) found.set(one.device, [...(found.get(one.device) ?? []), one]);
  return found;
}

function bytesOf(batch: readonly Missed[]): number {
  return batch.reduce((sum, one) => sum + one.bytes, 0);
}
