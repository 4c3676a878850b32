/** The rescue file: a log with the files that are not safe yet, written without a line. */
import { Zip, ZipPassThrough } from "fflate";
import type { PocketDatabase } from "./database";
import { type Device, moment } from "./device";

const PIECE = 1 << 20;

export interface RescuedLog {
  readonly device: string;
  readonly person: string;
  readonly publicKey: JsonWebKey;
  readonly entries: readonly { readonly text: string; readonly signature: string }[];
}

export interface RescuedFile {
  readonly sha256: string;
  pieces(): AsyncIterable<Uint8Array>;
}

/** Write the whole log of the database. `all` takes files along that the office has already. */
export async function rescueFile(database: PocketDatabase, device: Device, all = false): Promise<Blob> {
  const entries = await database.entries.orderBy("seq").toArray();
  const { registered, publicKey } = device;
  const files = all ? database.media.toCollection() : database.media.where("isSafe").equals(0);
  const log = { device: registered?.device ?? "", person: registered?.person.id ?? "", publicKey, entries };
  const named = (await files.primaryKeys()).map((sha256) => ({ sha256, pieces: () => piecesOf(database, sha256) }));
  return rescueOf(log, named);
}

/** Write a log, and files one after another. */
export async function rescueOf(log: RescuedLog, files: readonly RescuedFile[]): Promise<Blob> {
  const parts: BlobPart[] = [];
  let fault: Error | null = null;
  const zip = new Zip((error, piece) => {
    if (error) fault = error;
    else parts.push(new Blob([piece as Uint8Array<ArrayBuffer>])); // the browser may keep blobs on its disk
  });
  const { device, person, publicKey: public_key } = log;
  const entries = log.entries.map(({ text, signature }) => ({ text, signature }));
  const said = new ZipPassThrough("tuban-rescue.json");
  zip.add(said);
  const told = { version: 1, device, person, made_at: moment(), public_key, entries };
  said.push(new TextEncoder().encode(JSON.stringify(told)), true);
  for (const { sha256, pieces } of files) {
    const file = new ZipPassThrough(`media/${sha256}`);
    zip.add(file);
    for await (const piece of pieces()) file.push(piece);
    file.push(new Uint8Array(), true);
  }
  zip.end();
  if (fault) throw fault;
  return new Blob(parts, { type: "application/zip" });
}

async function* piecesOf(database: PocketDatabase, sha256: string): AsyncGenerator<Uint8Array> {
  const row = await database.media.get(sha256);
  for (let offset = 0; row && offset < row.bytes; offset += PIECE) {
    yield new Uint8Array(await row.blob.slice(offset, offset + PIECE).arrayBuffer());
  }
}
