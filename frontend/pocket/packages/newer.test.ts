import { expect, test } from "vitest";
import { newsOf } from "./newer";
import type { GroupOffer, Manifest } from "./shapes";

const inUse = { id: "p1", group: "g", route: "r1" } as Manifest;
const offer = (route: string, id = "p1", isOld = false) =>
  ({ group: "g", route, package: { id, is_old: isOld } }) as GroupOffer;

test("another route is told before anything else that is newer", () => {
  expect(newsOf([offer("r2", "p2")], inUse)).toBe("route");
  expect(newsOf([offer("r1", "p2")], inUse)).toBe("content");
  expect(newsOf([offer("r1", "p1", true)], inUse)).toBe("content");
});

test("the same package, another group, or none is no news", () => {
  expect(newsOf([offer("r1")], inUse)).toBe("");
  expect(newsOf([{ ...offer("r9"), group: "h" }], inUse)).toBe("");
  expect(newsOf([offer("r2")], null)).toBe("");
});
