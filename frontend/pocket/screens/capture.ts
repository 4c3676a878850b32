/** Photos, video, voice and notes of a patch: hashed and kept at the moment they are taken. */
import type { App, Screen } from "../app";
import { button, drawn, h, icon } from "../dom";
import { DatabaseGone, mediaOf, newFile } from "../store/log";
import { DiskFull } from "../store/reserve";
import type { View } from "../store/shapes";
import { dayIn } from "../telling";
import { recordings, withdraw } from "./patch";
import { saveAs } from "./saving";
import { way } from "./way";

const VIEWS: readonly View[] = ["far", "near", "inside"];
const PIECE_MS = 1_000;

export async function capture(app: App, id: string): Promise<Screen> {
  const { say, work } = app;
  const patch = work.patch(id);
  if (!patch) return { element: h("p", { class: "empty" }, say("noSuchPatch")), place: "today", back: "#/today" };
  app.whereabouts.start();
  const ends: (() => void)[] = [];
  const body = h("div", { class: "page capture" });
  const where = h("p", { class: "where" });
  const drawWhere = () => {
    const here = app.whereabouts.fresh;
    const looking = app.whereabouts.heading.value;
    where.replaceChildren(
      icon("crosshair"),
      here ? say("accuracyN", { n: Math.round(here.accuracy_m) }) : say("gpsWaits"),
      looking === null ? ` · ${say("noCompass")}` : ` · ${say("looksTo", { n: looking })}`,
    );
    where.classList.toggle("warn", !here);
  };
  const taken = h("div", { class: "photos" });
  const recorded = h("div", { class: "recorded" });
  const drawTaken = async () => {
    const own = work.of(id);
    const figures = await Promise.all(
      [...own.photos].reverse().map(async (one) =>
        h(
          "figure",
          {},
          h("img", { src: await work.picture(one.body.media.sha256), alt: say(`view_${one.body.view}`) }),
          h(
            "figcaption",
            {},
            cone(one.body.bearing),
            say(`view_${one.body.view}`),
            one.body.reshoot_of ? ` · ${say("reshoot")}` : "",
            button(say("undo"), () => void app.attempt(() => withdraw(app, one)), { class: "button is-small" }),
          ),
        ),
      ),
    );
    taken.replaceChildren(...figures);
    recorded.replaceChildren(...(await recordings(app, own)));
  };
  drawWhere();
  await drawTaken();
  ends.push(
    app.whereabouts.position.watch(drawWhere),
    app.whereabouts.heading.watch(drawWhere),
    work.changed.watch(() => void drawTaken()),
  );
  const earlier = patch.photos ?? [];
  const again = new Set(work.of(id).photos.map((one) => one.body.reshoot_of));
  const askCompass = () => void app.whereabouts.askForCompass();
  const voice = recorder(app, id, ends);
  body.append(
    where,
    h(
      "div",
      { class: "takers" },
      VIEWS.map((view) =>
        picker(app, "image/*", "camera", say(`view_${view}`), `photo-${view}`, (file) =>
          keepPhoto(app, id, file, view),
        ),
      ),
    ),
    h(
      "div",
      { class: "takers" },
      ...(work.isBlind
        ? [] // a sheet holds photos
        : [picker(app, "video/*", "video", say("video"), "video", (file) => keepVideo(app, id, file)), voice]),
      h(
        "a",
        { class: "taker", href: `#/patch/${id}/camera`, onclick: askCompass },
        icon("focus-2"),
        h("span", {}, say("liveCamera")),
      ),
    ),
    note(app, id),
    taken,
    recorded,
    ...(earlier.length
      ? [
          h("h2", {}, say("earlierPhotos")),
          h("p", { class: "mute" }, say("earlierPhotosWhat")),
          h(
            "div",
            { class: "photos" },
            await Promise.all(
              earlier.map(async (one) =>
                h(
                  "a",
                  { href: `#/patch/${id}/camera/${one.sha256}`, class: "earlier", onclick: askCompass },
                  h("img", { src: await work.picture(one.picture), alt: one.note || say("earlierPhotos") }),
                  h("small", {}, dayIn(one.at), again.has(one.sha256) ? ` · ${say("takenAgain")}` : ""),
                  one.lon === null || one.lat === null ? null : way(app, [one.lon, one.lat], ends),
                ),
              ),
            ),
          ),
        ]
      : []),
  );
  return {
    element: body,
    place: "",
    title: `${say("takePhoto")} · ${patch.number.slice(-6)}`,
    back: `#/patch/${id}`,
    leave: () =>
      ends.forEach((end) => {
        end();
      }),
  };
}

function picker(
  app: App,
  accept: string,
  picture: string,
  label: string,
  id: string,
  keep: (file: File) => Promise<unknown>,
): HTMLElement {
  const input = h("input", {
    type: "file",
    id,
    accept,
    capture: "environment",
    onclick: () => void app.whereabouts.askForCompass(),
    onchange: async () => {
      const files = [...(input.files ?? [])];
      for (const file of files) await keepOr(app, file, keep);
      input.value = "";
    },
  });
  return h("label", { class: "taker" }, icon(picture), h("span", {}, label), input);
}

/** Keep a file; on a full disk the person gets it back to put it where there is room. Returns whether it is kept. */
export async function keepOr(app: App, file: File, keep: (file: File) => Promise<unknown>): Promise<boolean> {
  try {
    await keep(file);
    navigator.vibrate?.(40);
    app.toast(app.say("keptHere"), "good");
    return true;
  } catch (error) {
    const isKeptNowhere = error instanceof DiskFull || error instanceof DatabaseGone;
    const instead = { label: app.say("saveElsewhere"), deed: () => saveAs(file, file.name || "tuban.jpg") };
    app.failed(error, isKeptNowhere ? instead : undefined);
    return false;
  }
}

export async function keepPhoto(
  app: App,
  id: string,
  blob: File,
  view: View,
  reshootOf: string | null = null,
): Promise<void> {
  const { whereabouts } = app;
  const [position, bearing, tilt] = [whereabouts.fresh, whereabouts.heading.value, whereabouts.tilt];
  const file = await newFile(blob, blob.name);
  const visit = await app.visit(id);
  const body = { media: mediaOf(file), position, bearing, tilt, view, reshoot_of: reshootOf, note: "" };
  await app.log.append({ kind: "photo.taken", visit, body, ...app.about(id) }, [file]);
}

async function keepVideo(app: App, id: string, blob: File): Promise<void> {
  const { whereabouts } = app;
  const [position, bearing, tilt] = [whereabouts.fresh, whereabouts.heading.value, whereabouts.tilt];
  const [file, seconds] = [await newFile(blob, blob.name), await lengthOf(blob)];
  const visit = await app.visit(id);
  const body = { media: mediaOf(file), position, bearing, tilt, seconds, note: "" };
  await app.log.append({ kind: "video.taken", visit, body, ...app.about(id) }, [file]);
}

async function keepVoice(app: App, id: string, blob: File, seconds: number): Promise<void> {
  const file = await newFile(blob, blob.name);
  const visit = await app.visit(id);
  const body = { media: mediaOf(file), position: app.whereabouts.fresh, seconds, note: "" };
  await app.log.append({ kind: "voice.recorded", visit, body, ...app.about(id) }, [file], voiceKey(id));
}

function lengthOf(blob: Blob): Promise<number | null> {
  return new Promise((found) => {
    const video = h("video", { preload: "metadata", src: URL.createObjectURL(blob) });
    const done = (seconds: number | null) => {
      URL.revokeObjectURL(video.src);
      found(seconds);
    };
    video.onloadedmetadata = () => done(Number.isFinite(video.duration) ? Math.round(video.duration) : null);
    video.onerror = () => done(null);
    setTimeout(() => done(null), 3_000);
  });
}

interface Recorded {
  readonly pieces: readonly Blob[];
  readonly type: string;
  readonly seconds: number;
}

const voiceKey = (id: string) => `voice/${id}`;

/** Keep what was recorded; the draft of it ends with that. */
async function keepRecorded(app: App, id: string, { pieces, type, seconds }: Recorded): Promise<void> {
  const file = new File([...pieces], `voice.${type === "audio/mp4" ? "m4a" : "webm"}`, { type });
  await keepOr(app, file, () => keepVoice(app, id, file, seconds));
}

/** Hold what somebody says: press to begin, press to end. What was said so far is in a draft: a killed app loses none. */
function recorder(app: App, id: string, ends: (() => void)[]): HTMLElement {
  const { say } = app;
  const words = h("span", {}, say("voice"));
  let running: MediaRecorder | null = null;
  let isAsking = false;
  let clock = 0;
  const press = async () => {
    if (running) return running.stop();
    if (isAsking) return;
    isAsking = true;
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true }).finally(() => {
      isAsking = false;
    });
    const pieces: Blob[] = [];
    const began = Date.now();
    const one = new MediaRecorder(stream);
    const recorded = (): Recorded => ({
      pieces,
      type: one.mimeType.split(";")[0] || "audio/webm",
      seconds: Math.round((Date.now() - began) / 1000),
    });
    one.ondataavailable = ({ data }) => {
      pieces.push(data);
      if (running) void app.attempt(() => app.database.drafts.put({ key: voiceKey(id), value: recorded() }));
    };
    one.onstop = () => {
      clearInterval(clock);
      for (const track of stream.getTracks()) track.stop();
      running = null;
      box.classList.remove("is-on");
      words.textContent = say("voice");
      void keepRecorded(app, id, recorded());
    };
    running = one;
    one.start(PIECE_MS);
    box.classList.add("is-on");
    words.textContent = say("recordingN", { n: 0 });
    clock = window.setInterval(() => {
      words.textContent = say("recordingN", { n: Math.round((Date.now() - began) / 1000) });
    }, 500);
  };
  const box = h(
    "button",
    {
      type: "button",
      class: "taker",
      id: "voice",
      onclick: () => void press().catch(() => app.toast(say("noMicrophone"), "bad")),
    },
    icon("microphone"),
    words,
  );
  ends.push(() => running?.stop());
  void app.database.drafts.get(voiceKey(id)).then((left) => {
    if (left && !running) void keepRecorded(app, id, left.value as Recorded);
  });
  return box;
}

function note(app: App, id: string): HTMLElement {
  const { say } = app;
  const key = `note/${id}`;
  const text = h("textarea", { rows: 2, maxlength: 2000, placeholder: say("noteWhat"), "aria-label": say("note") });
  void app.database.drafts.get(key).then((kept) => {
    text.value = String(kept?.value ?? "");
  });
  text.addEventListener("input", () => void app.attempt(() => app.database.drafts.put({ key, value: text.value })));
  const write = async () => {
    if (!text.value.trim()) return;
    const visit = await app.visit(id);
    await app.log.append({ kind: "note.written", visit, body: { text: text.value.trim() }, ...app.about(id) }, [], key);
    text.value = "";
    app.toast(say("keptHere"), "good");
  };
  return h(
    "div",
    { class: "row note" },
    text,
    button(say("record"), () => void app.attempt(write), { class: "button" }),
  );
}

function cone(bearing: number | null): HTMLElement | null {
  if (bearing === null) return null;
  const drawing = drawn("svg", { class: "arrow", viewBox: "-12 -12 24 24", "aria-hidden": "true" });
  drawing.append(drawn("path", { d: "M0 8-8-8A12 12 0 0 1 8-8Z", transform: `rotate(${Math.round(bearing)})` }));
  return drawing as unknown as HTMLElement;
}
