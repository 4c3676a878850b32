/** The sheet of a patch: its pictures, what must be found out, what was done, and the four deeds at the foot. */
import type { App, Screen } from "../app";
import { button, h, icon } from "../dom";
import type { Patch, Question } from "../packages/shapes";
import type { ReadEntry } from "../store/log";
import type { Outcome } from "../store/shapes";
import { clockIn, m2, mu } from "../telling";
import { shown } from "../values/fact_values";
import type { Words } from "../words";
import { is, openVisit, type PatchWork, withdrawnIn } from "../work/patch_work";
import { conflictList, conflictsOf } from "./conflicts";
import { draftOf, missingOf, questionsFor } from "./form_questions";
import { pictures } from "./pictures";
import { areaWords, number, placeOf } from "./today";
import { way } from "./way";

const OUTCOMES: readonly Outcome[] = ["done", "not_reached", "refused", "later"];

export async function patch(app: App, id: string): Promise<Screen> {
  const { say, work } = app;
  const one = work.patch(id);
  if (!one) return { element: h("p", { class: "empty" }, say("noSuchPatch")), place: "today", back: "#/today" };
  app.whereabouts.start();
  const ends: (() => void)[] = [];
  const body = h("div", { class: "page patch" });
  const foot = h("div", { class: "deeds" });
  const seen = pictures(app, one, ends);
  const draw = async () => {
    const own = work.of(id);
    const draft = await draftOf(app, id);
    body.replaceChildren(
      head(app, one, ends),
      ...(seen ? [seen] : []),
      proposal(app, one),
      asked(app, one, own, draft),
      conflictList(app, await conflictsOf(app, id)),
      ...(await photos(app, own)),
      measured(app, own),
      visits(app, one, own),
      history(app, own),
    );
    foot.replaceChildren(...deeds(app, one, own, draft, body));
  };
  await draw();
  ends.push(work.changed.watch(() => void draw()));
  const element = h("div", { class: "with-deeds" }, body, foot);
  return {
    element,
    place: "",
    title: say("patchTitle", { number: one.number.slice(-6) }),
    back: "#/today",
    leave: () =>
      ends.forEach((end) => {
        end();
      }),
  };
}

function head(app: App, one: Patch, ends: (() => void)[]): HTMLElement {
  return h(
    "section",
    { class: "patch-head" },
    number(one),
    h("span", {}, placeOf(one)),
    h("span", { class: "mute" }, areaWords(app, one)),
    h("a", { href: `#/map/${one.id}`, class: "way-link" }, way(app, one.centre, ends)),
  );
}

function proposal(app: App, one: Patch): HTMLElement {
  if (!one.proposal) return h("div", {});
  return h(
    "section",
    { class: `card proposal is-${one.proposal.finding}` },
    h("b", {}, app.say("proposed", { label: one.proposal.label })),
    one.proposal.because ? h("p", {}, one.proposal.because) : null,
  );
}

/** What the ground must tell, with what is known. */
function asked(app: App, one: Patch, own: PatchWork, draft: Readonly<Record<string, string>>): HTMLElement {
  const { say, work } = app;
  const missing = new Set(missingOf(app, one, draft).map(({ fact }) => fact));
  const facts = { ...own.facts, ...draft };
  const rows = questionsFor(app, one, draft).first.filter((q) => missing.has(q.fact) || facts[q.fact] || isFirst(q));
  const waiting = Object.keys(draft).length;
  return h(
    "section",
    { class: "card" },
    h("h2", {}, say("toFindOut")),
    h(
      "dl",
      { class: "facts" },
      rows.slice(0, 9).map((q) => {
        const value = facts[q.fact] ?? "";
        const words = value
          ? shown(q, value, work.form.codelists, say("yes"), say("no"))
          : missing.has(q.fact)
            ? say("required")
            : say("unknown");
        const kind = value
          ? q.fact in draft
            ? "is-draft"
            : own.told[q.fact]
              ? "is-mine"
              : ""
          : missing.has(q.fact)
            ? "is-missing"
            : "mute";
        return h("div", {}, h("dt", {}, q.title), h("dd", { class: kind }, words));
      }),
    ),
    work.isClosed(one.id)
      ? h("p", { class: "mute" }, say("sealedWhat"))
      : h(
          "a",
          { class: waiting ? "button is-main" : "button", href: `#/patch/${one.id}/form` },
          icon("pencil"),
          h("span", {}, waiting ? say("draftWaits", { n: waiting }) : say("fillIn")),
        ),
  );
}

function isFirst(question: Question): boolean {
  return ["ground_state", "use_date", "actual_use", "user"].includes(question.fact);
}

async function photos(app: App, own: PatchWork): Promise<HTMLElement[]> {
  if (!own.photos.length && !own.recordings.length) return [];
  const { say } = app;
  const pictures = await Promise.all(
    own.photos.map(async (one) => {
      const { media, view, bearing, note, reshoot_of: reshoot } = one.body;
      const kept = await app.database.media.get(media.sha256);
      return h(
        "figure",
        { class: kept?.isSafe ? "is-safe" : "is-waiting" },
        h("img", { src: await app.work.picture(media.sha256), alt: note || say(`view_${view}`), loading: "lazy" }),
        h(
          "figcaption",
          {},
          icon(kept?.isSafe ? "shield-check" : "cloud-upload"),
          say(`view_${view}`),
          bearing === null ? "" : ` ${Math.round(bearing)}°`,
          reshoot ? ` · ${say("reshoot")}` : "",
        ),
      );
    }),
  );
  const sounds = await recordings(app, own);
  return [
    h(
      "section",
      { class: "card" },
      h("h2", {}, say("photosTaken", { n: own.photos.length })),
      h("div", { class: "photos" }, pictures),
      ...sounds,
    ),
  ];
}

/** What was filmed and said, to be played, with undo. */
export async function recordings(app: App, own: PatchWork): Promise<HTMLElement[]> {
  const { say } = app;
  return Promise.all(
    own.recordings.map(async (one) => {
      const src = await app.work.picture(one.body.media.sha256);
      const kind = say(one.kind === "voice.recorded" ? "voice" : "video");
      const more = { controls: true, src, preload: "metadata", "aria-label": kind };
      return h(
        "figure",
        { class: "recorded" },
        one.kind === "voice.recorded" ? h("audio", more) : h("video", { ...more, playsinline: true }),
        h(
          "figcaption",
          {},
          h(
            "span",
            {},
            [kind, one.body.seconds === null ? "" : `${one.body.seconds} s`, clockIn(one.at)]
              .filter(Boolean)
              .join(" · "),
          ),
          button(say("undo"), () => void app.attempt(() => withdraw(app, one)), { class: "button is-small" }),
        ),
      );
    }),
  );
}

function measured(app: App, own: PatchWork): HTMLElement {
  const { say } = app;
  if (!own.measured.length) return h("div", {});
  return h(
    "section",
    { class: "card" },
    h("h2", {}, say("measurements")),
    h(
      "dl",
      { class: "facts" },
      own.measured.map((one) => {
        const size = Number(one.body.area_m2);
        return h(
          "div",
          {},
          h("dt", {}, say(`of_${one.body.of}`), h("small", {}, ` ${say(`method_${one.body.method}`)}`)),
          h("dd", {}, `${mu(size)} ${say("mu")}`, h("small", {}, ` ${m2(size)} ㎡`)),
        );
      }),
    ),
  );
}

function visits(app: App, one: Patch, own: PatchWork): HTMLElement {
  const { say } = app;
  if (!own.visits.length) return h("div", {});
  return h(
    "section",
    { class: "card" },
    h("h2", {}, say("visits", { n: own.visits.length })),
    h(
      "ul",
      { class: "plain" },
      own.visits.map((visit) =>
        h(
          "li",
          {},
          `${clockIn(visit.begun)} – ${visit.ended ? clockIn(visit.ended).slice(6) : say("stillThere")}`,
          visit.outcome ? ` · ${say(`is_${visit.outcome}`)}` : "",
          visit.note ? ` · ${visit.note}` : "",
        ),
      ),
    ),
    openVisit(own) || app.work.isClosed(one.id)
      ? null
      : button(say("visitAgain"), () => void app.attempt(() => app.visit(one.id)), {
          class: "button is-quiet",
          icon: "refresh",
        }),
  );
}

/** Everything that was recorded, each with whether it is safe, and undo. */
function history(app: App, own: PatchWork): HTMLElement {
  const { say } = app;
  if (!own.entries.length) return h("div", {});
  const gone = withdrawnIn(own.entries);
  return h(
    "details",
    { class: "card" },
    h("summary", {}, say("recorded", { n: own.entries.length })),
    h(
      "ul",
      { class: "items" },
      [...own.entries]
        .reverse()
        .map((entry) =>
          h(
            "li",
            { class: gone.has(entry.id) ? "is-withdrawn" : "" },
            icon(entry.isSafe ? "shield-check" : "cloud-upload"),
            h(
              "div",
              {},
              h("b", {}, say(`kind_${entry.kind}` as keyof Words)),
              h("p", { class: "mute" }, clockIn(entry.at), detail(app, entry)),
              entry.reason ? h("p", { class: "reason" }, entry.reason) : null,
            ),
            gone.has(entry.id) ||
              app.work.isClosed(entry.patch) ||
              ["visit.begun", "entry.withdrawn", "patch.found"].includes(entry.kind)
              ? null
              : button(say("undo"), () => void app.attempt(() => withdraw(app, entry)), { class: "button is-small" }),
          ),
        ),
    ),
  );
}

function detail(app: App, entry: ReadEntry): string {
  if (!is(entry, "facts.told")) return "";
  const asked = app.work.form.sections.flatMap((one) => one.questions);
  const words = entry.body.changes.map((change) => {
    const q = asked.find((one) => one.fact === change.fact);
    return q
      ? `${q.title} ${change.new ? shown(q, change.new, app.work.form.codelists, app.say("yes"), app.say("no")) : app.say("unknown")}`
      : change.fact;
  });
  return ` · ${words.join(app.say("comma"))}`;
}

export async function withdraw(app: App, entry: Pick<ReadEntry, "id" | "patch" | "visit">): Promise<void> {
  const { id, patch, visit } = entry;
  await app.log.append({
    kind: "entry.withdrawn",
    body: { entry: id, reason: app.say("byTheSurveyor") },
    visit,
    ...app.about(patch || null),
  });
  app.toast(app.say("withdrawn"), "good");
}

function deeds(
  app: App,
  one: Patch,
  own: PatchWork,
  draft: Readonly<Record<string, string>>,
  host: HTMLElement,
): HTMLElement[] {
  const { say } = app;
  if (app.work.isClosed(one.id)) return [];
  const visit = openVisit(own);
  const link = (to: string, picture: string, word: keyof Words, count = 0) =>
    h(
      "a",
      { class: "deed", href: `#/patch/${one.id}/${to}` },
      icon(picture),
      h("span", {}, say(word), count ? h("small", {}, ` ${count}`) : null),
    );
  return [
    visit
      ? button(say("finish"), () => finish(app, one, own, draft, host), {
          class: "deed is-main",
          icon: "flag",
          id: "finish",
        })
      : button(say("arrive"), () => void app.attempt(() => app.visit(one.id)), {
          class: "deed is-main",
          icon: "map-pin",
          id: "arrive",
        }),
    link("capture", "camera", "takePhoto", own.photos.length),
    link("boundary", "polygon", "measure", own.measured.length),
    link("form", "pencil", "form", Object.keys(draft).length),
  ];
}

/** Leave the patch: what is still open is said, nothing is forbidden. */
function finish(
  app: App,
  one: Patch,
  own: PatchWork,
  draft: Readonly<Record<string, string>>,
  host: HTMLElement,
): void {
  const { say } = app;
  const visit = openVisit(own);
  if (!visit) return;
  const open = [
    ...missingOf(app, one)
      .filter(({ fact }) => !own.facts[fact])
      .map(({ title }) => say("stillMissing", { title })),
    own.photos.length ? "" : say("noPhotoYet"),
    Object.keys(draft).length ? say("draftWaits", { n: Object.keys(draft).length }) : "",
  ].filter(Boolean);
  const note = h("textarea", { rows: 2, maxlength: 500, "aria-label": say("note"), placeholder: say("note") });
  // A sheet is sealed whole: what it needs is there, and nothing waits to be recorded.
  const isUnready = (outcome: Outcome) =>
    outcome === "done" &&
    app.work.isBlind &&
    (Object.keys(draft).length > 0 || missingOf(app, one).some(({ fact }) => !own.facts[fact]));
  const end = async (outcome: Outcome) => {
    const done = await app.attempt(() =>
      app.log.append({
        kind: "visit.ended",
        visit: visit.id,
        body: { position: app.whereabouts.fresh, outcome, note: note.value.trim() },
        ...app.about(one.id),
      }),
    );
    if (!done) return;
    asked.remove();
    app.go("#/today");
  };
  const asked = h(
    "dialog",
    { class: "sheet" },
    h("h2", { tabindex: "-1", autofocus: true }, say("howDidItEnd")), // not the note: it would open the keyboard
    open.length
      ? h(
          "ul",
          { class: "warn plain" },
          open.map((words) => h("li", {}, words)),
        )
      : null,
    note,
    h(
      "div",
      { class: "choices" },
      OUTCOMES.map((outcome) =>
        button(say(outcome === "done" && app.work.isBlind ? "sealSheet" : `is_${outcome}`), () => void end(outcome), {
          class: outcome === "done" ? "button is-large is-main" : "button is-large",
          "data-outcome": outcome,
          disabled: isUnready(outcome),
        }),
      ),
    ),
    app.work.isBlind ? h("p", { class: "mute" }, say("sealSheetWhat")) : null,
    button(say("cancel"), () => asked.remove(), { class: "button is-quiet" }),
  );
  host.append(asked);
  asked.showModal();
}
