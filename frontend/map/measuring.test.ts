import { expect, test } from "vitest";
import { inWords } from "./measuring";

const WORDS = {
  length: "Length",
  area: "Area",
  mu: "mu",
  square: "m²",
  perimeter: "Perimeter",
  metre: "m",
  kilometre: "km",
};

test("figures of the server are told as they came", () => {
  expect(inWords({ length: 12345.678 }, WORDS)).toBe("Length 12 345.68 m (12.35 km)");
  expect(inWords({ area: 1000, mu: 1.5, length: 130 }, WORDS)).toBe("Area 1.50 mu · 1 000.00 m² · Perimeter 130.0 m");
  expect(inWords({ problem: "The lines cross." }, WORDS)).toBe("The lines cross.");
});
