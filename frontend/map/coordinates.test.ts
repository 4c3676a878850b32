import { expect, test } from "vitest";
import { inSeconds, zoneOf } from "./coordinates";

test("the zone agrees with the kernel to a millimetre", () => {
  const [east, north] = zoneOf(114).toMetres(113, 28);
  expect(east).toBeCloseTo(401635.319, 3);
  expect(north).toBeCloseTo(3098844.765, 3);
});

test("seconds never read sixty", () => {
  expect(inSeconds(113.9999999)).toBe("114°00′00.0″");
  expect(inSeconds(31.7593757)).toBe("31°45′33.8″");
});
