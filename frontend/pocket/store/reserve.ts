/**
 * Room kept back on the disk. A browser whose disk is full to the last byte may lose the whole database at its next start,
 * if it is asked to write again and again. So a file of some size lies ready: at the first write that fails it is given up,
 * the database has room to close what it began, and no further picture is written before the file fits again.
 */
import { Signal } from "../signal";

const NAME = "reserve";
const MIB = 1 << 20;
const SIZE = 24 * MIB;

/** The words of browsers for it: some speak of a failure to write, or to open what they could not write before. */
const FULL = /quota|disk.*full|no.?space|write blobs|io ?error|opening backing store/i;

export class DiskFull extends Error {
  override readonly name = "DiskFull";
}

export class Reserve {
  /** Whether the room is there; a browser without files of its own keeps none and is trusted. */
  readonly isKept = new Signal(true);
  private turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly folder: () => Promise<FileSystemDirectoryHandle> | undefined = privateFiles) {}

  /** See to it that the room is there, taking it where it is not; returns whether it is. */
  keep(): Promise<boolean> {
    return this.alone(async () => {
      const folder = await this.folder();
      if (!folder) return true;
      const file = await folder.getFileHandle(NAME, { create: true });
      if ((await file.getFile()).size >= SIZE) return true;
      try {
        const stream = await file.createWritable();
        try {
          for (let at = 0; at < SIZE; at += MIB) await stream.write(noise());
        } catch (error) {
          await stream.abort();
          throw error;
        }
        await stream.close();
        return true;
      } catch (error) {
        if (!isDiskFull(error)) return true; // no files of its own here: nothing to give up
        await folder.removeEntry(NAME);
        return false;
      }
    });
  }

  /** Give the room up. */
  spend(): Promise<boolean> {
    return this.alone(async () => {
      const folder = await this.folder();
      if (!folder) return true;
      await folder.removeEntry(NAME).catch(() => undefined);
      return false;
    });
  }

  /** Ask for room before something bulky is written. Raises DiskFull where the room was given up and does not fit yet. */
  async ask(): Promise<void> {
    if (!this.isKept.value && !(await this.keep())) throw new DiskFull();
  }

  private alone(deed: () => Promise<boolean>): Promise<boolean> {
    const done = this.turn.then(deed).catch(() => true);
    this.turn = done;
    return done.then((isKept) => {
      this.isKept.set(isKept);
      return isKept;
    });
  }
}

function privateFiles(): Promise<FileSystemDirectoryHandle> | undefined {
  return navigator.storage?.getDirectory?.();
}

/** Bytes that no disk can write smaller. */
function noise(): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(MIB);
  for (let at = 0; at < MIB; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536));
  return bytes;
}

/** Whether the browser says that its disk is full, however deep that stands in what it says. */
export function isDiskFull(error: unknown): boolean {
  for (let one = error; one instanceof Object; one = (one as { inner?: unknown }).inner) {
    const { name, message } = one as { name?: string; message?: string };
    if (name === "QuotaExceededError" || FULL.test(message ?? "")) return true;
  }
  return false;
}
