/** The rescue file: the whole log with the files that are not safe yet, written without a line. */
import { Zip, ZipPassThrough } from "fflate";
import type { PocketDatabase } from "./database";
import { type Device, moment } from "./device";

const PIECE = 1 << 20;

/** Write it. `all` takes files along that the office has already. */
export async function rescueFile(database: PocketDatabase, device: Device, all = false): Promise<Blob> {
  const parts: BlobPart[] = [];
  let fault: Error | null = null;
  const zip = new Zip((error, piece) => {
    if (error) fault = error;
    else parts.push(new Blob([piece as Uint8Array<ArrayBuffer>])); // the browser may keep blobs on its disk
  });
  const entries = await database.entries.orderBy("seq").toArray();
  const said = {
    version: 1,
    device: device.registered?.device ?? "",
    person: device.registered?.person.id ?? "",
    made_at: moment(),
    public_key: device.publicKey,
    entries: entries.map(({ text, signature }) => ({ text, signature })),
  };
  const log = new ZipPassThrough("tuban-rescue.json");
  zip.add(log);
  log.push(new TextEncoder().encode(JSON.stringify(said)), true);
  const files = all ? database.media.toCollection() : database.media.where("isSafe").equals(0);
  for (const sha256 of await files.primaryKeys()) {
    const row = await database.media.get(sha256);
    if (!row) continue;
    const file = new ZipPassThrough(`media/${sha256}`);
    zip.add(file);
    for (let offset = 0; offset < row.bytes; offset += PIECE) {
      file.push(
        new Uint8Array(await row.blob.slice(offset, offset + PIECE).arrayBuffer()),
        offset + PIECE >= row.bytes,
      );
    }
    if (row.bytes === 0) file.push(new Uint8Array(), true);
  }
  zip.end();
  if (fault) throw fault;
  return new Blob(parts, { type: "application/zip" });
}
