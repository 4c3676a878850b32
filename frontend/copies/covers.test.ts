import { expect, test } from "vitest";
import { Covers, LEAST, type Place } from "./covers";

const covers = (...places: Place[]) => new Covers(400, 300, places);

test("a rectangle lies between any two corners, in whole pixels that hold all of it", () => {
  expect(covers().between(100.6, 80.2, 20.4, 10.9)).toEqual([20, 10, 81, 71]);
});

test("what is drawn beyond the photo ends at its edge", () => {
  expect(covers().between(-50, -50, 900, 900)).toEqual([0, 0, 400, 300]);
});

test("a rectangle is never too small for the office, not even in the corner", () => {
  expect(covers().between(400, 300, 400, 300)).toEqual([400 - LEAST, 300 - LEAST, LEAST, LEAST]);
});

test("a pushed rectangle keeps its size and stays inside", () => {
  expect(covers().moved([10, 10, 50, 40], -100, 1000)).toEqual([0, 260, 50, 40]);
});

test("a rectangle is made larger up to the edge and smaller down to the least", () => {
  expect(covers().resized([350, 10, 20, 20], 100, 5)).toEqual([350, 10, 50, 25]);
  expect(covers().resized([350, 10, 20, 20], -100, -100)).toEqual([350, 10, LEAST, LEAST]);
});

test("each change that was remembered is undone, the last first", () => {
  const all = covers([0, 0, 10, 10]);
  all.remember();
  all.add([5, 5, 20, 20]);
  all.remember();
  all.remove(0);
  expect(all.all).toEqual([[5, 5, 20, 20]]);
  expect(all.undo()).toBe(true);
  expect(all.all).toHaveLength(2);
  expect(all.undo()).toBe(true);
  expect(all.all).toEqual([[0, 0, 10, 10]]);
  expect(all.undo()).toBe(false);
  expect(all.canUndo).toBe(false);
});
