/** The ledger: every item that is not safe yet, with its reason; the rescue file; room on the disk. */
import type { App, Screen } from "../app";
import { betweenPresses, button, h, icon } from "../dom";
import { roomOf } from "../store/ledger";
import { rescueFile } from "../store/rescue";
import { bytesIn, clockIn } from "../telling";
import type { Words } from "../words";
import { conflictList, conflictsOf } from "./conflicts";
import { kindOf, waitingWords } from "./ledger_strip";
import { saveAs } from "./saving";

const MOST_SHOWN = 200;

export async function ledger(app: App): Promise<Screen> {
  const { say } = app;
  const element = h("div", { class: "page" });
  let conflicts = await conflictsOf(app);
  const draw = betweenPresses(element, () => {
    const { total, safe, entries, files, bytes } = app.ledger.value;
    const { is, why, again } = app.pace.value;
    const isSafe = total === safe;
    element.replaceChildren(
      h(
        "section",
        { class: `card figure ${isSafe ? "is-safe" : "is-waiting"}` },
        icon(isSafe ? "shield-check" : "cloud-upload"),
        h("p", { class: "large" }, h("b", {}, `${safe}`), ` / ${total}`),
        h("p", {}, isSafe ? say(total ? "allSafeLong" : "nothingYetLong") : waitingWords(app)),
        isSafe ? null : h("p", { class: "mute" }, say("leftToSend", { size: bytesIn(bytes) })),
        again && is === "pausing" && why?.mayPass
          ? h("p", { class: "mute" }, say("againAt", { time: clockIn(again.toISOString()) }))
          : null,
        why && !why.mayPass ? h("p", { class: "bad" }, app.reason(why)) : null,
        isSafe
          ? null
          : button(is === "sending" ? say("sendingNow") : say("sendAll"), () => void app.keeping.atOnce(), {
              class: "button is-main",
              icon: "refresh",
              disabled: is === "sending",
            }),
      ),
      ...(entries.length + files.length
        ? [
            h("h2", {}, say("notSafeYet")),
            h(
              "ul",
              { class: "items", id: "unsafe" },
              files
                .slice(0, MOST_SHOWN)
                .map((file) =>
                  item(
                    app,
                    kindOf(file.type) === "nPhotos"
                      ? "photo"
                      : kindOf(file.type) === "nVoices"
                        ? "microphone"
                        : "file-upload",
                    `${say(`one_${kindOf(file.type)}`)} · ${numberOf(app, file.patch)}`,
                    `${clockIn(file.at)} · ${bytesIn(file.bytes)}${file.sent ? ` · ${say("sentShare", { n: Math.floor((100 * file.sent) / file.bytes) })}` : ""}`,
                    file.reason ? app.itemReason(file.reason) : why ? app.reason(why) : say("waits"),
                    () => void app.keeping.atOnce(file.sha256),
                  ),
                ),
              entries
                .slice(0, MOST_SHOWN)
                .map((entry) =>
                  item(
                    app,
                    "file-text",
                    `${say("recordOf", { kind: say(`kind_${entry.kind}` as keyof Words) })} · ${numberOf(app, entry.patch)}`,
                    clockIn(entry.at),
                    entry.state === "refused"
                      ? say("refusedBecause", { reason: entry.reason })
                      : why
                        ? app.reason(why)
                        : say("waits"),
                    () => void app.keeping.atOnce(),
                  ),
                ),
            ),
          ]
        : []),
      conflictList(app, conflicts),
      h(
        "section",
        { class: "card" },
        h("h2", {}, say("rescue")),
        h("p", {}, say("rescueWhat")),
        h(
          "div",
          { class: "row" },
          button(say("rescueWrite"), () => void app.attempt(() => rescue(app, false)), {
            class: "button",
            icon: "download",
            id: "rescue",
          }),
          button(say("rescueWriteAll"), () => void app.attempt(() => rescue(app, true)), { class: "button is-quiet" }),
        ),
      ),
      room,
    );
  });
  const room = h("section", { class: "card" });
  void roomOf().then((found) => {
    if (!found) return;
    room.append(
      h("h2", {}, say("room")),
      h("meter", { min: 0, max: found.quota || 1, value: found.used, high: found.quota * 0.8 }),
      h("p", {}, say("roomUsed", { used: bytesIn(found.used), quota: bytesIn(found.quota) })),
      h("p", { class: found.isPersistent ? "mute" : "warn" }, say(found.isPersistent ? "roomKept" : "roomNotKept")),
    );
  });
  draw();
  const heard = async () => {
    conflicts = await conflictsOf(app);
    draw();
  };
  const ends = [app.ledger.watch(() => void heard()), app.pace.watch(draw)];
  return {
    element,
    place: "ledger",
    title: say("safety"),
    leave: () =>
      ends.forEach((end) => {
        end();
      }),
  };
}

function item(app: App, picture: string, title: string, more: string, reason: string, again: () => void): HTMLElement {
  return h(
    "li",
    {},
    icon(picture),
    h("div", {}, h("b", {}, title), h("p", { class: "mute" }, more), h("p", { class: "reason" }, reason)),
    button(app.say("again"), again, { class: "button is-small" }),
  );
}

function numberOf(app: App, patch: string): string {
  return patch ? (app.work.patch(patch)?.number.slice(-6) ?? app.say("otherPackage")) : app.say("noPatch");
}

async function rescue(app: App, all: boolean): Promise<void> {
  const file = await rescueFile(app.database, app.device, all);
  const day = new Date().toISOString().slice(0, 16).replace(/[T:]/g, "-");
  saveAs(file, `tuban-rescue-${day}.zip`);
  app.toast(app.say("rescueWritten", { size: bytesIn(file.size) }), "good");
}
