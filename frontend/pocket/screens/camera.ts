/** The camera with the ghost of an earlier photo over it: the same view, from the same place, in the same direction. */
import type { App, Screen } from "../app";
import { button, h } from "../dom";
import { bearing, distance } from "../ground/shapes";
import type { EarlierPhoto } from "../packages/shapes";
import type { Position, View } from "../store/shapes";
import { dayIn, metresIn } from "../telling";
import { keepOr, keepPhoto } from "./capture";

const QUALITY = 0.9;
const [NEAR_M, NEAR_DEGREES] = [8, 15];
const STRENGTH = "tuban-pocket-ghost";

export async function camera(app: App, id: string, ghostOf?: string): Promise<Screen> {
  const { say, work, whereabouts } = app;
  const patch = work.patch(id);
  if (!patch) return { element: h("p", { class: "empty" }, say("noSuchPatch")), place: "today", back: "#/today" };
  const ends: (() => void)[] = [];
  whereabouts.start();
  const seen = h("video", { autoplay: true, playsinline: true, muted: true });
  seen.muted = true;
  const stage = h("div", { class: "viewfinder" }, seen);
  const guide = h("p", { class: "guide", role: "status" });
  const earlier = patch.photos?.find((one) => one.sha256 === ghostOf);
  if (earlier) stage.append(...(await ghost(app, earlier)));
  const draw = () => {
    const { words, isThere } = earlier
      ? guidance(app, earlier, whereabouts.fresh, whereabouts.heading.value)
      : { words: whereWords(app), isThere: false };
    guide.classList.toggle("is-there", isThere);
    guide.textContent = words;
  };
  draw();
  ends.push(whereabouts.position.watch(draw), whereabouts.heading.watch(draw), whereabouts.trouble.watch(draw));
  let stream: MediaStream | null = null;
  try {
    stream = await navigator.mediaDevices.getUserMedia({
      video: { facingMode: "environment", width: { ideal: 3840 } },
    });
    seen.srcObject = stream;
  } catch {
    stage.append(h("p", { class: "no-camera", role: "alert" }, say("noCamera")));
  }
  const last = h("span", { class: "last-taken" });
  const take = async () => {
    void whereabouts.askForCompass();
    const canvas = h("canvas", { width: seen.videoWidth, height: seen.videoHeight });
    canvas.getContext("2d")?.drawImage(seen, 0, 0);
    const blob = await new Promise<Blob | null>((made) => canvas.toBlob(made, "image/jpeg", QUALITY));
    if (!blob) throw new Error(say("noCamera"));
    const view = viewOf(earlier);
    const done = await keepOr(app, new File([blob], "photo.jpg", { type: blob.type }), (file) =>
      keepPhoto(app, id, file, view, earlier?.sha256 ?? null),
    );
    if (done) last.replaceChildren(h("img", { src: URL.createObjectURL(blob), alt: say("keptHere") }));
  };
  const shutter = button(say("takePhoto"), () => void app.attempt(take), {
    class: "shutter",
    icon: "camera",
    id: "shutter",
    disabled: true,
  });
  seen.addEventListener("loadedmetadata", () => {
    shutter.disabled = false;
  });
  stage.append(guide, last, shutter);
  return {
    element: stage,
    place: "",
    title: say(earlier ? "sameViewTitle" : "liveCamera"),
    back: `#/patch/${id}/capture`,
    isWide: true,
    leave: () => {
      for (const end of ends) end();
      for (const track of stream?.getTracks() ?? []) track.stop();
    },
  };
}

/** The earlier photo over the picture, as strong as the person likes it, and when it was taken. */
async function ghost(app: App, earlier: EarlierPhoto): Promise<HTMLElement[]> {
  const { say, work } = app;
  const picture = h("img", { class: "ghost", src: await work.picture(earlier.picture), alt: say("earlierPhotos") });
  const strength = h("input", {
    type: "range",
    id: "ghost-strength",
    min: 0,
    max: 100,
    value: localStorage.getItem(STRENGTH) ?? 45,
    "aria-label": say("ghost"),
  });
  const set = () => {
    picture.style.opacity = String(Number(strength.value) / 100);
    localStorage.setItem(STRENGTH, strength.value);
  };
  strength.addEventListener("input", set);
  set();
  const words = h("span", {}, say("ghostOf", { day: dayIn(earlier.at) }));
  return [picture, h("label", { class: "ghost-strength" }, words, strength)];
}

function whereWords(app: App): string {
  const here = app.whereabouts.fresh;
  const trouble = app.whereabouts.trouble.value;
  return here
    ? app.say("accuracyN", { n: Math.round(here.accuracy_m) })
    : app.say(trouble ? `gps_${trouble}` : "gpsWaits");
}

function viewOf(earlier: EarlierPhoto | undefined): View {
  return earlier?.view || "far";
}

/** Where to walk and how to turn to see the same again; what nobody knows is not said to fit. */
function guidance(
  app: App,
  earlier: EarlierPhoto,
  here: Position | null,
  heading: number | null,
): { words: string; isThere: boolean } {
  const { say } = app;
  const looked = earlier.bearing === null ? "" : say("lookedTo", { n: Math.round(earlier.bearing) });
  const turn = earlier.bearing === null || heading === null ? null : ((earlier.bearing - heading + 540) % 360) - 180;
  const isTurned = turn !== null && Math.abs(turn) <= NEAR_DEGREES;
  const toTurn =
    turn === null
      ? looked
      : isTurned
        ? say("directionFits")
        : say(turn > 0 ? "turnRight" : "turnLeft", { n: Math.round(Math.abs(turn)) });
  const said = (place: string) => [place, toTurn].filter(Boolean).join(say("comma"));
  if (earlier.lon === null || earlier.lat === null) return { words: said(say("placeUnknown")), isThere: false };
  if (!here) return { words: said(whereWords(app)), isThere: false };
  const [from, to] = [[here.lon, here.lat] as const, [earlier.lon, earlier.lat] as const];
  const away = distance(from, to);
  const isHere = away <= Math.max(NEAR_M, here.accuracy_m);
  if (isHere && isTurned) return { words: say("sameView"), isThere: true };
  return {
    words: said(isHere ? say("placeFits") : say("goTo", { way: metresIn(away), n: Math.round(bearing(from, to)) })),
    isThere: false,
  };
}
