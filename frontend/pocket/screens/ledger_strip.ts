/** «127 / 130 已安全 · 3 张照片待传：无网络»: in view on every screen. */
import type { App } from "../app";
import { drawn, h, icon } from "../dom";
import type { Ledger } from "../store/ledger";

export function ledgerStrip(app: App): HTMLElement {
  const strip = h("a", { href: "#/ledger", class: "strip", id: "strip" });
  const draw = () => {
    const { total, safe } = app.ledger.value;
    const found = app.copy.found.value.length;
    const isSafe = !app.isUnsafe;
    strip.href = found ? "#/device" : "#/ledger";
    const isFull = !app.database.reserve.isKept.value;
    const kind = isSafe ? "is-safe" : app.pace.value.is === "sending" ? "is-sending" : "is-waiting";
    strip.className = `strip ${kind}${isFull ? " is-full" : ""}`;
    const bar = drawn("svg", {
      class: "share",
      viewBox: "0 0 100 1",
      preserveAspectRatio: "none",
      "aria-hidden": "true",
    });
    bar.append(drawn("rect", { width: total ? (100 * safe) / total : 100, height: 1 }));
    strip.replaceChildren(
      icon(isSafe ? "shield-check" : "cloud-upload"),
      h("b", {}, total ? app.say("safeOf", { safe, total }) : app.say("nothingYet")),
      h("span", {}, isFull ? app.say("diskFullNow") : found ? app.say("foundNow", { n: found }) : waitingWords(app)),
      icon("chevron-right"),
      bar as unknown as HTMLElement,
    );
  };
  draw();
  const ends = [
    app.ledger.watch(draw),
    app.pace.watch(draw),
    app.copy.found.watch(draw),
    app.database.reserve.isKept.watch(draw),
  ];
  const watcher = new MutationObserver(() => {
    if (strip.isConnected) return;
    watcher.disconnect();
    for (const end of ends) end();
  });
  queueMicrotask(() => strip.parentElement && watcher.observe(strip.parentElement, { childList: true }));
  return strip;
}

/** «3 张照片、2 条记录待传：无网络». */
export function waitingWords(app: App): string {
  const { ledger, pace, say } = app;
  const what = kindsOf(ledger.value).map(([word, n]) => say(word, { n }));
  if (!what.length) return ledger.value.total ? say("allSafe") : "";
  const why =
    pace.value.is === "sending" ? say("sendingNow") : pace.value.why ? say(`why_${pace.value.why.why}`) : say("waits");
  return say("waitingFor", { what: what.join(say("comma")), why });
}

type Counted = "nPhotos" | "nVideos" | "nVoices" | "nFiles" | "nEntries";

function kindsOf(ledger: Ledger): [Counted, number][] {
  const counts: Record<Counted, number> = {
    nPhotos: 0,
    nVideos: 0,
    nVoices: 0,
    nFiles: 0,
    nEntries: ledger.entries.length,
  };
  for (const file of ledger.files) counts[kindOf(file.type)] += 1;
  return (Object.entries(counts) as [Counted, number][]).filter(([, n]) => n > 0);
}

export function kindOf(type: string): Counted {
  if (type.startsWith("image/") && !type.includes("dxf")) return "nPhotos"; // a drawing calls itself an image
  if (type.startsWith("video/")) return "nVideos";
  return type.startsWith("audio/") ? "nVoices" : "nFiles";
}
