// @vitest-environment node
import "fake-indexeddb/auto";
import { expect, test, vi } from "vitest";
import { PocketDatabase } from "./database";
import { Device } from "./device";
import { Log, mediaOf, newFile } from "./log";
import { DiskFull, Reserve } from "./reserve";

const MIB = 1 << 20;

/** A disk with so much room for the file; others may fill it meanwhile. */
function diskWith(room: { bytes: number }) {
  let size = 0;
  return {
    disk: async (bytes: number) => {
      size = bytes <= room.bytes ? bytes : 0;
      return size;
    },
    get size() {
      return size;
    },
  };
}

test("where there is room for more than the reserve, it is kept and things are written", async () => {
  const disk = diskWith({ bytes: 40 * MIB });
  const reserve = new Reserve(disk.disk);
  await reserve.ask(3 * MIB);
  expect(reserve.isKept.value).toBe(true);
  expect(disk.size).toBe(24 * MIB);
});

test("where there is none the reserve is given up and nothing is begun, until there is room again", async () => {
  const room = { bytes: 26 * MIB };
  const disk = diskWith(room);
  const reserve = new Reserve(disk.disk);
  await expect(reserve.ask(3 * MIB)).rejects.toBeInstanceOf(DiskFull);
  expect(disk.size).toBe(0);
  expect(reserve.isKept.value).toBe(false);
  room.bytes = 100 * MIB;
  await reserve.ask(3 * MIB);
  expect(reserve.isKept.value).toBe(true);
});

test("on a full disk no byte of a photo reaches the database, and the log goes on where it was", async () => {
  vi.stubGlobal("navigator", { onLine: true });
  const room = { bytes: 100 * MIB };
  const database = new PocketDatabase("reserve", new Reserve(diskWith(room).disk));
  const device = await Device.open(database);
  await device.register({ device: "d1", token: "t", expires_on: "2026-12-31", person: { id: "p1", name: "王外业" } });
  const log = new Log(database, device);
  const file = await newFile(new Blob([new Uint8Array(1000)], { type: "image/jpeg" }), "a.jpg");
  const body = {
    media: mediaOf(file),
    position: null,
    bearing: null,
    tilt: null,
    view: "near" as const,
    reshoot_of: null,
    note: "",
  };
  const take = () => log.append({ kind: "photo.taken", patch: "x", body }, [file]);
  const begun = vi.spyOn(database, "transaction");
  room.bytes = 0;
  await expect(take()).rejects.toBeInstanceOf(DiskFull);
  expect(begun).not.toHaveBeenCalled();
  expect((await log.append({ kind: "note.written", patch: "x", body: { text: "满" } })).seq).toBe(1);
  room.bytes = 100 * MIB;
  expect((await take()).seq).toBe(2);
  vi.unstubAllGlobals();
});
