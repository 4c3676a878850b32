/** The camera with the ghost of an earlier photo over it: the same view, from the same place, in the same direction. */
import type { App, Screen } from "../app";
import { button, h } from "../dom";
import { bearing, distance } from "../ground/shapes";
import { metresIn } from "../telling";
import { keepPhoto } from "./capture";

const QUALITY = 0.9;
const [NEAR_M, NEAR_DEGREES] = [8, 15];

export async function camera(app: App, id: string, ghostOf?: string): Promise<Screen> {
  const { say, work } = app;
  const patch = work.patch(id);
  const ends: (() => void)[] = [];
  app.whereabouts.start();
  const seen = h("video", { autoplay: true, playsinline: true, muted: true });
  seen.muted = true;
  const stage = h("div", { class: "viewfinder" }, seen);
  const guide = h("p", { class: "guide", role: "status" });
  const earlier = patch?.photos?.find((one) => one.sha256 === ghostOf);
  if (ghostOf) {
    const ghost = h("img", {
      class: "ghost",
      src: await work.picture(earlier?.picture ?? ghostOf),
      alt: say("earlierPhotos"),
    });
    const strength = h("input", { type: "range", min: 0, max: 100, value: 45, "aria-label": say("ghost") });
    const set = () => {
      ghost.style.opacity = String(Number(strength.value) / 100);
    };
    strength.addEventListener("input", set);
    set();
    stage.append(ghost, strength);
  }
  const draw = () => {
    const here = app.whereabouts.fresh;
    if (!earlier || earlier.lon === null || earlier.lat === null || !here) {
      guide.textContent = here ? say("accuracyN", { n: Math.round(here.accuracy_m) }) : say("gpsWaits");
      return;
    }
    const from = [here.lon, here.lat] as const;
    const to = [earlier.lon, earlier.lat] as const;
    const away = distance(from, to);
    const turn =
      earlier.bearing === null || app.whereabouts.heading.value === null
        ? null
        : ((earlier.bearing - app.whereabouts.heading.value + 540) % 360) - 180;
    const isThere = away <= Math.max(NEAR_M, here.accuracy_m) && (turn === null || Math.abs(turn) <= NEAR_DEGREES);
    guide.classList.toggle("is-there", isThere);
    guide.textContent = isThere
      ? say("sameView")
      : [
          away > NEAR_M ? say("goTo", { way: metresIn(away), n: Math.round(bearing(from, to)) }) : "",
          turn !== null && Math.abs(turn) > NEAR_DEGREES
            ? say(turn > 0 ? "turnRight" : "turnLeft", { n: Math.round(Math.abs(turn)) })
            : "",
        ]
          .filter(Boolean)
          .join(say("comma"));
  };
  draw();
  ends.push(app.whereabouts.position.watch(draw), app.whereabouts.heading.watch(draw));
  let stream: MediaStream | null = null;
  try {
    stream = await navigator.mediaDevices.getUserMedia({
      video: { facingMode: "environment", width: { ideal: 3840 } },
    });
    seen.srcObject = stream;
  } catch {
    guide.textContent = say("noCamera");
  }
  const take = async () => {
    const canvas = h("canvas", { width: seen.videoWidth, height: seen.videoHeight });
    canvas.getContext("2d")?.drawImage(seen, 0, 0);
    const blob = await new Promise<Blob | null>((made) => canvas.toBlob(made, "image/jpeg", QUALITY));
    if (!blob) throw new Error(say("noCamera"));
    await keepPhoto(app, id, blob, "far", ghostOf ?? null);
    app.toast(say("keptHere"), "good");
  };
  stage.append(
    guide,
    button(say("takePhoto"), () => void app.attempt(take), {
      class: "shutter",
      icon: "camera",
      disabled: stream === null,
    }),
  );
  return {
    element: stage,
    place: "",
    title: say(ghostOf ? "sameViewTitle" : "liveCamera"),
    back: `#/patch/${id}/capture`,
    isWide: true,
    leave: () => {
      for (const end of ends) end();
      for (const track of stream?.getTracks() ?? []) track.stop();
    },
  };
}
