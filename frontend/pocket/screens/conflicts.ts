/** Where the office holds something else than this device told: what each says, and what a person decided. */
import type { App } from "../app";
import { h, icon } from "../dom";
import type { ConflictRow } from "../store/database";
import { shown } from "../values/fact_values";

export async function conflictsOf(app: App, patch?: string): Promise<readonly ConflictRow[]> {
  const all = (await app.database.setting<readonly ConflictRow[]>("conflicts")) ?? [];
  return patch ? all.filter((one) => one.patch === patch) : all;
}

export function conflictList(app: App, conflicts: readonly ConflictRow[]): HTMLElement {
  const { say, work } = app;
  if (!conflicts.length) return h("div", {});
  const questions = work.form.sections.flatMap((one) => one.questions);
  const rows = conflicts.map((one) => {
    const question = questions.find(({ fact }) => fact === one.fact);
    const words = (value: string) =>
      !value ? say("unknown") : question ? shown(question, value, work.form.codelists, say("yes"), say("no")) : value;
    const isOpen = one.state === "open";
    return h(
      "li",
      {},
      icon(isOpen ? "alert-triangle" : "circle-check"),
      h(
        "div",
        {},
        h("b", {}, `${question?.title ?? one.fact} · ${work.patch(one.patch)?.number.slice(-6) ?? ""}`),
        h("p", {}, say("mineTheirs", { mine: words(one.mine), theirs: words(one.theirs) })),
        h(
          "p",
          { class: "mute" },
          isOpen ? say("conflictOpen") : say("conflictDecided", { value: words(one.decided ?? "") }),
        ),
      ),
    );
  });
  return h("section", { class: "card" }, h("h2", {}, say("conflicts")), h("ul", { class: "items" }, rows));
}
