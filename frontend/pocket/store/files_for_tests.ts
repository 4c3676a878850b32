/** Files of the browser's own as they are for tests: in memory, on a disk of so many bytes. */
import { Copies, type OpenFile } from "./copies";
import type { Deed } from "./disk";
import type { OwnFiles } from "./own_files";

export class TestFile implements OpenFile {
  bytes = new Uint8Array();

  constructor(private readonly disk = { bytes: Number.POSITIVE_INFINITY }) {}

  getSize = () => this.bytes.length;
  truncate = (bytes: number) => {
    this.bytes = this.bytes.slice(0, bytes);
  };
  read = (into: Uint8Array, { at }: { at: number }) => {
    const piece = this.bytes.subarray(at, at + into.length);
    into.set(piece);
    return piece.length;
  };
  write = (piece: Uint8Array, { at }: { at: number }) => {
    const fits = Math.max(Math.min(piece.length, this.disk.bytes - at), 0);
    const grown = new Uint8Array(Math.max(this.bytes.length, at + fits));
    grown.set(this.bytes);
    grown.set(piece.subarray(0, fits), at);
    this.bytes = grown;
    return fits;
  };
  flush = () => undefined;
}

/** A worker over such files that does what the real one does. */
export function ownFilesOver(files: readonly OpenFile[]): OwnFiles {
  const copies = new Copies(files);
  const done = async (deed: Deed): Promise<unknown> => {
    switch (deed.is) {
      case "hold":
        return deed.bytes;
      case "heads":
        return copies.heads;
      case "keep":
        await copies.keep(deed.head, deed.body);
        return true;
      case "read":
        return copies.read(deed.key, deed.device, deed.offset);
      case "drop":
        return copies.drop(deed.keys, deed.device);
    }
  };
  return { ask: done } as unknown as OwnFiles;
}
