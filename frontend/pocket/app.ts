/** Everything that the screens share. */
import { Whereabouts } from "./capture/whereabouts";
import { h } from "./dom";
import { Newer } from "./packages/newer";
import { Signal } from "./signal";
import { Sparing } from "./sparing";
import { PocketDatabase } from "./store/database";
import { Device } from "./store/device";
import { type Ledger, ledgerOf } from "./store/ledger";
import { DatabaseGone, Log } from "./store/log";
import { DiskFull, isDiskFull } from "./store/reserve";
import { SecondCopy } from "./store/second_copy";
import { bearWitness, type Witness, witnessed } from "./store/witness";
import { KeepingUp, type Pace } from "./sync/keeping_up";
import { NotDone, Office } from "./sync/office";
import { Sending } from "./sync/sending";
import { languageOf, sayIn, type Words } from "./words";
import { openVisit } from "./work/patch_work";
import { Work } from "./work/work";

const TIDY_MS = 5_000;
const CLOSED_MS = 300;
const COUNT_MS = 500;
const LASTS_MS = { good: 6_000, plain: 6_000, bad: 12_000 } as const;

export interface Screen {
  readonly element: HTMLElement;
  /** Which entry of the foot it belongs to. */
  readonly place: "today" | "map" | "ledger" | "device" | "";
  readonly title?: string;
  readonly back?: string;
  /** Drawn without the head, for cameras and maps that fill the screen. */
  readonly isWide?: boolean;
  leave?(): void;
}

export class App {
  readonly ledger = new Signal<Ledger>({ total: 0, safe: 0, entries: [], files: [], bytes: 0 });
  readonly pace = new Signal<Pace>({ is: "idle", why: null, again: null });
  /** Whether the browser promised not to clear what is kept here. */
  readonly isPromised = new Signal(true);
  readonly whereabouts = new Whereabouts();
  readonly language = new Signal(
    languageOf(localStorage.getItem("tuban-pocket-language") ?? document.documentElement.lang),
  );
  readonly keeping: KeepingUp;
  readonly newer: Newer;
  private visits: Promise<unknown> = Promise.resolve();
  private tidying = 0;
  private written = 0;
  private readonly counting = new Sparing(() => this.count(), COUNT_MS);
  /** The page is about to go: nobody takes an empty database for one that was lost. */
  isLeaving = false;

  private constructor(
    readonly database: PocketDatabase,
    readonly device: Device,
    readonly log: Log,
    readonly office: Office,
    readonly work: Work,
    readonly sending: Sending,
    readonly copy: SecondCopy,
  ) {
    this.newer = new Newer(this.office, () => this.work.manifest);
    this.keeping = new KeepingUp(
      this.sending,
      () => this.device.registered !== null,
      (pace) => {
        this.pace.set(pace);
        if (pace.is === "idle") void this.newer.look(); // the line is there
      },
    );
    this.log.watch(() => {
      this.written += 1; // nobody reads «all safe» of what was just written, however long counting takes
      this.ledger.set({ ...this.ledger.value, total: this.ledger.value.total + 1 });
      this.countSoon();
      this.keeping.soon();
    });
  }

  static async open(database = new PocketDatabase(), copy = new SecondCopy(database)): Promise<App> {
    const device = await Device.open(database);
    const office = new Office(() => device.registered?.token ?? null);
    const log = new Log(database, device, copy);
    const moved = { count: () => undefined as unknown };
    const sending = new Sending(database, device, office, () => moved.count());
    const app = new App(database, device, log, office, new Work(database, log), sending, copy);
    moved.count = () => app.countSoon();
    await app.work.open();
    await copy.begin(device);
    await app.count();
    // The browser closed it: perhaps it is another one once it is open again.
    database.on("close", () => setTimeout(() => void app.count().catch(() => undefined), CLOSED_MS));
    void database.reserve.begin();
    if (device.registered) void app.askToKeep();
    return app;
  }

  say = (key: keyof Words, blanks: Readonly<Record<string, string | number>> = {}): string =>
    sayIn(this.language.value, key, blanks);

  /** Count after something was written or sent: with thousands waiting, no more often than the device bears. */
  countSoon(): void {
    this.counting.ask();
  }

  async count(): Promise<void> {
    const before = this.written;
    const counted = await ledgerOf(this.database);
    if (this.ledger.value.total && !counted.total) return this.begunAnew();
    const ledger = { ...counted, total: counted.total + this.written - before };
    this.ledger.set(ledger);
    if (ledger.total) bearWitness({ total: ledger.total, unsafe: ledger.total - ledger.safe });
    if (!this.tidying) this.tidying = window.setTimeout(() => this.tidied(), TIDY_MS);
  }

  private tidied(): void {
    this.tidying = 0;
    void this.copy.tidy();
  }

  /** The browser threw the database away while the app ran: what is left comes up, and says so. */
  private begunAnew(): void {
    if (!this.isLeaving) location.reload();
    this.isLeaving = true;
  }

  /** What this device held before the browser cleared it; null where it did not. */
  get lost(): Witness | null {
    const held = this.device.registered || this.ledger.value.total ? null : witnessed();
    return held?.total ? held : null;
  }

  /** Ask the browser not to clear what is kept here, however little room there is; it decides by itself. */
  async askToKeep(): Promise<void> {
    this.isPromised.set((await navigator.storage?.persist?.()) ?? false);
  }

  get isUnsafe(): boolean {
    const { total, safe } = this.ledger.value;
    return safe < total || this.copy.found.value.length > 0;
  }

  go(address: string): void {
    location.hash = address;
  }

  /** The visit of a patch that is under way; where there is none, it begins now, and only once. */
  visit(patch: string): Promise<string> {
    const turn = this.visits.then(() => this.visitBegun(patch));
    this.visits = turn.catch(() => undefined);
    return turn;
  }

  private async visitBegun(patch: string): Promise<string> {
    const open = openVisit(this.work.of(patch));
    if (open) return open.id;
    const visit = crypto.randomUUID();
    const body = { position: this.whereabouts.fresh };
    await this.log.append({ ...this.about(patch), kind: "visit.begun", visit, body });
    return visit;
  }

  /** What every entry of a patch says of itself. */
  about(patch: string | null): { patch: string | null; package: string | null } {
    return { patch, package: this.work.manifest?.id ?? null };
  }

  /** Do something a person asked for; what goes wrong is said in a sentence. Returns whether it was done. */
  async attempt(deed: () => Promise<unknown>): Promise<boolean> {
    try {
      await deed();
      return true;
    } catch (error) {
      this.failed(error);
      return false;
    }
  }

  /** Say what went wrong, with what may be done instead. */
  failed(error: unknown, instead?: { label: string; deed: () => void }): void {
    this.toast(this.sentence(error), "bad", instead);
    if (error instanceof DatabaseGone) setTimeout(() => this.begunAnew(), LASTS_MS.bad);
  }

  sentence(error: unknown): string {
    if (error instanceof DiskFull || isDiskFull(error)) return this.say("diskFull");
    if (error instanceof DatabaseGone) return this.say("databaseGone");
    if (error instanceof NotDone) return this.reason(error);
    return this.say("wentWrong", { what: String((error as Error).message ?? error) });
  }

  /** Why the office was not reached or did not do it. */
  reason(why: NotDone): string {
    const words = this.say(`why_${why.why}`);
    return why.sentence ? `${words}（${this.itemReason(why.sentence)}）` : words;
  }

  /** The reason kept with an item: a code of ours, or the office's own sentence. */
  itemReason(kept: string): string {
    const key = `why_${kept}` as keyof Words;
    const words = this.say(key);
    return words === key ? kept : words;
  }

  /** A short message at the foot; a deed may be taken back from it. */
  toast(words: string, kind: "good" | "bad" | "plain" = "plain", undo?: { label: string; deed: () => void }): void {
    const host = document.querySelector("#toasts");
    if (!host) return;
    const close = () => box.remove();
    const box = h(
      "div",
      { class: `toast is-${kind}`, role: kind === "bad" ? "alert" : "status" },
      h("span", {}, words),
      undo
        ? h(
            "button",
            {
              type: "button",
              onclick: () => {
                close();
                undo.deed();
              },
            },
            undo.label,
          )
        : null,
    );
    host.replaceChildren(box);
    setTimeout(close, LASTS_MS[kind]);
  }
}
