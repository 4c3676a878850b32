/**
 * The log of the browser's database, begun anew. Chromium appends every record to a log and goes on with the same log after
 * a start. A record that a full disk or a dead battery cut off stays in it; what is appended behind it makes the log
 * unreadable at the start after, and Chromium then throws the whole database away. Once more has been written than the log
 * holds, twice over, everything stands in files of its own and the log with the cut is gone.
 */
import type { Table } from "dexie";

const PIECE = 50_000; // what is larger lies in a file beside the log
const PIECES = 10;
const ROUNDS = 18; // the log holds 4 MiB

/** Room on the disk that it needs while it lasts. */
export const RENEWAL_ROOM = 14 << 20;

const noise = (): Uint8Array => crypto.getRandomValues(new Uint8Array(PIECE)); // no log can write it smaller

/** Write more than the log holds, twice over, into a table of its own, and empty that. */
export async function renewed(ballast: Table<Uint8Array, number>): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    await ballast.bulkPut(
      Array.from({ length: PIECES }, noise),
      Array.from({ length: PIECES }, (_, key) => key),
    );
  }
  await ballast.clear();
}
