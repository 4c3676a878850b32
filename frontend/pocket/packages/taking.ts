/** Taking a package part by part, each checked by its hash; a killed app goes on where it stopped. */
import type { PocketDatabase } from "../store/database";
import { moment } from "../store/device";
import { digestOf } from "../store/digest";
import { DiskFull, isDiskFull } from "../store/reserve";
import { NotDone, type Office } from "../sync/office";
import type { GroupOffer, Making, Manifest, Part } from "./shapes";

const PIECE = 1 << 20;
const ROOM = 8 << 20; // asked for at a time
const AT_ONCE = 4;
const POLL_MS = 1_500;
const TRIES = 4;

export interface Progress {
  readonly is: "making" | "taking" | "checking";
  readonly done: number;
  readonly total: number;
}

export class Taking {
  constructor(
    private readonly database: PocketDatabase,
    private readonly office: Office,
    private readonly told: (progress: Progress) => void,
    private readonly pauseMs = 400,
  ) {}

  groups(): Promise<GroupOffer[]> {
    return this.office.json<GroupOffer[]>("groups");
  }

  /** Have a package made, or find the one that was, and return its manifest. */
  async prepared(group: string): Promise<Manifest> {
    let made = await this.patiently(() => this.office.post<Making>("packages", { group }));
    while (made.state === "making") {
      this.told({ is: "making", done: made.done ?? 0, total: made.total ?? 0 });
      await new Promise((ready) => setTimeout(ready, POLL_MS));
      const { id } = made;
      made = await this.patiently(() => this.office.json<Making>(`packages/${id}`));
    }
    if (made.state === "failed") throw new NotDone("wrong", made.reason ?? "");
    return "parts" in made ? (made as unknown as Manifest) : this.office.json<Manifest>(`packages/${made.id}`);
  }

  /** Take every part that is not here yet. Raises NotDone and DiskFull; what came stays. */
  async take(manifest: Manifest): Promise<void> {
    const known = await this.database.packages.get(manifest.id);
    if (!known) await this.database.packages.put({ id: manifest.id, manifest, takenAt: moment(), isWhole: 0 });
    const here = new Set(await this.database.parts.toCollection().primaryKeys());
    const total = manifest.parts.reduce((sum, part) => sum + part.bytes, 0);
    let done = 0;
    const waiting: Part[] = [];
    for (const part of manifest.parts) {
      if (here.has(part.sha256)) done += part.bytes;
      else waiting.push(part);
    }
    const came = (bytes: number) => {
      done += bytes;
      this.told({ is: "taking", done, total });
    };
    came(0);
    let room = 0;
    const lane = async () => {
      for (let part = waiting.shift(); part; part = waiting.shift()) {
        room -= part.bytes;
        if (room < 0) {
          await this.database.ask(part.bytes + ROOM);
          room = ROOM;
        }
        await this.part(part, came);
      }
    };
    try {
      await Promise.all(Array.from({ length: AT_ONCE }, lane));
    } catch (error) {
      waiting.length = 0;
      throw isDiskFull(error) ? new DiskFull() : error;
    }
    await this.database.packages.update(manifest.id, { isWhole: 1 });
    await this.database.set("package", manifest.id);
  }

  private async part(part: Part, came: (bytes: number) => void): Promise<void> {
    for (let tries = 1; ; tries++) {
      await this.pieces(part, tries === 1 ? came : () => undefined);
      const rows = await this.piecesOf(part.sha256);
      const whole = new Blob(rows.map((row) => row.blob), { type: part.type }); // biome-ignore format: one thing
      const { parts, pieces } = this.database;
      if (whole.size === part.bytes && (await digestOf(whole)) === part.sha256) {
        await this.database.transaction("rw", parts, pieces, async () => {
          await parts.put({ sha256: part.sha256, blob: whole });
          await pieces.where("sha256").equals(part.sha256).delete();
        });
        return;
      }
      await pieces.where("sha256").equals(part.sha256).delete();
      if (tries === TRIES) throw new NotDone("wrong", part.name);
    }
  }

  private async pieces(part: Part, came: (bytes: number) => void): Promise<void> {
    let offset = (await this.piecesOf(part.sha256)).reduce((sum, row) => sum + row.blob.size, 0);
    came(offset);
    while (offset < part.bytes) {
      const piece = await this.piece(part, offset);
      await this.database.pieces.put({ sha256: part.sha256, offset, blob: piece });
      offset += piece.size;
      came(piece.size);
    }
  }

  private async piece(part: Part, offset: number): Promise<Blob> {
    const end = Math.min(offset + PIECE, part.bytes);
    const isWhole = offset === 0 && end === part.bytes;
    const headers: HeadersInit = isWhole ? {} : { Range: `bytes=${offset}-${end - 1}` };
    for (let tries = 1; ; tries++) {
      try {
        const answer = await this.office.ask(`parts/${part.sha256}`, { headers, seconds: 60 });
        const blob = await answer.blob();
        const piece = answer.status === 200 && !isWhole ? blob.slice(offset, end) : blob;
        if (piece.size === 0) throw new NotDone("server");
        return piece;
      } catch (error) {
        const mayPass = error instanceof NotDone ? error.mayPass && error.why !== "offline" : true;
        if (!mayPass || tries === TRIES) throw error instanceof NotDone ? error : new NotDone("unreachable");
        await this.rest(error, tries);
      }
    }
  }

  /** Ask again where the office says when to. */
  private async patiently<T>(ask: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await ask();
      } catch (error) {
        if (!(error instanceof NotDone && error.afterSeconds) || tries === TRIES) throw error;
        await this.rest(error, tries);
      }
    }
  }

  /** Wait longer each time, and as long as the office asks for. */
  private rest(error: unknown, tries: number): Promise<void> {
    const asked = error instanceof NotDone ? (error.afterSeconds ?? 0) * 1000 : 0;
    return new Promise((ready) => setTimeout(ready, Math.max(this.pauseMs * 2 ** tries, asked)));
  }

  private async piecesOf(sha256: string) {
    return this.database.pieces.where("sha256").equals(sha256).sortBy("offset");
  }
}
