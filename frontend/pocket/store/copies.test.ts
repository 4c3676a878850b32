// @vitest-environment node
import { expect, test } from "vitest";
import { Copies, type Head } from "./copies";
import { TestFile } from "./files_for_tests";

const KEY = { kty: "EC", crv: "P-256", x: "x", y: "y" };
const headOf = (key: string, bytes: number, device = "d1"): Head => ({
  kind: "entry",
  key,
  device,
  publicKey: KEY,
  bytes,
});
const bodyOf = (text: string) => new Blob([text]);
const read = (copies: Copies, key: string) => new TextDecoder().decode(copies.read(key, "d1", 0) ?? undefined);

async function three(file: TestFile): Promise<number[]> {
  const copies = new Copies([file]);
  const ends: number[] = [];
  for (const key of ["one", "two", "three"]) {
    await copies.keep(headOf(key, key.length), bodyOf(key));
    ends.push(file.getSize());
  }
  return ends;
}

test("what was kept is read again when the files are opened anew", async () => {
  const file = new TestFile();
  await three(file);
  const again = new Copies([file]);
  expect(again.heads.map(({ key }) => key)).toEqual(["one", "two", "three"]);
  expect(["one", "two", "three"].map((key) => read(again, key))).toEqual(["one", "two", "three"]);
});

test("wherever the writing is cut off, all before it is whole and what comes after is kept behind it", async () => {
  const whole = new TestFile();
  const ends = await three(whole);
  for (let cut = 0; cut <= whole.getSize(); cut++) {
    const file = new TestFile();
    file.bytes = whole.bytes.slice(0, cut);
    const copies = new Copies([file]);
    const left = ["one", "two", "three"].filter((_key, at) => (ends[at] ?? 0) <= cut);
    expect(copies.heads.map(({ key }) => key)).toEqual(left);
    await copies.keep(headOf("four", 4), bodyOf("four"));
    const again = new Copies([file]);
    expect(again.heads.map(({ key }) => key)).toEqual([...left, "four"]);
    expect(read(again, "four")).toBe("four");
  }
});

test("on a full disk a record is kept whole or not at all", async () => {
  const file = new TestFile({ bytes: 1_000 });
  const copies = new Copies([file]);
  await copies.keep(headOf("one", 3), bodyOf("one"));
  const before = file.getSize();
  await expect(copies.keep(headOf("large", 2_000), bodyOf("x".repeat(2_000)))).rejects.toThrow("space");
  expect(file.getSize()).toBe(before);
  expect(new Copies([file]).heads.map(({ key }) => key)).toEqual(["one"]);
});

test("a file is emptied once nothing in it is needed, and not before", async () => {
  const file = new TestFile();
  await three(file);
  const copies = new Copies([file]);
  copies.drop(["one", "three"], "d1");
  copies.drop(["two"], "another device");
  expect(read(copies, "two")).toBe("two");
  expect(new Copies([file]).heads.map(({ key }) => key)).toEqual(["two"]);
  copies.drop(["two"], "d1");
  expect(file.getSize()).toBe(0);
});

test("large records go to files in turn, and every piece of them is told", async () => {
  const files = [new TestFile(), new TestFile()];
  const copies = new Copies(files);
  const large = new Blob([new Uint8Array(33 << 20)]);
  let told = 0;
  await copies.keep(headOf("film", large.size), large, () => told++);
  await copies.keep(headOf("one", 3), bodyOf("one"));
  expect(told).toBe(33);
  expect(files.map((file) => file.getSize() > 1_000_000)).toEqual([true, false]);
  expect(copies.read("film", "d1", 32 << 20)?.length).toBe(1 << 20);
  expect(copies.read("film", "d1", 33 << 20)?.length).toBe(0);
});
