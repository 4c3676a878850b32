import { expect, test } from "vitest";
import { type BoardContent, type Stop, stopsOf } from "./content";
import { filled, hours, kilometres, lookOf, signed } from "./looks";

test("hours and kilometres bear their sign where they are a difference", () => {
  expect(hours(3660)).toBe("1:01");
  expect(signed(hours(-1020), -1020)).toBe("−0:17");
  expect(signed(kilometres(4120), 4120)).toBe("+4.1");
  expect(signed(kilometres(-4120), -4120)).toBe("−4.1");
});

test("words take their values, and a value that is missing leaves nothing behind", () => {
  expect(filled("第 {day} 天 {on}", { day: 3 })).toBe("第 3 天 ");
});

test("no two groups of eight look alike in colour, dash or shape", () => {
  const looks = Array.from({ length: 8 }, (_each, place) => lookOf(place + 1));
  for (const part of ["colour", "path"] as const) expect(new Set(looks.map((look) => look[part])).size).toBe(8);
  expect(new Set(looks.map((look) => look.dash.join())).size).toBe(8);
});

test("the stops of a day stand in their order, what is left over together", () => {
  const stop = (number: string, team: number, day: number, order: number) => ({ number, team, day, order }) as Stop;
  const board = { stops: [stop("b", 1, 1, 2), stop("a", 1, 1, 1), stop("c", 0, 0, 0), stop("d", 2, 1, 1)] };
  expect(stopsOf(board as BoardContent, 1, 1).map((one) => one.number)).toEqual(["a", "b"]);
  expect(stopsOf(board as BoardContent, 0, 0).map((one) => one.number)).toEqual(["c"]);
});
