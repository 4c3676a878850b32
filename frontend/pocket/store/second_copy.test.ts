// @vitest-environment node
import "fake-indexeddb/auto";
import { unzipSync } from "fflate";
import { beforeEach, expect, test, vi } from "vitest";
import { PocketDatabase } from "./database";
import { Device } from "./device";
import { ownFilesOver, TestFile } from "./files_for_tests";
import { DatabaseGone, Log, mediaOf, newFile } from "./log";
import { SecondCopy } from "./second_copy";

let count = 0;
let files: TestFile[];

beforeEach(() => {
  vi.stubGlobal("navigator", { onLine: true });
  files = [new TestFile(), new TestFile()];
});

async function phone(name: string, as = "") {
  const database = new PocketDatabase(name);
  const device = await Device.open(database);
  const person = { id: "p1", name: "王外业" };
  if (as) await device.register({ device: as, token: "t", expires_on: "2026-12-31", person });
  const copy = new SecondCopy(database, ownFilesOver(files));
  await copy.begin(device);
  return { database, device, copy, log: new Log(database, device, copy) };
}

async function worked(log: Log) {
  const file = await newFile(new Blob([new Uint8Array(1_500_000).fill(7)], { type: "image/jpeg" }), "a.jpg");
  const body = { media: mediaOf(file), position: null, bearing: null, tilt: null, view: "near" as const };
  const photo = { ...body, reshoot_of: null, note: "" };
  const note = await log.append({ kind: "note.written", patch: "x", body: { text: "一" } });
  const taken = await log.append({ kind: "photo.taken", patch: "x", body: photo }, [file]);
  return { note, taken, file };
}

test("where the browser threw the database away, all that had no receipt is found and makes a rescue file", async () => {
  const before = await phone(`copy-${++count}`, "d1");
  const { note, taken, file } = await worked(before.log);
  const after = await phone(`copy-${++count}`); // an empty database
  expect(after.copy.found.value.map(({ key }) => key).sort()).toEqual([note.hash, taken.hash, file.sha256].sort());
  const made = [];
  for await (const one of after.copy.rescueFiles()) made.push(unzipSync(new Uint8Array(await one.file.arrayBuffer())));
  const [log, media] = made;
  const told = JSON.parse(new TextDecoder().decode(log?.["tuban-rescue.json"]));
  expect(told).toMatchObject({ version: 1, device: "d1", person: "p1", public_key: before.device.publicKey });
  expect(told.entries).toEqual([note, taken].map(({ text, signature }) => ({ text, signature })));
  expect(Buffer.from(media?.[`media/${file.sha256}`] ?? []).equals(Buffer.alloc(1_500_000, 7))).toBe(true);
  await after.copy.brought([note.hash, file.sha256]);
  expect(after.copy.found.value.map(({ key }) => key)).toEqual([taken.hash]);
  await after.copy.brought([taken.hash]);
  expect(files.map((one) => one.getSize())).toEqual([0, 0]);
});

test("what has its receipt is forgotten, what the database does not know stays", async () => {
  const { database, copy, log, device } = await phone(`copy-${++count}`, "d1");
  const { note, taken, file } = await worked(log);
  await database.entries.update(note.hash, { isSafe: 1 });
  await database.media.update(file.sha256, { isSafe: 1 });
  await copy.tidy();
  const other = new SecondCopy(new PocketDatabase(`copy-${++count}`), ownFilesOver(files));
  await other.begin({ registered: null } as Device);
  expect(other.found.value.map(({ key }) => key)).toEqual([taken.hash]);
  await database.entries.clear(); // the browser begins it anew under the running app
  await copy.tidy();
  await other.begin({ registered: null } as Device);
  expect(other.found.value.map(({ key }) => key)).toEqual([taken.hash]);
  expect(device.registered?.device).toBe("d1");
});

test("what found no room is copied when the app starts again", async () => {
  const name = `copy-${++count}`;
  const disk = { bytes: 0 };
  files = [new TestFile(disk)];
  const { note, taken, file } = await worked((await phone(name, "d1")).log);
  expect(files[0]?.getSize()).toBe(0);
  disk.bytes = 10_000_000;
  const again = await phone(name);
  await again.copy.catchUp();
  const after = await phone(`copy-${++count}`);
  expect(after.copy.found.value.map(({ key }) => key).sort()).toEqual([note.hash, taken.hash, file.sha256].sort());
});

test("a log whose database is gone is not begun a second time", async () => {
  const { database, log } = await phone(`copy-${++count}`, "d1");
  await worked(log);
  for (const table of database.tables) await table.clear();
  const written = log.append({ kind: "note.written", patch: "x", body: { text: "二" } });
  await expect(written).rejects.toBeInstanceOf(DatabaseGone);
  expect(await database.entries.count()).toBe(0);
});
