import { describe, expect, test } from "vitest";
import cases from "../fixtures/fact_values.json";
import { areEqual, type CodeLists, type Kind, readTyped, squareMetres } from "./fact_values";

const kinds = cases.kinds as unknown as Record<string, Kind>;
const lists = cases.codelists as unknown as CodeLists;
const kindOf = (fact: string) => kinds[fact] as Kind;

describe("what is typed is read as the office reads it", () => {
  test.each(cases.cases.map((one) => [one.fact, one.typed, one] as const))("%s «%s»", (fact, typed, wanted) => {
    const read = readTyped(kindOf(fact), typed, lists);
    expect(read.is).toBe(wanted.is);
    if (read.is !== "value" || !("text" in wanted)) return;
    expect(areEqual(kindOf(fact), read.text, wanted.text as string, lists)).toBe(true);
    if (kindOf(fact).type !== "area" && kindOf(fact).type !== "number") expect(read.text).toBe(wanted.text);
  });
});

test("areas are the same whatever their unit and zeros", () => {
  const area = kindOf("surveyed_area");
  expect(areEqual(area, "6.420 亩", "6.42", lists)).toBe(true);
  expect(areEqual(area, "1 公顷", "15 亩", lists)).toBe(true);
  expect(areEqual(area, "6.42 亩", "6.43 亩", lists)).toBe(false);
  expect(squareMetres("3 亩")).toBe(2000);
});
