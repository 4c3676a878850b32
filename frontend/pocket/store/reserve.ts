/**
 * Room kept back on the disk. A browser whose disk is full to the last byte may lose its whole database: a record half
 * written spoils the rest. So a file of some size lies ready. Before anything is written it is seen whether there is more
 * room than that; where there is not, the file is given up at once: what is small goes on having room, and nothing bulky
 * is begun before the file fits again.
 */
import { Signal } from "../signal";
import type { OwnFiles } from "./own_files";

const MIB = 1 << 20;
const SIZE = 24 * MIB;
const MARGIN = MIB;
const AGAIN_MS = 30_000;

/** The words of browsers for it: some speak of a failure to write, or to open what they could not write before. */
const FULL = /quota|disk.*full|no.?space|write blobs|io ?error|opening backing store/i;

export class DiskFull extends Error {
  override readonly name = "DiskFull";
}

/** A file that can be made so large; returns its size then, 0 where the disk has no room for it. */
export type Disk = (bytes: number) => Promise<number>;

export class Reserve {
  /** Whether the room is there. */
  readonly isKept = new Signal(true);

  /** Without a disk that can be asked none is kept, and the browser is trusted. */
  constructor(private readonly disk: Disk | null = null) {}

  /** Keep the room from now on, and look again and again whether it is still there beside what others write. */
  async begin(): Promise<void> {
    await this.look(0);
    setInterval(() => void this.look(0), AGAIN_MS);
  }

  /** Ask for room before files of so many bytes are written. Raises DiskFull; an entry without files is always begun. */
  async ask(bytes: number): Promise<void> {
    if (!(await this.look(bytes)) && bytes) throw new DiskFull();
  }

  /** Do something for which so many bytes fit on the disk; where they fit in no other way, the room is lent for it. */
  async lend(bytes: number, deed: () => Promise<void>): Promise<void> {
    for (const held of [SIZE, 0]) {
      if ((await this.sized(held + bytes)) !== held + bytes) continue;
      await this.sized(held);
      await deed();
      break;
    }
    await this.look(0);
  }

  /** A write has failed. The room stays until it is asked for: nothing may be written behind what was cut off. */
  failed(): void {
    this.isKept.set(false);
  }

  /** See whether there is more room than that, and so many bytes besides; where there is not, the room is given up. */
  async look(bytes: number): Promise<boolean> {
    const wanted = SIZE + MARGIN + bytes;
    const isThere = (await this.sized(wanted)) === wanted;
    if (isThere) await this.sized(SIZE);
    if (isThere !== this.isKept.value) this.isKept.set(isThere);
    return isThere;
  }

  private async sized(bytes: number): Promise<number> {
    return this.disk ? this.disk(bytes) : bytes;
  }
}

/** The file of a worker; where there is none, the browser is trusted. */
export function diskOf(files: OwnFiles): Disk {
  return async (bytes) => {
    try {
      return (await files.ask<number>({ is: "hold", bytes })) ?? bytes;
    } catch (fault) {
      return isDiskFull(fault) ? 0 : bytes;
    }
  };
}

/** Whether the browser says that its disk is full, however deep that stands in what it says. */
export function isDiskFull(error: unknown): boolean {
  for (let one = error; one instanceof Object; one = (one as { inner?: unknown }).inner) {
    const { name, message } = one as { name?: string; message?: string };
    if (one instanceof DiskFull || name === "QuotaExceededError" || FULL.test(message ?? "")) return true;
  }
  return false;
}
