import { describe, expect, it } from "vitest";
import type { App } from "../app";
import type { Patch, Question } from "../packages/shapes";
import { missingOf, questionsFor } from "./form_questions";

const QUESTIONS: readonly Question[] = [
  { fact: "finding", title: "类别", type: "enum", codelist: "finding", needed: true },
  { fact: "surveyed_area", title: "面积", type: "area", needed: true, when: { finding: ["unlawful"] } },
  { fact: "surveyed_cultivated_area", title: "耕地", type: "area", needed: true, when: { finding: ["unlawful"] } },
  { fact: "actual_use", title: "用途", type: "text" },
  { fact: "did_not_know", title: "不知道", type: "flag", needed: true },
] as unknown as readonly Question[];
const SHEET = { id: "a", facts: {}, missing: [] } as unknown as Patch;

function visiting(measured: readonly string[] = [], isBlind = true): App {
  const form = { title: "", sections: [{ title: "", questions: QUESTIONS }], codelists: {} };
  const own = { facts: {}, measured: measured.map((of) => ({ body: { of } })) };
  return { work: { isBlind, form, of: () => own } } as unknown as App;
}

const facts = (rows: readonly { readonly fact: string }[]) => rows.map(({ fact }) => fact);

describe("what a blind sheet needs", () => {
  it("asks for the area of new construction only, and by a measured boundary it is answered", () => {
    const built = { finding: "unlawful" };
    expect(facts(missingOf(visiting(), SHEET))).toEqual(["finding", "did_not_know"]);
    expect(facts(missingOf(visiting(), SHEET, built))).toContain("surveyed_area");
    expect(facts(missingOf(visiting(["land"]), SHEET, built))).not.toContain("surveyed_area");
    expect(facts(questionsFor(visiting(["land"]), SHEET, built).first)).not.toContain("surveyed_area");
    expect(facts(questionsFor(visiting(), SHEET, { finding: "unchanged" }).first)).not.toContain("surveyed_area");
  });

  it("leaves it to the office of a package along a route what is missing", () => {
    const known = { ...SHEET, missing: [{ fact: "use_date", title: "用地时间" }] };
    expect(missingOf(visiting([], false), known)).toEqual(known.missing);
  });
});
