/** When to send: soon after something was written, when the line is back, and again after a pause that grows. */
import { NotDone } from "./office";
import type { Sending } from "./sending";

const SOON_MS = 1_500;
const [FIRST_PAUSE_S, LONGEST_PAUSE_S] = [5, 300];
const COMPARE_MS = 10 * 60_000;

export interface Pace {
  readonly is: "idle" | "sending" | "pausing";
  readonly why: NotDone | null;
  readonly again: Date | null;
}

export class KeepingUp {
  private timer = 0;
  private failures = 0;
  private compared = 0;
  private isRunning = false;
  private pace: Pace = { is: "idle", why: null, again: null };

  constructor(
    private readonly sending: Sending,
    private readonly isWanted: () => boolean,
    private readonly told: (pace: Pace) => void,
  ) {}

  get now(): Pace {
    return this.pace;
  }

  start(): void {
    addEventListener("online", () => this.soon());
    addEventListener("offline", () => this.say({ ...this.pace, why: new NotDone("offline") }));
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.soon());
    this.soon();
  }

  /** Send in a moment: several entries in a row go together. */
  soon(): void {
    this.after(SOON_MS);
  }

  /** Send now, because a person asked: all, or one file. */
  async atOnce(only?: string): Promise<void> {
    this.failures = 0;
    await this.run(only);
  }

  private after(ms: number): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.run(), ms);
  }

  private async run(only?: string): Promise<void> {
    if (this.isRunning || !this.isWanted()) return;
    this.isRunning = true;
    clearTimeout(this.timer);
    this.say({ is: "sending", why: null, again: null });
    try {
      await this.sending.run(only);
      if (Date.now() - this.compared > COMPARE_MS) {
        await this.sending.compare();
        this.compared = Date.now();
      }
      this.failures = 0;
      this.say({ is: "idle", why: null, again: null });
    } catch (error) {
      this.failed(error instanceof NotDone ? error : new NotDone("wrong", String((error as Error).message)));
    } finally {
      this.isRunning = false;
    }
  }

  private failed(why: NotDone): void {
    this.failures += 1;
    const pause = Math.min(FIRST_PAUSE_S * 2 ** (this.failures - 1), LONGEST_PAUSE_S) * (0.8 + Math.random() * 0.4);
    const seconds = Math.max(pause, why.afterSeconds ?? 0);
    this.say({ is: "pausing", why, again: new Date(Date.now() + seconds * 1000) });
    this.after(seconds * 1000);
    void wakeLater();
  }

  private say(pace: Pace): void {
    this.pace = pace;
    this.told(pace);
  }
}

/** Ask the browser to wake the worker when the line is back, even where this page is closed by then. */
async function wakeLater(): Promise<void> {
  const registration = (await navigator.serviceWorker?.getRegistration()) as
    | (ServiceWorkerRegistration & { sync?: { register(tag: string): Promise<void> } })
    | undefined;
  await registration?.sync?.register("tuban-sending").catch(() => undefined);
}
