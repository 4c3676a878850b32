/**
 * A second copy of what has no receipt yet, one record after another in files of the browser's own. They lie beside the
 * database and are made otherwise: whatever spoils the one leaves the other. A record says at its end that it is whole;
 * where one was cut off, reading ends before it and writing goes on there.
 */

/** A file that is read and written in place. */
export interface OpenFile {
  getSize(): number;
  truncate(bytes: number): void;
  read(into: Uint8Array, where: { at: number }): number;
  write(piece: Uint8Array, where: { at: number }): number;
  flush(): void;
}

/** What a record is about; its bytes follow. */
export interface Head {
  readonly kind: "entry" | "file";
  /** The SHA-256 of the entry or of the file. */
  readonly key: string;
  readonly device: string;
  readonly publicKey: JsonWebKey;
  readonly bytes: number;
}

interface Record {
  readonly head: Head;
  readonly at: number;
}

interface Volume {
  readonly file: OpenFile;
  readonly records: Map<string, Record>;
}

const PIECE = 1 << 20;
const ENOUGH = 32 << 20; // a file that holds so much is begun anew only once nothing in it is needed
const MAGIC = 0x54_42_43_31;
const [WHOLE, NOT_NEEDED] = [0x57_48_4f_4c, 0x4e_4f_4e_45];
const FRONT = 8; // the sign and the length of the head
const END = 4;

export class Copies {
  private readonly volumes: Volume[];

  constructor(files: readonly OpenFile[]) {
    this.volumes = files.map((file) => ({ file, records: recordsIn(file) }));
  }

  get heads(): Head[] {
    return this.volumes.flatMap(({ records }) => [...records.values()].map(({ head }) => head));
  }

  /** Keep a record; all of it or nothing. Raises what the disk says. Tells of every piece that is written. */
  async keep(head: Head, body: Blob, told: () => void = () => undefined): Promise<void> {
    if (this.found(head.key, head.device)) return;
    const volume = this.next();
    if (!volume) throw new Error("no file");
    const { file } = volume;
    const start = file.getSize();
    try {
      const said = new TextEncoder().encode(JSON.stringify(head));
      let at = put(file, numbers(MAGIC, said.length), start);
      at = put(file, said, at);
      const begin = at;
      for (let offset = 0; offset < head.bytes; offset += PIECE) {
        const piece = new Uint8Array(await body.slice(offset, offset + PIECE).arrayBuffer());
        at = put(file, piece, at);
        told();
      }
      if (at - begin !== head.bytes) throw new Error("cut off");
      put(file, numbers(WHOLE), at);
      file.flush();
      volume.records.set(nameOf(head), { head, at: begin });
    } catch (error) {
      file.truncate(start);
      throw error;
    }
  }

  /** The bytes of a record from an offset, at most a mebibyte of them; null where it is not here. */
  read(key: string, device: string, offset: number): Uint8Array<ArrayBuffer> | null {
    const found = this.found(key, device);
    if (!found) return null;
    const [volume, record] = found;
    const piece = new Uint8Array(Math.max(Math.min(PIECE, record.head.bytes - offset), 0));
    const got = volume.file.read(piece, { at: record.at + offset });
    return piece.subarray(0, got);
  }

  /** Forget records that are safe elsewhere; a file in which none is left is emptied. */
  drop(keys: readonly string[], device: string): void {
    for (const { file, records } of this.volumes) {
      let isChanged = false;
      for (const key of keys) {
        const record = records.get(nameOf({ key, device }));
        if (!record) continue;
        put(file, numbers(NOT_NEEDED), record.at + record.head.bytes);
        records.delete(nameOf(record.head));
        isChanged = true;
      }
      if (isChanged && !records.size) file.truncate(0);
      if (isChanged) file.flush();
    }
  }

  private found(key: string, device: string): [Volume, Record] | null {
    for (const volume of this.volumes) {
      const record = volume.records.get(nameOf({ key, device }));
      if (record) return [volume, record];
    }
    return null;
  }

  /** The file that is written on: the fullest that has not enough yet, or the smallest. */
  private next(): Volume | undefined {
    const sizes = this.volumes.map((volume) => ({ volume, size: volume.file.getSize() }));
    const [least] = [...sizes].sort((a, b) => a.size - b.size);
    const [open] = sizes.filter(({ size }) => size < ENOUGH).sort((a, b) => b.size - a.size);
    return (open ?? least)?.volume;
  }
}

function recordsIn(file: OpenFile): Map<string, Record> {
  const records = new Map<string, Record>();
  const size = file.getSize();
  let at = 0;
  for (;;) {
    const record = recordAt(file, at, size);
    if (!record) break;
    if (record.isNeeded) records.set(nameOf(record.head), record);
    at = record.at + record.head.bytes + END;
  }
  if (at < size) file.truncate(at);
  return records;
}

function recordAt(file: OpenFile, at: number, size: number): (Record & { readonly isNeeded: boolean }) | null {
  if (at + FRONT > size) return null;
  const front = new DataView(bytesOf(file, at, FRONT).buffer);
  const length = front.getUint32(4);
  if (front.getUint32(0) !== MAGIC || at + FRONT + length > size) return null;
  const begin = at + FRONT + length;
  try {
    const head = JSON.parse(new TextDecoder().decode(bytesOf(file, at + FRONT, length))) as Head;
    const end = begin + head.bytes;
    if (!(end + END <= size)) return null;
    const said = new DataView(bytesOf(file, end, END).buffer).getUint32(0);
    if (said !== WHOLE && said !== NOT_NEEDED) return null;
    return { head, at: begin, isNeeded: said === WHOLE };
  } catch {
    return null; // cut off within its head
  }
}

function bytesOf(file: OpenFile, at: number, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  file.read(bytes, { at });
  return bytes;
}

function put(file: OpenFile, piece: Uint8Array, at: number): number {
  if (file.write(piece, { at }) < piece.length) throw new Error("no space");
  return at + piece.length;
}

function numbers(...told: number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * told.length));
  told.forEach((one, index) => {
    view.setUint32(4 * index, one);
  });
  return new Uint8Array(view.buffer);
}

function nameOf({ key, device }: { key: string; device: string }): string {
  return `${device}/${key}`;
}
