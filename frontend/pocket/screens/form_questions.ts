/** Which questions the sheet asks of a patch as its facts stand, the ground's first. */
import type { App } from "../app";
import type { Form, Patch, Question } from "../packages/shapes";

export interface Questions {
  readonly first: readonly Question[];
  readonly sections: readonly { readonly title: string; readonly questions: readonly Question[] }[];
}

/** A question is asked where every fact that it names has one of its values: where nobody knows it, it is not. */
export function isAsked(question: Question, facts: Readonly<Record<string, string>>): boolean {
  return Object.entries(question.when ?? {}).every(([fact, values]) => values.includes(facts[fact] ?? ""));
}

/** What a look or a question on the spot answers comes first: the first section, who uses the land, and what is missing. */
export function questionsOf(
  form: Form,
  facts: Readonly<Record<string, string>>,
  missing: ReadonlySet<string> = new Set(),
): Questions {
  const field = new Set(form.field ?? []);
  const [opening] = form.sections;
  const isFirst = (one: Question) =>
    missing.has(one.fact) ||
    one.fact === "user" ||
    (opening?.questions.includes(one) && (!field.size || field.has(one.fact)));
  const sections = form.sections.map(({ title, questions }) => ({
    title,
    questions: questions.filter((one) => one.type !== "papers" && (missing.has(one.fact) || isAsked(one, facts))),
  }));
  const first = sections.flatMap(({ questions }) => questions.filter(isFirst));
  const rest = sections.map(({ title, questions }) => ({ title, questions: questions.filter((one) => !isFirst(one)) }));
  return { first, sections: rest.filter(({ questions }) => questions.length) };
}

/** What a patch must still be told before it is done: what the office misses; of a blind sheet whatever it needs as it is
 * answered so far. */
export function missingOf(
  app: App,
  patch: Patch,
  draft: Readonly<Record<string, string>> = {},
): readonly { readonly fact: string; readonly title: string }[] {
  const { work } = app;
  if (!work.isBlind) return patch.missing ?? [];
  const facts = { ...work.of(patch.id).facts, ...draft };
  return asked(work.form).filter((one) => one.needed && isAsked(one, facts) && !isMeasured(app, patch, one));
}

/** The questions of a patch as its answers stand. On a blind sheet a measured boundary is the answer to the area. */
export function questionsFor(app: App, patch: Patch, draft: Readonly<Record<string, string>>): Questions {
  const { work } = app;
  const missing = new Set(missingOf(app, patch, draft).map(({ fact }) => fact));
  const found = questionsOf(work.form, { ...work.of(patch.id).facts, ...draft }, missing);
  return work.isBlind ? { ...found, first: found.first.filter((one) => !isMeasured(app, patch, one)) } : found;
}

function asked(form: Form): readonly Question[] {
  return form.sections.flatMap(({ questions }) => questions);
}

const MEASURED: Readonly<Record<string, string>> = { surveyed_area: "land", surveyed_cultivated_area: "cultivated" };

function isMeasured(app: App, patch: Patch, question: Question): boolean {
  const of = MEASURED[question.fact];
  return of !== undefined && app.work.of(patch.id).measured.some((one) => one.body.of === of);
}

export function draftKey(patch: string): string {
  return `form/${patch}`;
}

/** What was typed and not recorded yet. */
export async function draftOf(app: App, patch: string): Promise<Record<string, string>> {
  return { ...((await app.database.drafts.get(draftKey(patch)))?.value as Record<string, string> | undefined) };
}
