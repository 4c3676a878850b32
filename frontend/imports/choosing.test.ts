import { expect, test } from "vitest";
import { chosenOf, droppedOf, nameOf } from "./choosing";

const file = (name: string, path = "") => {
  const made = new File(["x"], name);
  Object.defineProperty(made, "webkitRelativePath", { value: path });
  return made;
};

test("files of a folder keep their paths, and litter of the system is left out", () => {
  const chosen = chosenOf([
    file("图斑.shp", "光盘/图斑/图斑.shp"),
    file("Thumbs.db", "光盘/Thumbs.db"),
    file(".DS_Store", "光盘/图斑/.DS_Store"),
  ]);
  expect(chosen.map((one) => one.path)).toEqual(["光盘/图斑/图斑.shp"]);
});

test("a disc is called after its only file or its folder", () => {
  expect(nameOf(chosenOf([file("光盘.zip")]))).toBe("光盘.zip");
  expect(nameOf(chosenOf([file("a", "光盘/a"), file("b", "光盘/b")]))).toBe("光盘");
});

test("a dropped folder is read to the end, a hundred entries at a time", async () => {
  const entries = Array.from({ length: 150 }, (_none, number) => ({
    isFile: true,
    fullPath: `/光盘/${number}.tif`,
    file: (done: (file: File) => void) => done(new File(["x"], `${number}.tif`)),
  }));
  const folder = {
    isFile: false,
    createReader: () => {
      const left = [...entries];
      return { readEntries: (done: (more: unknown[]) => void) => done(left.splice(0, 100)) };
    },
  };
  const items = [{ webkitGetAsEntry: () => folder }] as unknown as DataTransferItemList;
  const chosen = await droppedOf(items);
  expect(chosen).toHaveLength(150);
  expect(chosen[0]?.path).toBe("光盘/0.tif");
});
