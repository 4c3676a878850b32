// @vitest-environment node
import "fake-indexeddb/auto";
import { createHash, randomBytes } from "node:crypto";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { PocketDatabase } from "../store/database";
import { Office } from "../sync/office";
import { TestOffice } from "../sync/office_for_tests";
import type { Manifest, Part } from "./shapes";
import { type Progress, Taking } from "./taking";

let database: PocketDatabase;
let office: TestOffice;
let count = 0;

beforeEach(() => {
  vi.stubGlobal("navigator", { onLine: true });
  database = new PocketDatabase(`taking-${++count}`);
  office = new TestOffice();
  vi.stubGlobal("fetch", office.fetch);
});

afterEach(() => vi.unstubAllGlobals());

function manifest(...sizes: number[]): Manifest {
  const parts = sizes.map((size, at): Part => {
    const bytes = randomBytes(size);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    office.parts.set(sha256, bytes);
    return { name: `part-${at}`, kind: at ? "chip" : "tiles", sha256, bytes: size, type: "image/webp" };
  });
  return {
    id: "m1",
    state: "ready",
    version: 1,
    group: "g",
    name: "一组",
    campaign: { id: "c", name: "" },
    lawbook: "",
    made_at: "",
    epsg: 4527,
    bytes: 0,
    parts,
  };
}

const taking = (told: (one: Progress) => void = () => undefined) =>
  new Taking(database, new Office(() => "t"), told, 1);

test("every part is here, whole, and what is told grows to all of it", async () => {
  const made = manifest(2_500_000, 900, 30_000);
  const told: number[] = [];
  await taking((one) => void told.push(one.done)).take(made);
  expect(told[told.length - 1]).toBe(2_530_900);
  expect(await database.parts.count()).toBe(3);
  expect(await database.pieces.count()).toBe(0);
  expect((await database.packages.get("m1"))?.isWhole).toBe(1);
});

test("an app that was killed goes on with the piece it had not got", async () => {
  const made = manifest(3_000_000);
  office.trouble = (_path, init) => {
    if (new Headers(init.headers).get("Range")?.startsWith("bytes=2097152")) throw new TypeError("killed");
    return undefined;
  };
  await expect(taking().take(made)).rejects.toMatchObject({ why: "unreachable" });
  expect(await database.pieces.count()).toBe(2);
  expect((await database.packages.get("m1"))?.isWhole).toBe(0);
  office.trouble = () => undefined;
  office.asked.length = 0;
  await taking().take(made);
  expect(office.asked).toHaveLength(1);
  expect((await database.packages.get("m1"))?.isWhole).toBe(1);
});

test("a part that is not what its name says is taken again, and never kept", async () => {
  const made = manifest(2000);
  const [part] = made.parts;
  const right = office.parts.get(part?.sha256 ?? "");
  let wrong = 2;
  office.trouble = () => (wrong-- > 0 ? new Response(new Uint8Array(2000)) : undefined);
  await taking().take(made);
  const kept = await database.parts.get(part?.sha256 ?? "");
  expect(Buffer.from((await kept?.blob.arrayBuffer()) ?? new ArrayBuffer(0)).equals(right ?? Buffer.alloc(0))).toBe(
    true,
  );
});

test("an office that is asked too often is asked again when it says so", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  const made = manifest(900);
  let refusals = 0;
  office.trouble = (path) => {
    if (!path.startsWith("parts/") || refusals) return undefined;
    refusals++;
    return Response.json({ message: "请求太多。" }, { status: 429, headers: { "Retry-After": "7" } });
  };
  const taken = taking().take(made);
  await vi.waitFor(() => expect(refusals).toBe(1), 20_000);
  await vi.advanceTimersByTimeAsync(6_000);
  expect(office.asked.filter((one) => one.includes("parts/"))).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1_500);
  vi.useRealTimers();
  await taken;
  expect(office.asked.filter((one) => one.includes("parts/"))).toHaveLength(2);
});
