import { expect, test } from "vitest";
import { headingOf } from "./compass";

const turned = (alpha: number, beta: number, gamma: number) => ({ alpha, beta, gamma, absolute: true });

test.each([
  ["lying in the hand, its upper edge to the north", turned(0, 0, 0), 0, 0],
  ["lying in the hand, its upper edge to the east", turned(270, 10, 0), 0, 90],
  ["lying on its side, the screen turned with it", turned(0, 0, 0), 90, 90],
  ["held up, its camera to the north-east", turned(313, 80, 0), 0, 47],
  ["held up and leaning back over the vertical", turned(313, 100, 0), 0, 47],
  ["held up on its side, its camera to the west", turned(0, 0, 90), 90, 270],
])("%s", (_name, event, screen, heading) => {
  expect(headingOf(event, screen)).toBe(heading);
});

test("what is not held against north tells nothing, and a browser that knows is believed", () => {
  expect(headingOf({ ...turned(90, 80, 0), absolute: false })).toBeNull();
  expect(headingOf({ ...turned(90, 80, 0), absolute: false, webkitCompassHeading: 123.4 })).toBe(123);
});
