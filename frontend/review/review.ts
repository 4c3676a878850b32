/** The review desk: one patch after the other, by keys or buttons, without a window over the images. */
import "./review.css";
import { areKeysOff, isWriting } from "../desk/keys";
import { ask, Refused } from "./asking";
import { Drafts } from "./drafts";
import { draw, warm } from "./drawing";
import { deedOf, keyLabel, keyName } from "./keymap";
import { Line } from "./line";
import { LockKeeper } from "./lock";
import { fill, type Held, type Kept, type Page, type Patch, plain } from "./patches";
import { Stage } from "./stage";

interface Said {
  category?: string;
  isDoubtful?: boolean;
  wantsVisit?: boolean;
}

const DEPTH = 10;
const LONGEST = 600;

function begin(desk: HTMLElement, page: Page): void {
  const { addresses, words } = page;
  const part = (name: string) => desk.querySelector<HTMLElement>(`[data-desk="${name}"]`) as HTMLElement;
  const to = (name: string, uuid: string) => (addresses[name] ?? "").replace("{uuid}", uuid);
  const note = part("note") as HTMLInputElement;
  const reasons = () => [...part("reasons").querySelectorAll<HTMLInputElement>("input")];
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
  const lock = new LockKeeper(
    async (uuid) => {
      const held = await ask<Held & { today: number; pace: number }>(to("hold", uuid), {});
      if (!part("pace").textContent) figures(held.today, held.pace);
      return held;
    },
    { bar, held },
    words,
  );
  const taken = [...page.undo];
  let isAtButtons = false;
  let opener: Element | null = null;
  let read = page.read;
  let shownAt = 0;
  let isBusy = false;
  let sending: Promise<void> = Promise.resolve();
  const failed: string[] = [];
  part("suggested").dataset.title = part("suggested").textContent ?? "";

  // Saying -------------------------------------------------------------------------------------------------------------

  function bar(text: string): void {
    if (part("lock").textContent !== text) part("lock").textContent = text;
  }
  /** Who has the patch is told once; the clock beside it is for the eye. */
  function held(text: string | null, clock = ""): void {
    const place = part("held");
    place.hidden = text === null;
    tell(place.querySelector("p") as HTMLElement, text ?? "");
    (place.querySelector(".desk-clock") as HTMLElement).textContent = clock;
  }
  /** What is told already is not told again: whoever listens would hear it twice. */
  function tell(place: HTMLElement, text: string): void {
    if (place.textContent !== text) place.textContent = text;
  }
  function say(text: string): void {
    part("live").textContent = text;
  }
  function done(text: string, isFault = false, isHeard = true): void {
    const place = part("done");
    const said = place.querySelector("span") as HTMLElement;
    said.setAttribute("aria-live", isHeard ? "polite" : "off");
    tell(said, text);
    place.classList.toggle("is-fault", isFault);
    (place.querySelector("button") as HTMLElement).hidden = taken.length === 0;
  }
  function fault(error: unknown): void {
    done(error instanceof Refused ? `${error.message} ${error.hint}` : (words.offline ?? ""), true);
  }
  function figures(today: number, pace: number): void {
    part("pace").textContent = fill((pace ? words.today : words.todayOnly) ?? "", { n: today, pace });
  }
  function position(sentence = words.position): string {
    const isRead = line.current?.mine ? 0 : 1;
    return fill(sentence ?? "", { n: Math.min(read + isRead, page.total), total: page.total });
  }

  // Showing ------------------------------------------------------------------------------------------------------------

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
    closeReasons();
    mark(patch);
    const draft = patch.mine ? null : drafts.of(patch.uuid);
    note.value = draft?.note ?? "";
    for (const box of reasons()) box.checked = draft?.reasons.includes(box.value) ?? false;
    countReasons();
    if (draft) done(words.restored ?? "");
    part("position").textContent = position();
    part("area").textContent = fill(words.area ?? "", { mu: patch.mu, metres: plain(patch.metres) });
    const announced = fill(words.announced ?? "", {
      position: position(words.heardPosition),
      number: patch.number,
      place: patch.place,
      mu: patch.mu,
      proposal: patch.proposal.label || (words.noProposal ?? ""),
    });
    say(`${before}${announced}`);
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
  function mark(patch: Patch): void {
    const said = part("mine");
    const why = patch.mine ? fill(words.readAlready ?? "", { words: patch.mine.words }) : patch.why;
    said.hidden = !why;
    said.textContent = why;
    for (const button of part("verdicts").querySelectorAll<HTMLElement>("button")) {
      const isNothing = button.dataset.deed === "as_proposed" && !patch.suggested;
      button.setAttribute("aria-disabled", String(Boolean(why) || isNothing));
      if (why || isNothing) button.dataset.reason = why || (words.nothingProposed ?? "");
      else delete button.dataset.reason;
    }
  }
  function over(before: string): void {
    void lock.take("");
    desk.setAttribute("aria-busy", "false");
    const left = line.unread;
    const text = left ? fill(words.skipped ?? "", { n: left }) : (words.over ?? "");
    (part("over").querySelector("h2") as HTMLElement).textContent = text;
    (part("over").querySelector("[data-desk-again]") as HTMLElement).hidden = left === 0;
    say(`${before}${text}`);
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
      fault(error);
    }
    setTimeout(ready, 400);
  }

  // Reading ------------------------------------------------------------------------------------------------------------

  /** The next patch is shown at once; what was read is sent behind, one after the other. What the server does not take
   * is told beside the images, with the way back to it: nobody is carried off to another patch under their fingers. */
  async function verdict(said: Said): Promise<void> {
    const patch = line.current;
    if (!patch || isBusy) return;
    if (patch.mine || patch.why) return done(part("mine").textContent ?? "", true);
    isBusy = true;
    const draft = { note: note.value.trim(), reasons: chosen() };
    drafts.keep(patch.uuid, draft);
    const seconds = Math.min(LONGEST, Math.round((performance.now() - shownAt) / 1000));
    patch.mine = { reading: "", words: "…" };
    read += 1;
    sending = sending.then(() => send(patch, { ...said, ...draft, version: patch.version, seconds }));
    await next(fill(words.judged ?? "", { number: patch.number, said: spoken(said) }));
    isBusy = false;
    keepFocus();
  }
  /** What was said, in the words of its button. */
  function spoken(said: Said): string {
    if (said.isDoubtful) return words.doubtful ?? "";
    if (said.wantsVisit) return words.visit ?? "";
    const button = part("verdicts").querySelector<HTMLElement>(`[data-category="${said.category ?? ""}"]`);
    return [...(button?.childNodes ?? [])].map((one) => (one.nodeName === "KBD" ? "" : one.textContent)).join("");
  }
  /** Who works button by button stays at the button; everybody else is at the images, where each key is free. */
  function keepFocus(): void {
    const at = document.activeElement;
    if (!(isAtButtons && at && part("verdicts").contains(at))) part("stage").focus({ preventScroll: true });
  }
  async function send(patch: Patch, said: object): Promise<void> {
    try {
      const kept = await ask<Kept>(to("read", patch.uuid), said);
      drafts.drop(patch.uuid);
      patch.mine = { reading: kept.reading, words: kept.said };
      if (line.current === patch) mark(patch);
      taken.push({ reading: kept.reading, number: kept.number });
      taken.splice(0, taken.length - DEPTH);
      figures(kept.today, kept.pace);
      done(fill(words.read ?? "", { number: kept.number, said: kept.said, why: kept.why }));
    } catch (error) {
      patch.mine = null;
      read = Math.max(0, read - 1);
      failed.push(patch.uuid);
      const why = error instanceof Refused ? `${error.message} ${error.hint}` : (words.offline ?? "");
      part("failed").hidden = false;
      tell(part("failed").querySelector("p") as HTMLElement, fill(words.failed ?? "", { number: patch.number, why }));
    }
  }
  /** Go back to what was not taken, as it stands now, with everything that was typed. */
  async function back(): Promise<void> {
    const uuid = failed.pop();
    if (!uuid) return;
    part("failed").hidden = failed.length === 0;
    try {
      const fresh = await ask<Patch>(to("patch", uuid));
      line.insert(fresh);
      show(fresh);
    } catch (error) {
      failed.push(uuid);
      part("failed").hidden = false;
      fault(error);
    }
  }
  async function undo(): Promise<void> {
    await sending;
    const last = taken.at(-1);
    if (!last) return done(words.nothingToUndo ?? "", true);
    if (isBusy) return;
    isBusy = true;
    try {
      const back = await ask<{ patch: Patch; today: number; pace: number }>(addresses.undo ?? "", {
        reading: last.reading,
      });
      taken.pop();
      read = Math.max(0, read - 1);
      line.insert(back.patch);
      figures(back.today, back.pace);
      const told = fill(words.undone ?? "", { number: back.patch.number });
      show(back.patch, told);
      done(told, false, false); // heard before the patch
    } catch (error) {
      if (error instanceof Refused) taken.pop(); // it stands: the one before may still go
      fault(error);
    } finally {
      isBusy = false;
    }
  }

  // Reasons, note, sheet -------------------------------------------------------------------------------------------------

  function chosen(): string[] {
    return reasons()
      .filter((box) => box.checked)
      .map((box) => box.value);
  }
  function countReasons(): void {
    const place = part("reason-count");
    place.dataset.title ??= place.textContent ?? "";
    const number = chosen().length;
    place.textContent = number ? fill(words.reasonsOf ?? "", { n: number }) : place.dataset.title;
  }
  function keepDraft(): void {
    if (line.current && !line.current.mine) drafts.keep(line.current.uuid, { note: note.value, reasons: chosen() });
    countReasons();
    lock.touch();
  }
  function closeReasons(): void {
    part("reasons").hidden = true;
    part("verdicts").querySelector("[data-deed=reasons]")?.setAttribute("aria-expanded", "false");
  }
  function openReasons(): void {
    part("reasons").hidden = false;
    part("verdicts").querySelector("[data-deed=reasons]")?.setAttribute("aria-expanded", "true");
    reasons()[0]?.focus({ preventScroll: true });
  }
  function sheet(isOpen: boolean): void {
    if (isOpen) opener = document.activeElement;
    part("sheet").hidden = !isOpen;
    for (const button of desk.querySelectorAll("[data-deed=sheet][aria-expanded]"))
      button.setAttribute("aria-expanded", String(isOpen));
    if (isOpen) part("sheet").focus();
    else if (opener instanceof HTMLElement && opener !== document.body) opener.focus({ preventScroll: true });
    else part("stage").focus({ preventScroll: true });
  }
  /** Everything that stands beside the images, said at once. */
  function readOut(): void {
    const patch = line.current;
    if (!patch) return;
    const { proposal } = patch;
    const heard = (name: string) => (part(name).hidden ? "" : (part(name).textContent ?? "").trim());
    const missing = proposal.missing.map((one) => fill(words.missing ?? "", one)).join("；");
    const bars = patch.bars.map((bar) => `${bar.title} ${bar.unknown || fill(words.heardMu ?? "", { mu: bar.mu })}`);
    const parts = [
      `${patch.number}，${patch.place}，${patch.list}`,
      heard("area"),
      bars.join("，"),
      `${words.proposed}：${proposal.label || words.noProposal}`,
      proposal.because ?? "",
      heard("cites"),
      missing && `${words.unknown}：${missing}`,
      heard("found"),
      ...patch.doubts.map((one) => fill(words.doubted ?? "", one)),
      heard("mine"),
    ];
    const text = parts.map((one) => one.replace(/[。；，]$/, "")).filter(Boolean);
    say("");
    requestAnimationFrame(() => say(`${text.join("。")}。`));
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
      else done(words.nothingProposed ?? "", true);
    },
    doubt: () => void verdict({ isDoubtful: true }),
    visit: () => void verdict({ wantsVisit: true }),
    reasons: () => (part("reasons").hidden ? openReasons() : closeReasons()),
    note: () => note.focus(),
    before: () => stage.choose("before"),
    after: () => stage.choose("after"),
    flicker: () => stage.choose("flicker"),
    swipe: () => stage.choose("swipe"),
    previous: () => {
      const one = line.previous();
      if (one) show(one);
      else done(words.first ?? "", true);
    },
    next: () => void next(),
    undo: () => void undo(),
    outline: () => {
      toggle("outline");
      const shown = line.current;
      const isDrawnIn = shown && !(shown.before.isBare && shown.after.isBare);
      if (isDrawnIn && !desk.hasAttribute("data-outline")) done(words.drawnIn ?? "");
    },
    ring: () => toggle("ring"),
    read_out: () => readOut(),
    search: () => (part("search").querySelector("input") as HTMLInputElement).focus(),
    sheet: () => sheet(Boolean(part("sheet").hidden)),
  };
  for (const button of part("verdicts").querySelectorAll<HTMLElement>("[data-category]"))
    deeds[button.dataset.deed ?? ""] = () => void verdict({ category: button.dataset.category });
  for (const sign of desk.querySelectorAll<HTMLElement>("[data-key]")) {
    const key = page.keys[sign.dataset.key ?? ""] ?? "";
    sign.textContent = keyLabel(key, "␣");
    sign.setAttribute("aria-hidden", "true");
    sign.closest("button")?.setAttribute("aria-keyshortcuts", key);
  }

  desk.addEventListener("click", (event) => {
    lock.touch();
    const target = event.target as Element;
    const button = target.closest<HTMLElement>("[data-deed]");
    isAtButtons = Boolean(button) && event.detail === 0; // pressed by keyboard, or by a screen reader
    if (button && button.getAttribute("aria-disabled") !== "true") deeds[button.dataset.deed ?? ""]?.();
    if (target.closest("[data-desk-again]")) {
      void sending.then(() => {
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
      fault(error);
    }
  }
  part("search").addEventListener("submit", (event) => {
    event.preventDefault();
    const field = part("search").querySelector("input") as HTMLInputElement;
    void ask<Patch>(`${addresses.find}${page.query}&q=${encodeURIComponent(field.value.trim())}`)
      .then((patch) => {
        field.value = "";
        part("stage").focus({ preventScroll: true });
        line.insert(patch);
        show(patch);
      })
      .catch((error) => {
        done(error instanceof Refused ? (words.notFound ?? "") : (words.offline ?? ""), true);
      });
  });
  note.addEventListener("input", keepDraft);
  part("reasons").addEventListener("change", keepDraft);

  // Keys ---------------------------------------------------------------------------------------------------------------

  let isSwiping = false;
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.isComposing || document.querySelector("dialog[open]")) return;
      lock.touch();
      if (event.key === "Escape") return close(event);
      const target = event.target as Element;
      if (target === note || target.closest("[data-desk=search]")) {
        if (event.key === "Enter" && target === note) part("stage").focus({ preventScroll: true });
        return;
      }
      if (!part("reasons").hidden && part("reasons").contains(target)) return chooseReason(event);
      if (isWriting(target) || areKeysOff()) return;
      const name = keyName(event);
      if ((name === "Space" || name === "Enter") && target.closest("button, a, summary, input, select")) return;
      const deed = deedOf(name, page.keys);
      if (!deed || !deeds[deed]) return;
      event.preventDefault();
      event.stopPropagation();
      if (event.repeat) return;
      if (deed === "swipe") isSwiping = true;
      deeds[deed]?.();
    },
    { capture: true },
  );
  document.addEventListener("keyup", (event) => {
    if (!isSwiping || deedOf(keyName(event), page.keys) !== "swipe") return;
    isSwiping = false;
    if (stage.mode === "swipe") stage.reset();
  });
  function close(event: KeyboardEvent): void {
    if (!part("sheet").hidden) {
      event.preventDefault();
      sheet(false);
      return;
    }
    if (!part("reasons").hidden) closeReasons();
    else if (stage.mode !== "side") stage.reset();
    else if (event.target === note || (event.target as Element).closest("[data-desk=search]"))
      (event.target as HTMLElement).blur();
    else return;
    event.preventDefault();
    part("stage").focus({ preventScroll: true });
  }
  function chooseReason(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Enter") {
      event.preventDefault();
      closeReasons();
      part("stage").focus({ preventScroll: true });
      return;
    }
    const box = reasons().find((one) => one.dataset.reasonKey === event.key.toLowerCase());
    if (!box) return;
    event.preventDefault();
    event.stopPropagation();
    box.checked = !box.checked;
    keepDraft();
  }

  // Beginning ------------------------------------------------------------------------------------------------------------

  addEventListener("pagehide", () => {
    void ask(addresses.letGo ?? "", {}, { keepalive: true }).catch(() => undefined);
  });
  done("");
  part("stage").focus({ preventScroll: true });
  void (async () => {
    try {
      if (page.opened) {
        const patch = await ask<Patch>(to("patch", page.opened));
        line.insert(patch);
        show(patch);
        await line.fill();
        ready();
      } else await next();
    } catch (error) {
      fault(error);
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
