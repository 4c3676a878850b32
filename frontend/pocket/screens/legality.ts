/** What the packed layers say of a boundary, marked «初步»: approval, plan, basic farmland, land class. */
import type { App } from "../app";
import { drawn, h } from "../dom";
import type { Crossing } from "../ground/crossing";
import { m2, mu } from "../telling";

const APPROVALS = new Set([
  "conversion",
  "expropriation",
  "early_use",
  "other_approvals",
  "supply",
  "temporary",
  "facility",
]);
const LEAST_M2 = 1;
const isOpen = { value: false }; // it is drawn anew at every corner

export function legality(app: App, found: readonly Crossing[], whole: number): HTMLElement {
  const { say } = app;
  const approvals = found.filter(({ kind, shares }) => APPROVALS.has(kind) && shares.length);
  const farmland = found.find(({ kind }) => kind === "basic_farmland");
  const redline = found.find(({ kind }) => kind === "redline");
  const plan = found.find(({ kind }) => kind === "plan");
  const survey = found.find(({ kind }) => kind === "survey_last") ?? found.find(({ kind }) => kind === "survey_this");
  const approved = Math.max(0, ...approvals.map((one) => sum(one)));
  const breaching = plan ? sum(plan, ({ more }) => more.conforms === false) : 0;
  const cultivated = survey ? sum(survey, ({ more }) => more.group === "cultivated") : 0;
  const rows = [
    row(
      say("approvedPart"),
      approved,
      whole,
      approved >= whole - LEAST_M2 ? "good" : "bad",
      approvals.map((one) => one.title).join(say("comma")) || say("noneOnLayer"),
    ),
    plan ? row(say("breachesPlan"), breaching, whole, breaching > LEAST_M2 ? "bad" : "good", named(plan)) : null,
    farmland || found.length
      ? row(
          say("basicFarmland"),
          farmland ? sum(farmland) : 0,
          whole,
          farmland && sum(farmland) > LEAST_M2 ? "bad" : "good",
          farmland ? "" : say("noneOnLayer"),
        )
      : null,
    redline?.shares.length ? row(say("redline"), sum(redline), whole, "bad", "") : null,
    survey ? row(say("cultivated"), cultivated, whole, "plain", named(survey)) : null,
  ];
  const short = [
    approved >= whole - LEAST_M2
      ? word("good", say("isApproved"))
      : word("bad", approved > LEAST_M2 ? say("partApproved", { n: mu(approved) }) : say("notApproved")),
    breaching > LEAST_M2
      ? word("bad", say("breachesN", { n: mu(breaching) }))
      : plan
        ? word("good", say("fitsPlan"))
        : null,
    farmland && sum(farmland) > LEAST_M2 ? word("bad", say("farmlandN", { n: mu(sum(farmland)) })) : null,
  ];
  const told = h(
    "details",
    { class: "legality", "aria-label": say("preliminary") },
    h("summary", {}, h("b", {}, say("preliminary")), short),
    h("p", { class: "mute" }, say("preliminaryWhat")),
    h("dl", {}, rows),
  );
  told.open = isOpen.value;
  told.addEventListener("toggle", () => {
    isOpen.value = told.open;
  });
  return told;

  function word(kind: "good" | "bad", words: string): HTMLElement {
    return h("span", { class: `is-${kind}-word` }, words);
  }

  function row(title: string, size: number, of: number, kind: string, more: string): HTMLElement {
    const bar = drawn("svg", {
      class: "share",
      viewBox: "0 0 100 1",
      preserveAspectRatio: "none",
      "aria-hidden": "true",
    });
    bar.append(drawn("rect", { width: of ? Math.min(100, (100 * size) / of) : 0, height: 1 }));
    return h(
      "div",
      { class: `is-${kind}` },
      h("dt", {}, title),
      h("dd", {}, h("b", {}, mu(size)), ` ${say("mu")} `, h("small", {}, `${m2(size)} ㎡`)),
      bar as unknown as HTMLElement,
      more ? h("p", { class: "mute" }, more) : null,
    );
  }

  function named(one: Crossing): string {
    const words = one.shares.slice(0, 4).map(({ label, area }) => `${label} ${mu(area)}`);
    if (one.rest > LEAST_M2) words.push(`${say("notMapped")} ${mu(one.rest)}`);
    return words.join(" · ");
  }
}

function sum(one: Crossing, counts: (share: Crossing["shares"][number]) => boolean = () => true): number {
  return one.shares.filter(counts).reduce((total, { area }) => total + area, 0);
}
