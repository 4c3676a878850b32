import { expect, test } from "vitest";
import { Pace, sizeInWords } from "./pace";

test("the pace is that of the last quarter of a minute", () => {
  const pace = new Pace();
  for (let second = 0; second <= 30; second += 1) pace.note(second * 1000, second < 15 ? 0 : (second - 15) * 1_000_000);
  expect(pace.rate).toBeCloseTo(1_000_000, -4);
});

test("nothing is said before anything is known", () => {
  const pace = new Pace();
  pace.note(0, 0);
  pace.note(100, 5_000_000);
  expect(pace.rate).toBe(0);
});

test("sizes are said as people say them", () => {
  expect([sizeInWords(0), sizeInWords(1536), sizeInWords(5 * 2 ** 30)]).toEqual(["0 B", "1.5 KB", "5.0 GB"]);
});
