// @vitest-environment node
import "fake-indexeddb/auto";
import { createHash, createPublicKey, verify } from "node:crypto";
import { unzipSync } from "fflate";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { PocketDatabase } from "./database";
import { Device, moment } from "./device";
import { digestOf } from "./digest";
import { Log, mediaOf, NotRegistered, newFile } from "./log";
import { rescueFile } from "./rescue";
import { DiskFull, Reserve } from "./reserve";

let database: PocketDatabase;
let device: Device;
let log: Log;
let count = 0;

beforeEach(async () => {
  vi.stubGlobal("navigator", { onLine: true });
  database = new PocketDatabase(`log-${++count}`);
  device = await Device.open(database);
  await device.register({ device: "d1", token: "t", expires_on: "2026-12-31", person: { id: "p1", name: "王外业" } });
  log = new Log(database, device);
});

afterEach(() => vi.unstubAllGlobals());

const note = (text: string) => log.append({ kind: "note.written", patch: "x", body: { text } });
const filed = async (bytes: number) => {
  const file = await newFile(new Blob([new Uint8Array(bytes)], { type: "image/jpeg" }), "a.jpg");
  const body = {
    media: mediaOf(file),
    position: null,
    bearing: 47.5,
    tilt: null,
    view: "near" as const,
    reshoot_of: null,
    note: "",
  };
  return { file, deed: { kind: "photo.taken" as const, patch: "x", body } };
};

test("each entry names the hash of the one before, and is signed by the device's key", async () => {
  const rows = [await note("一"), await note("二"), await note("三")];
  const read = rows.map(({ text }) => JSON.parse(text));
  expect(read.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  expect(read.map(({ previous }) => previous)).toEqual(["", rows[0]?.hash, rows[1]?.hash]);
  const key = createPublicKey({ key: device.publicKey as never, format: "jwk" });
  for (const row of rows) {
    expect(row.hash).toBe(createHash("sha256").update(row.text).digest("hex"));
    const signature = Buffer.from(row.signature, "base64");
    expect(verify("sha256", Buffer.from(row.text), { key, dsaEncoding: "ieee-p1363" }, signature)).toBe(true);
  }
  expect(await log.fault()).toBeNull();
});

test("entries that are written at once stand one after another", async () => {
  await Promise.all(["a", "b", "c", "d"].map(note));
  expect((await log.read("x")).map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
  expect(await log.fault()).toBeNull();
});

test("a word that was changed in an old entry is found", async () => {
  const first = await note("无人");
  await note("有人");
  await database.entries.update(first.hash, { text: first.text.replace("无人", "有人") } as never);
  expect(await log.fault()).toBe(1);
});

test("the key stays the same when the app is opened again, and cannot be taken out", async () => {
  const again = await Device.open(database);
  expect(again.publicKey).toEqual(device.publicKey);
  const keys = await database.setting<CryptoKeyPair>("keys");
  expect(keys?.privateKey.extractable).toBe(false);
});

test("an entry with a photo is kept whole or not at all, and what was kept before stays", async () => {
  await note("先");
  const { file, deed } = await filed(1000);
  const full = vi
    .spyOn(database.media, "add")
    .mockRejectedValue(new DOMException("full", "QuotaExceededError") as never);
  await expect(log.append(deed, [file])).rejects.toBeInstanceOf(DiskFull);
  full.mockRestore();
  expect((await log.read()).map(({ seq }) => seq)).toEqual([1]);
  expect(await database.media.count()).toBe(0);
  await log.append(deed, [file]);
  expect(await database.media.count()).toBe(1);
  expect(await log.fault()).toBeNull();
});

test("what settles a draft takes it away in the same breath", async () => {
  await database.drafts.put({ key: "form/x", value: { user: "某某" } });
  await log.append({ kind: "note.written", patch: "x", body: { text: "a" } }, [], "form/x");
  expect(await database.drafts.get("form/x")).toBeUndefined();
});

test("nothing is written for nobody", async () => {
  const bare = new PocketDatabase("log-bare");
  await expect(new Log(bare, await Device.open(bare)).append({ kind: "duty.begun", body: {} })).rejects.toBeInstanceOf(
    NotRegistered,
  );
});

test("a large file has the same hash read piece by piece", async () => {
  const bytes = new Uint8Array(9 << 20).map((_, at) => at % 251);
  expect(await digestOf(new Blob([bytes]))).toBe(createHash("sha256").update(bytes).digest("hex"));
});

test("the rescue file holds the whole log and the files that are not safe", async () => {
  await note("a");
  const [one, two] = [await filed(1000), await filed(3_000_000)];
  await log.append(one.deed, [one.file]);
  await log.append(two.deed, [two.file]);
  await database.media.update(one.file.sha256, { isSafe: 1 });
  const zip = unzipSync(new Uint8Array(await (await rescueFile(database, device)).arrayBuffer()));
  expect(Object.keys(zip)).toEqual(["tuban-rescue.json", `media/${two.file.sha256}`]);
  const said = JSON.parse(new TextDecoder().decode(zip["tuban-rescue.json"]));
  expect(said).toMatchObject({ version: 1, device: "d1", person: "p1" });
  expect(said.entries).toHaveLength(3);
  expect(
    createHash("sha256")
      .update(zip[`media/${two.file.sha256}`] ?? "")
      .digest("hex"),
  ).toBe(two.file.sha256);
});

test("moments bear the distance from UTC", () => {
  expect(moment(new Date(0))).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d$/);
  expect(Date.parse(moment(new Date(1_700_000_000_123)))).toBe(1_700_000_000_123);
});

test("on a disk without room nothing is appended to a log that may be cut off; with room it is begun anew first", async () => {
  let room = 0;
  const spacious = new PocketDatabase(`log-${++count}`);
  await (await Device.open(spacious)).register({
    device: "d2",
    token: "t",
    expires_on: "2026-12-31",
    person: { id: "p1", name: "王外业" },
  });
  spacious.close();
  const full = new PocketDatabase(`log-${count}`, new Reserve(async (bytes) => (bytes <= room ? bytes : 0)));
  const own = new Log(full, await Device.open(full));
  const written = () => own.append({ kind: "note.written", patch: "x", body: { text: "满" } });
  await expect(written()).rejects.toBeInstanceOf(DiskFull);
  expect(await own.read()).toHaveLength(0);
  const renewals = vi.spyOn(full.ballast, "bulkPut");
  room = 20 << 20; // less than the reserve and what is needed: the reserve is lent
  await written();
  expect(renewals).toHaveBeenCalled();
  expect(await full.ballast.count()).toBe(0);
  expect(await own.read()).toHaveLength(1);
  await written();
  expect(renewals.mock.calls.length).toBe(18);
});
