import { expect, test } from "vitest";
import { inWords } from "./measuring";

const WORDS = {
  length: "Length",
  area: "Area",
  mu: "mu",
  square: "m²",
  perimeter: "Perimeter",
  hectares: "ha",
  metre: "m",
  kilometre: "km",
};

test("figures of the server are told as they came", () => {
  expect(inWords({ length: 12345.678 }, WORDS)).toBe("Length 12\u00a0345.68\u00a0m (12.35\u00a0km)");
  expect(inWords({ area: 1000, mu: 1.5, hectares: 0.1, length: 130 }, WORDS)).toBe(
    "Area 1.50\u00a0mu · 1\u00a0000.00\u00a0m² · 0.1000\u00a0ha · Perimeter 130.0\u00a0m",
  );
  expect(inWords({ problem: "The lines cross." }, WORDS)).toBe("The lines cross.");
});
