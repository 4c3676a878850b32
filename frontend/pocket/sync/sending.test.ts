// @vitest-environment node
import "fake-indexeddb/auto";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { PocketDatabase } from "../store/database";
import { Device } from "../store/device";
import { ledgerOf } from "../store/ledger";
import { Log, mediaOf, newFile } from "../store/log";
import { type NotDone, Office } from "./office";
import { TestOffice } from "./office_for_tests";
import { Sending } from "./sending";

let database: PocketDatabase;
let office: TestOffice;
let log: Log;
let sending: Sending;
let count = 0;

beforeEach(async () => {
  vi.stubGlobal("navigator", { onLine: true });
  database = new PocketDatabase(`sending-${++count}`);
  const device = await Device.open(database);
  await device.register({ device: "d1", token: "t", expires_on: "2026-12-31", person: { id: "p1", name: "王外业" } });
  log = new Log(database, device);
  office = new TestOffice();
  vi.stubGlobal("fetch", office.fetch);
  sending = new Sending(database, device, new Office(() => "t"));
});

afterEach(() => vi.unstubAllGlobals());

async function photo(bytes: number, fill = 7): Promise<string> {
  const file = await newFile(new Blob([new Uint8Array(bytes).fill(fill)], { type: "image/jpeg" }), "a.jpg");
  const body = {
    media: mediaOf(file),
    position: null,
    bearing: null,
    tilt: null,
    view: "far" as const,
    reshoot_of: null,
    note: "",
  };
  await log.append({ kind: "photo.taken", patch: "x", body }, [file]);
  return file.sha256;
}

const note = (text: string) => log.append({ kind: "note.written", patch: "x", body: { text } });
const left = async () => {
  const { safe, total } = await ledgerOf(database);
  return total - safe;
};

test("what was sent has a receipt each, in the order of the log, and nothing is left", async () => {
  await note("a");
  await photo(700_000);
  await note("b");
  expect(await left()).toBe(4);
  await sending.run();
  expect(await left()).toBe(0);
  expect([...office.entries.values()].map(({ seq }) => seq)).toEqual([1, 2, 3]);
});

test("more than fits in one asking goes in several", async () => {
  for (let at = 0; at < 230; at++) await note(String(at));
  await sending.run();
  expect(office.asked.filter((one) => one === "POST entries")).toHaveLength(2);
  expect(await left()).toBe(0);
});

test("a file whose line breaks goes on where it stopped", async () => {
  const sha256 = await photo(1_000_000);
  office.trouble = (path, init) => {
    if (path.startsWith("media/") && new Headers(init.headers).get("Upload-Offset") !== "0")
      throw new TypeError("broken");
    return undefined;
  };
  await expect(sending.run()).rejects.toMatchObject({ why: "unreachable" });
  const sent = (await database.media.get(sha256))?.sent ?? 0;
  expect(sent).toBeGreaterThan(0);
  office.trouble = () => undefined;
  office.asked.length = 0;
  await sending.run();
  expect(await left()).toBe(0);
  expect(office.media.get(sha256)?.bytes.length).toBe(1_000_000);
});

test("an answer that got lost costs nothing: the office says where it stands", async () => {
  const sha256 = await photo(600_000);
  let isLost = true;
  const whole = office.fetch;
  vi.stubGlobal("fetch", async (address: string, init: RequestInit) => {
    const answer = await whole(address, init);
    if (address.includes("media/") && isLost) {
      isLost = false;
      throw new TypeError("lost");
    }
    return answer;
  });
  await expect(sending.run()).rejects.toMatchObject({ why: "unreachable" });
  await sending.run();
  expect(office.media.get(sha256)?.isSafe).toBe(true);
  expect(await left()).toBe(0);
});

test("bytes that were spoiled on the way are sent again from the beginning", async () => {
  const sha256 = await photo(100_000);
  office.media.set(sha256, { bytes: Buffer.from("spoiled"), length: 100_000, isSafe: false });
  await expect(sending.run()).rejects.toMatchObject({ why: "server" });
  expect((await database.media.get(sha256))?.reason).toBe("spoiled_on_the_way");
  expect((await database.media.get(sha256))?.sent).toBe(0);
  await sending.run();
  expect(await left()).toBe(0);
});

test("a proxy that takes no large pieces gets smaller ones", async () => {
  await photo(900_000);
  office.trouble = (path, init) =>
    path.startsWith("media/") && (init.body as Blob).size > 100_000 ? new Response("{}", { status: 413 }) : undefined;
  await sending.run();
  expect(await left()).toBe(0);
});

test("a refused entry stays, with the office's reason, and the others go", async () => {
  await note("a");
  await note("b");
  const whole = office.fetch;
  vi.stubGlobal("fetch", async (address: string, init: RequestInit) => {
    const answer = await (await whole(address, init)).json();
    if (answer.receipts) Object.assign(answer.receipts[0], { state: "refused", reason: "签名不符" });
    return Response.json(answer);
  });
  await sending.run();
  const { entries } = await ledgerOf(database);
  expect(entries.map(({ seq, reason }) => [seq, reason])).toEqual([[1, "签名不符"]]);
});

test.each([
  [401, "not_known", false],
  [403, "may_not", false],
  [429, "busy", true],
  [500, "server", true],
])("an answer of %i is said as %s", async (status, why, mayPass) => {
  await note("a");
  office.trouble = () => Response.json({ message: "不行" }, { status, headers: { "Retry-After": "7" } });
  const fault = (await sending.run().catch((error: NotDone) => error)) as NotDone;
  expect([fault.why, fault.mayPass, fault.sentence, fault.afterSeconds]).toEqual([why, mayPass, "不行", 7]);
  expect(await left()).toBe(1);
});

test("receipts that got lost come back from what the office holds, and a file it misses is sent again", async () => {
  const sha256 = await photo(50_000);
  await sending.run();
  await database.entries.toCollection().modify({ isSafe: 0 });
  const kept = office.media.get(sha256);
  if (kept) Object.assign(kept, { isSafe: false, bytes: Buffer.alloc(0) });
  await sending.compare();
  expect((await ledgerOf(database)).entries).toHaveLength(0);
  expect((await ledgerOf(database)).files).toHaveLength(1);
  await sending.run();
  expect(await left()).toBe(0);
});

test("a log of thousands is compared page by page", async () => {
  const first = await note("a");
  await note("b");
  const hashes = Array.from({ length: 1_999 }, (_, at) => `other-${at}`);
  const asked: string[] = [];
  vi.stubGlobal("fetch", async (address: string) => {
    asked.push(address);
    const page = asked.length === 1 ? [...hashes, first.hash] : [];
    return Response.json({ last_seq: 2, hashes: page, missing_media: [], conflicts: [] });
  });
  await sending.compare();
  expect(asked.map((one) => one.split("=")[1])).toEqual(["0", "1"]);
  expect((await ledgerOf(database)).entries.map(({ seq }) => seq)).toEqual([2]);
});
