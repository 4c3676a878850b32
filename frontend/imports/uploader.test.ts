import { expect, test } from "vitest";
import { matched } from "./uploader";

const file = (path: string, content: string, modified = 5) => ({
  path,
  file: new File([content], path.split("/").at(-1) ?? "", { lastModified: modified }),
});
const announced = (path: string, size: number, offset = 0) => ({ path, size, modified: 5, offset, url: "" });

test("the same files go on, in the order of what was announced", () => {
  const found = matched({ files: [announced("d/a", 3), announced("d/b", 2)] }, [file("d/b", "xx"), file("d/a", "xxx")]);
  expect(Array.isArray(found) && found.map((one) => one.path)).toEqual(["d/a", "d/b"]);
});

test("other files are named", () => {
  expect(matched({ files: [announced("d/a", 3), announced("d/b", 2)] }, [file("d/a", "xxx")])).toEqual({
    missing: ["d/b"],
  });
  expect(matched({ files: [announced("a.zip", 3)] }, [file("a.zip", "xxxx")])).toEqual({ missing: ["a.zip"] });
});

test("a file that was changed in the middle of its upload is not mixed with what is there", () => {
  expect(matched({ files: [announced("a.zip", 3, 1)] }, [file("a.zip", "xxx", 9)])).toEqual({ changed: "a.zip" });
});

test("a file of which nothing came yet may have been changed", () => {
  expect(Array.isArray(matched({ files: [announced("a.zip", 3)] }, [file("a.zip", "xxx", 9)]))).toBe(true);
});
