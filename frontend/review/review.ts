/** The review desk: one patch after the other, by keys or buttons, without a window over the images. */
import "./review.css";
import { ask, Refused } from "./asking";
import { Drafts } from "./drafts";
import { draw, warm } from "./drawing";
import { labelKeys, listenToKeys } from "./keyboard";
import { Line } from "./line";
import { LockKeeper } from "./lock";
import { fill, type Held, type Kept, type Page, type Patch, plain } from "./patches";
import { readOut } from "./reading_out";
import { Remarks } from "./remarks";
import { Sending } from "./sending";
import { Sheet } from "./sheet";
import { Stage } from "./stage";
import { Teller } from "./telling";
import { type Said, Verdicts } from "./verdicts";

const LONGEST = 600;

function begin(desk: HTMLElement, page: Page): void {
  const { addresses, words } = page;
  const part = (name: string) => desk.querySelector<HTMLElement>(`[data-desk="${name}"]`) as HTMLElement;
  const to = (name: string, uuid: string) => (addresses[name] ?? "").replace("{uuid}", uuid);
  const toImages = () => part("stage").focus({ preventScroll: true });
  const drafts = new Drafts(page.person, storage());
  const stage = new Stage(
    desk,
    part("slider") as HTMLInputElement,
    () => matchMedia("(prefers-reduced-motion: reduce)").matches,
  );
  const line = new Line(async (after, count) => {
    const found = await ask<{ patches: Patch[] }>(`${addresses.next}${page.query}&after=${after}&count=${count}`);
    return found.patches;
  }, warm);
  const sending = new Sending(page.undo, (uuid, said) => ask<Kept>(to("read", uuid), said), { kept, refused });
  const teller = new Teller(part, words, () => sending.last !== undefined);
  const lock = new LockKeeper(
    async (uuid) => {
      const held = await ask<Held & { today: number; pace: number }>(to("hold", uuid), {});
      if (!part("pace").textContent) teller.figures(held.today, held.pace);
      return held;
    },
    teller,
    words,
  );
  const verdicts = new Verdicts(part("verdicts"), part("mine"), words);
  const remarks = new Remarks(part, words, { changed: keepDraft, left: toImages });
  const sheet = new Sheet(desk, part("sheet"), toImages);
  let isAtButtons = false;
  let read = page.read;
  let shownAt = 0;
  let isBusy = false;
  part("suggested").dataset.title = part("suggested").textContent ?? "";

  // Showing ------------------------------------------------------------------------------------------------------------

  function position(sentence = words.position): string {
    const isRead = line.current?.mine ? 0 : 1;
    return fill(sentence ?? "", { n: Math.min(read + isRead, page.total), total: page.total });
  }
  /** Show a patch and say it; ``before`` is what was done just now, heard before it. */
  function show(patch: Patch | undefined, before = ""): void {
    desk.toggleAttribute("data-over", !patch);
    part("over").hidden = Boolean(patch);
    if (!patch) {
      over(before);
      return;
    }
    const began = performance.now();
    draw(desk, part, patch, words);
    stage.reset();
    remarks.close();
    verdicts.mark(patch);
    const draft = patch.mine ? null : drafts.of(patch.uuid);
    remarks.put(draft);
    if (draft) teller.done(words.restored ?? "");
    part("position").textContent = position();
    part("area").textContent = fill(words.area ?? "", { mu: patch.mu, metres: plain(patch.metres) });
    const announced = fill(words.announced ?? "", {
      position: position(words.heardPosition),
      number: patch.number,
      place: patch.place,
      mu: patch.mu,
      proposal: patch.proposal.label || (words.noProposal ?? ""),
    });
    teller.say(`${before}${announced}`);
    desk.setAttribute("aria-busy", "false");
    history.replaceState(null, "", `${page.query}&patch=${patch.uuid}`);
    shownAt = performance.now();
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        desk.dataset.shownIn = (performance.now() - began).toFixed(1);
        desk.dataset.shownPatch = patch.uuid;
      }),
    );
    ready();
    void lock.take(patch.uuid);
  }
  function over(before: string): void {
    void lock.take("");
    desk.setAttribute("aria-busy", "false");
    const left = line.unread;
    const text = left ? fill(words.skipped ?? "", { n: left }) : (words.over ?? "");
    (part("over").querySelector("h2") as HTMLElement).textContent = text;
    (part("over").querySelector("[data-desk-again]") as HTMLElement).hidden = left === 0;
    teller.say(`${before}${text}`);
    (part("over").querySelector("h2") as HTMLElement).tabIndex = -1;
    ready();
  }
  function ready(): void {
    const lights = part("ready").querySelectorAll("i");
    lights.forEach((light, place) => {
      light.classList.toggle("is-on", place < line.ready);
    });
  }
  async function next(before = ""): Promise<void> {
    try {
      show(await line.next(), before);
    } catch (error) {
      teller.fault(error);
    }
    setTimeout(ready, 400);
  }
  /** Show a patch out of its turn, as the office has it now. */
  async function open(address: string): Promise<void> {
    const patch = await ask<Patch>(address);
    line.insert(patch);
    show(patch);
  }

  // Reading ------------------------------------------------------------------------------------------------------------

  /** The next patch is shown at once; what was read is sent behind, one after the other. What the server does not take
   * is told beside the images, with the way back to it: nobody is carried off to another patch under their fingers. */
  async function verdict(said: Said): Promise<void> {
    const patch = line.current;
    if (!patch || isBusy) return;
    if (patch.mine || patch.why) return teller.done(verdicts.whyNot, true);
    isBusy = true;
    const { note, reasons } = remarks.draft;
    const draft = { note: note.trim(), reasons };
    drafts.keep(patch.uuid, draft);
    const seconds = Math.min(LONGEST, Math.round((performance.now() - shownAt) / 1000));
    patch.mine = { reading: "", words: "…" };
    read += 1;
    sending.add(patch, { ...said, ...draft, version: patch.version, seconds });
    await next(fill(words.judged ?? "", { number: patch.number, said: verdicts.spoken(said) }));
    isBusy = false;
    keepFocus();
  }
  /** Who works button by button stays at the button; everybody else is at the images, where each key is free. */
  function keepFocus(): void {
    const at = document.activeElement;
    if (!(isAtButtons && at && part("verdicts").contains(at))) toImages();
  }
  function kept(patch: Patch, made: Kept): void {
    drafts.drop(patch.uuid);
    if (line.current === patch) verdicts.mark(patch);
    teller.figures(made.today, made.pace);
    teller.done(fill(words.read ?? "", { number: made.number, said: made.said, why: made.why }));
  }
  function refused(patch: Patch, error: unknown): void {
    read = Math.max(0, read - 1);
    teller.notTaken(patch.number, error);
  }
  /** Go back to what was not taken, as it stands now, with everything that was typed. */
  async function back(): Promise<void> {
    const uuid = sending.takeFailed();
    if (!uuid) return;
    part("failed").hidden = !sending.hasFailed;
    try {
      await open(to("patch", uuid));
    } catch (error) {
      sending.putFailed(uuid);
      part("failed").hidden = false;
      teller.fault(error);
    }
  }
  async function undo(): Promise<void> {
    await sending.whenSettled();
    const { last } = sending;
    if (!last) return teller.done(words.nothingToUndo ?? "", true);
    if (isBusy) return;
    isBusy = true;
    try {
      const undone = await ask<{ patch: Patch; today: number; pace: number }>(addresses.undo ?? "", {
        reading: last.reading,
      });
      sending.forgetLast();
      read = Math.max(0, read - 1);
      line.insert(undone.patch);
      teller.figures(undone.today, undone.pace);
      const told = fill(words.undone ?? "", { number: undone.patch.number });
      show(undone.patch, told);
      teller.done(told, false, false); // heard before the patch
    } catch (error) {
      if (error instanceof Refused) sending.forgetLast(); // it stands: the one before may still go
      teller.fault(error);
    } finally {
      isBusy = false;
    }
  }
  function keepDraft(): void {
    if (line.current && !line.current.mine) drafts.keep(line.current.uuid, remarks.draft);
    lock.touch();
  }

  // Deeds --------------------------------------------------------------------------------------------------------------

  function toggle(name: "outline" | "ring"): void {
    const isOn = desk.toggleAttribute(`data-${name}`);
    desk.querySelector(`.desk-tools [data-deed=${name}]`)?.setAttribute("aria-pressed", String(isOn));
  }
  const deeds: Record<string, () => void> = {
    as_proposed: () => {
      const category = line.current?.suggested;
      if (category) void verdict({ category });
      else teller.done(words.nothingProposed ?? "", true);
    },
    doubt: () => void verdict({ isDoubtful: true }),
    visit: () => void verdict({ wantsVisit: true }),
    reasons: () => (remarks.isOpen ? remarks.close() : remarks.open()),
    note: () => remarks.focusNote(),
    before: () => stage.choose("before"),
    after: () => stage.choose("after"),
    flicker: () => stage.choose("flicker"),
    swipe: () => stage.choose("swipe"),
    previous: () => {
      const one = line.previous();
      if (one) show(one);
      else teller.done(words.first ?? "", true);
    },
    next: () => void next(),
    undo: () => void undo(),
    outline: () => {
      toggle("outline");
      const shown = line.current;
      const isDrawnIn = shown && !(shown.before.isBare && shown.after.isBare);
      if (isDrawnIn && !desk.hasAttribute("data-outline")) teller.done(words.drawnIn ?? "");
    },
    ring: () => toggle("ring"),
    read_out: () => {
      const patch = line.current;
      if (!patch) return;
      const text = readOut(patch, part, words);
      teller.say("");
      requestAnimationFrame(() => teller.say(text));
    },
    search: () => (part("search").querySelector("input") as HTMLInputElement).focus(),
    sheet: () => sheet.set(!sheet.isOpen),
  };
  for (const [deed, category] of verdicts.categories) deeds[deed] = () => void verdict({ category });

  desk.addEventListener("click", (event) => {
    lock.touch();
    const target = event.target as Element;
    const button = target.closest<HTMLElement>("[data-deed]");
    isAtButtons = Boolean(button) && event.detail === 0; // pressed by keyboard, or by a screen reader
    if (button && button.getAttribute("aria-disabled") !== "true") deeds[button.dataset.deed ?? ""]?.();
    if (target.closest("[data-desk-again]")) {
      void sending.whenSettled().then(() => {
        line.again();
        return next();
      });
    }
    if (target.closest("[data-desk-take-over]")) void takeOver();
    if (target.closest("[data-desk-back]")) void back();
  });
  async function takeOver(): Promise<void> {
    const patch = line.current;
    if (!patch) return;
    try {
      lock.takeOver(patch.uuid, await ask<Held>(to("takeOver", patch.uuid), {}));
    } catch (error) {
      teller.fault(error);
    }
  }
  part("search").addEventListener("submit", (event) => {
    event.preventDefault();
    const field = part("search").querySelector("input") as HTMLInputElement;
    void ask<Patch>(`${addresses.find}${page.query}&q=${encodeURIComponent(field.value.trim())}`)
      .then((patch) => {
        field.value = "";
        toImages();
        line.insert(patch);
        show(patch);
      })
      .catch((error) => {
        teller.done(error instanceof Refused ? (words.notFound ?? "") : (words.offline ?? ""), true);
      });
  });

  // Beginning ------------------------------------------------------------------------------------------------------------

  labelKeys(desk, page.keys);
  listenToKeys({ keys: page.keys, deeds, remarks, sheet, stage, touch: () => lock.touch(), toImages });
  addEventListener("pagehide", () => {
    void ask(addresses.letGo ?? "", {}, { keepalive: true }).catch(() => undefined);
  });
  teller.done("");
  toImages();
  void (async () => {
    try {
      if (page.opened) {
        await open(to("patch", page.opened));
        await line.fill();
        ready();
      } else await next();
    } catch (error) {
      teller.fault(error);
      if (page.opened) await next();
    }
  })();
}

function storage(): Storage | null {
  try {
    return localStorage;
  } catch {
    return null;
  }
}

const desk = document.querySelector<HTMLElement>("#desk");
const told = document.querySelector("#desk-page")?.textContent;
if (desk && told) begin(desk, JSON.parse(told) as Page);
