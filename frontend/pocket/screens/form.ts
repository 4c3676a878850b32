/** The sheet of facts: kept at every key, checked as the office checks, recorded as changes of what was known. */
import type { App, Screen } from "../app";
import { button, h } from "../dom";
import type { Question } from "../packages/shapes";
import type { Change } from "../store/shapes";
import { areEqual, type Read, readTyped } from "../values/fact_values";
import { fieldOf } from "./fields";
import { draftKey, draftOf, missingOf, questionsFor } from "./form_questions";
import { withdraw } from "./patch";

export async function form(app: App, id: string): Promise<Screen> {
  const { say, work } = app;
  const patch = work.patch(id);
  if (!patch) return { element: h("p", { class: "empty" }, say("noSuchPatch")), place: "today", back: "#/today" };
  const draft = await draftOf(app, id);
  const element = h("div", { class: "with-deeds" });
  const body = h("div", { class: "page form" });
  const foot = h("div", { class: "deeds is-one" });
  const lists = work.form.codelists;
  const facts = () => ({ ...work.of(id).facts, ...draft });
  const missing = () => new Set(missingOf(app, patch, draft).map(({ fact }) => fact));
  let asked = "";

  const keep = (question: Question, typed: string) => {
    const known = work.of(id).facts[question.fact] ?? "";
    if (typed.trim() === known.trim() || areEqual(question, typed, known, lists)) delete draft[question.fact];
    else draft[question.fact] = typed;
    void app.attempt(() => app.database.drafts.put({ key: draftKey(id), value: draft }));
    drawFoot();
    const { first, sections } = questionsFor(app, patch, draft);
    const now = [...first, ...sections.flatMap((one) => one.questions)].map(({ fact }) => fact).join();
    if (now !== asked) draw();
  };
  const field = (question: Question) =>
    fieldOf(app, patch, question, facts()[question.fact] ?? "", missing().has(question.fact), (typed) =>
      keep(question, typed),
    );
  const draw = () => {
    const { first, sections } = questionsFor(app, patch, draft);
    asked = [...first, ...sections.flatMap((one) => one.questions)].map(({ fact }) => fact).join();
    const open = new Set(
      [...body.querySelectorAll<HTMLDetailsElement>("details[open]")].map((one) => one.dataset.title),
    );
    const place = document.scrollingElement?.scrollTop ?? 0;
    body.replaceChildren(
      h("section", { class: "questions" }, first.map(field)),
      ...sections.map(({ title, questions }) =>
        h(
          "details",
          { class: "card", "data-title": title, open: open.has(title) },
          h("summary", {}, title, h("small", {}, ` ${questions.length}`)),
          h("div", { class: "questions" }, questions.map(field)),
        ),
      ),
    );
    document.scrollingElement?.scrollTo({ top: place });
  };
  const drawFoot = () => {
    const names = Object.keys(draft);
    const wrong = faults(app, draft);
    foot.replaceChildren(
      h(
        "span",
        { class: wrong.length ? "bad" : "mute" },
        wrong.length
          ? say("wrongValues", { n: wrong.length })
          : names.length
            ? say("draftKept")
            : say("nothingToRecord"),
      ),
      button(say("recordN", { n: names.length }), () => void record(app, id, draft, body), {
        class: "button is-main",
        icon: "check",
        id: "record",
        disabled: !names.length,
      }),
    );
  };
  draw();
  drawFoot();
  element.append(body, foot);
  return { element, place: "", title: `${say("form")} · ${patch.number.slice(-6)}`, back: `#/patch/${id}` };
}

function faults(app: App, draft: Readonly<Record<string, string>>): { question: Question; read: Read }[] {
  const asked = app.work.form.sections.flatMap((one) => one.questions);
  return Object.entries(draft).flatMap(([fact, typed]) => {
    const question = asked.find((one) => one.fact === fact);
    const read = question && readTyped(question, typed, app.work.form.codelists);
    return question && read?.is === "wrong" ? [{ question, read }] : [];
  });
}

async function record(app: App, id: string, draft: Record<string, string>, body: HTMLElement): Promise<void> {
  const { say } = app;
  const wrong = faults(app, draft)[0];
  if (wrong) {
    const field = body.querySelector<HTMLElement>(`[data-fact="${wrong.question.fact}"]`);
    field?.closest("details")?.setAttribute("open", "");
    field?.scrollIntoView({ block: "center" });
    field?.querySelector<HTMLElement>("input, select, textarea, button")?.focus();
    app.toast(say("wrongValue", { title: wrong.question.title }), "bad");
    return;
  }
  await app.attempt(async () => {
    const known = app.work.of(id).facts;
    const changes: Change[] = Object.entries(draft).map(([fact, typed]) => ({
      fact,
      old: known[fact] ?? "",
      new: told(app, fact, typed),
    }));
    const visit = await app.visit(id);
    const source = say("sourceOf", {
      name: app.device.registered?.person.name ?? "",
      day: new Date().toLocaleDateString("sv"),
    });
    const row = await app.log.append(
      { kind: "facts.told", visit, body: { changes, source }, ...app.about(id) },
      [],
      draftKey(id),
    );
    app.go(`#/patch/${id}`);
    app.toast(say("recordedN", { n: changes.length }), "good", {
      label: say("undo"),
      deed: () => void app.attempt(() => withdraw(app, { id: row.id, patch: id, visit })),
    });
  });
}

/** What is told is the value as every reader writes it; an area keeps the unit it was typed with. */
function told(app: App, fact: string, typed: string): string {
  const question = app.work.form.sections.flatMap((one) => one.questions).find((one) => one.fact === fact);
  const read = question && readTyped(question, typed, app.work.form.codelists);
  if (!read || read.is === "wrong") return typed.trim();
  return read.is === "value" ? read.text : read.is === "none" ? "无" : "";
}
