import { expect, test } from "vitest";
import type { Form } from "../packages/shapes";
import { isAsked, questionsOf } from "../screens/form_questions";
import { averaged, isStep, methodOf } from "../screens/walking";
import type { ReadEntry } from "../store/log";
import type { Position } from "../store/shapes";
import { openVisit, patchWork, standingOf } from "./patch_work";

let seq = 0;
const entry = (kind: string, body: unknown, visit = "v1"): ReadEntry =>
  ({
    hash: "",
    seq: ++seq,
    id: `e${seq}`,
    at: `2024-08-05T09:0${seq % 10}:00+08:00`,
    patch: "x",
    visit,
    kind,
    body,
    isSafe: false,
    applied: "",
    reason: "",
  }) as ReadEntry;
const told = (fact: string, old: string, value: string) =>
  entry("facts.told", { changes: [{ fact, old, new: value }], source: "" });

test("what was told stands over the package, and what was taken back does not", () => {
  const [one, two] = [told("user", "", "某某砖厂"), told("use_date", "2024-02", "2024-03")];
  const work = patchWork([one, two, entry("entry.withdrawn", { entry: one.id, reason: "" })], {
    user: "某村",
    use_date: "2024-02",
  });
  expect(work.facts).toEqual({ user: "某村", use_date: "2024-03" });
});

test("visits follow one another, and the last one says how the patch stands", () => {
  const entries = [entry("visit.begun", {}), entry("visit.ended", { outcome: "later", note: "下雨" })];
  expect(standingOf(patchWork([], {}))).toBe("todo");
  expect(standingOf(patchWork(entries.slice(0, 1), {}))).toBe("visiting");
  expect(standingOf(patchWork(entries, {}))).toBe("later");
  const again = patchWork([...entries, entry("visit.begun", {}, "v2")], {});
  expect(openVisit(again)?.id).toBe("v2");
  expect(again.visits).toHaveLength(2);
});

const FORM: Form = {
  title: "", codelists: {}, field: ["ground_state", "cause", "user"],
  sections: [
    { title: "实地", questions: [
      { fact: "ground_state", title: "", type: "enum", codelist: "g" },
      { fact: "cause", title: "", type: "enum", codelist: "c", when: { ground_state: ["unchanged"] } },
    ] },
    { title: "主体", questions: [{ fact: "user", title: "", type: "text", codelist: null }, { fact: "industry", title: "", type: "text", codelist: null, when: { ground_state: ["new_construction"] } }, { fact: "approvals", title: "", type: "papers", codelist: null }] },
  ],
}; // biome-ignore format: a form in few lines

test("a question is asked where the facts that it names say so", () => {
  const cause = FORM.sections[0]?.questions[1];
  expect(cause && isAsked(cause, {})).toBe(false);
  expect(cause && isAsked(cause, { ground_state: "unchanged" })).toBe(true);
  const names = (facts: Record<string, string>) => questionsOf(FORM, facts).first.map(({ fact }) => fact);
  expect(names({ ground_state: "unchanged" })).toEqual(["ground_state", "cause", "user"]);
  expect(
    questionsOf(FORM, { ground_state: "new_construction" }).sections.flatMap((one) =>
      one.questions.map(({ fact }) => fact),
    ),
  ).toEqual(["industry"]);
});

test("what is missing is asked first", () => {
  expect(questionsOf(FORM, {}, new Set(["industry"])).first.map(({ fact }) => fact)).toEqual([
    "ground_state",
    "user",
    "industry",
  ]);
});

const fix = (lon: number, accuracy_m: number): Position => ({
  lon,
  lat: 31.7,
  accuracy_m,
  altitude_m: null,
  at: "",
  source: "gps",
});

test("a corner is the mean of good fixes, the better ones weighing more", () => {
  const corner = averaged([fix(113.8, 1), fix(113.8001, 10), fix(114, 80)]);
  expect(corner?.averaged).toBe(2);
  expect(corner?.lon).toBeLessThan(113.80001);
  expect(averaged([fix(113.8, 40)])).toBeNull();
});

test("a walk takes steps that are far enough and good enough", () => {
  const last = averaged([fix(113.8, 2)]) ?? undefined;
  expect(isStep(fix(113.80001, 2), last)).toBe(false);
  expect(isStep(fix(113.8001, 2), last)).toBe(true);
  expect(isStep(fix(113.8001, 50), last)).toBe(false);
});

test("a boundary is walked only where every corner was, and a file's is a receiver's", () => {
  const [walked, tapped] = [{ accuracy_m: 3 }, { accuracy_m: null }].map((one) => ({
    lon: 0,
    lat: 0,
    at: "",
    averaged: 1,
    ...one,
  }));
  expect(methodOf([walked, walked] as never, false)).toBe("walked");
  expect(methodOf([walked, tapped] as never, false)).toBe("tapped");
  expect(methodOf([tapped] as never, true)).toBe("receiver");
});
