/** What the second copy holds of a database that the browser threw away: brought to the office, or saved as a file. */
import type { App } from "../app";
import { button, h } from "../dom";
import { bearWitness } from "../store/witness";
import { saveAs } from "./saving";
import type { Session } from "./session";

interface Rescued {
  readonly receipts: readonly { readonly hash: string; readonly state: "safe" | "refused" }[];
  readonly safe: readonly string[];
}

const PATIENCE_S = 600;

/** The card, empty where nothing was found. `session` is who is signed in at the office, where there is a line. */
export function secondCopy(app: App, session: Session | null): HTMLElement {
  const { say } = app;
  const card = h("section", { class: "card", id: "found" });
  const draw = () => {
    const found = app.copy.found.value;
    card.hidden = !found.length;
    if (!found.length) return;
    const entries = found.filter((one) => one.kind === "entry").length;
    const what = [
      entries ? say("nEntries", { n: entries }) : "",
      found.length > entries ? say("nFiles", { n: found.length - entries }) : "",
    ];
    card.replaceChildren(
      h("h2", {}, say("found")),
      h("p", { class: "warn", role: "alert" }, say("foundWhat", { what: what.filter(Boolean).join(say("comma")) })),
      h(
        "div",
        { class: "row" },
        session?.person
          ? button(say("foundBring"), () => void app.attempt(() => bring(app, session.csrf)), {
              class: "button is-main",
              icon: "cloud-upload",
              id: "bring",
            })
          : null,
        button(say("foundSave"), () => void app.attempt(() => save(app)), {
          class: "button",
          icon: "download",
          id: "save-found",
        }),
      ),
      session?.person ? "" : h("p", { class: "mute" }, say("foundNeedsLine")),
    );
  };
  draw();
  const end = app.copy.found.watch(() => (card.isConnected ? draw() : end()));
  return card;
}

/** Bring all to the office; what it took is forgotten here, what it did not take stays. */
async function bring(app: App, csrf: string): Promise<void> {
  const all = app.copy.found.value.length;
  for await (const { file } of app.copy.rescueFiles()) {
    const body = new FormData();
    body.set("file", file, "tuban-rescue.zip");
    const headers = { "X-CSRFToken": csrf };
    const asking = { method: "POST", body, headers, seconds: PATIENCE_S };
    const told = await app.office.json<Rescued>("rescue", asking);
    const safe = told.receipts.filter(({ state }) => state === "safe").map(({ hash }) => hash);
    const brought = [...safe, ...told.safe];
    if (app.lost) bearWitness({ ...app.lost, unsafe: Math.max(app.lost.unsafe - brought.length, 0) });
    await app.copy.brought(brought);
  }
  const left = app.copy.found.value.length;
  if (left) app.toast(app.say("foundLeft", { n: left }), "bad");
  else app.toast(app.say("foundBrought", { n: all }), "good");
}

async function save(app: App): Promise<void> {
  let number = 0;
  for await (const { file } of app.copy.rescueFiles()) saveAs(file, `tuban-rescue-${++number}.zip`);
}
