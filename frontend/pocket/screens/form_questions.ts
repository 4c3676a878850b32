/** Which questions the sheet asks of a patch as its facts stand, the ground's first. */
import type { App } from "../app";
import type { Form, Question } from "../packages/shapes";

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

export function draftKey(patch: string): string {
  return `form/${patch}`;
}

/** What was typed and not recorded yet. */
export async function draftOf(app: App, patch: string): Promise<Record<string, string>> {
  return { ...((await app.database.drafts.get(draftKey(patch)))?.value as Record<string, string> | undefined) };
}
