import { expect, test } from "vitest";
import { languageOf, sayIn } from "./words";

test("blanks are filled, in both languages", () => {
  expect(sayIn("zh", "safeOf", { safe: 127, total: 130 })).toBe("127 / 130 已安全");
  expect(sayIn("en", "safeOf", { safe: 127, total: 130 })).toBe("127 / 130 safe");
});

test("Chinese is spoken where nothing else was asked", () => {
  expect([languageOf(""), languageOf("zh-CN"), languageOf("en-GB"), languageOf("fr")]).toEqual([
    "zh",
    "zh",
    "en",
    "zh",
  ]);
});
