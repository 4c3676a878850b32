/** The lock of the patch on the desk: kept while somebody works, counted down for all to see, never in the way of text. */
import { fill, type Held, type Page } from "./patches";

const BEAT = 30_000;
const IDLE = 120_000;
const PASSING = 150;

export interface LockSigns {
  bar(text: string): void;
  /** Who has the patch, and a clock that goes on: the text does not change with it. */
  held(text: string | null, clock?: string): void;
}

export class LockKeeper {
  private patch = "";
  private held: Held | null = null;
  private until = 0;
  private wasMine = false;
  private active = Date.now();

  constructor(
    private readonly hold: (patch: string) => Promise<Held>,
    private readonly signs: LockSigns,
    private readonly words: Page["words"],
  ) {
    setInterval(() => this.tick(), 1000);
    setInterval(() => void this.beat(), BEAT);
  }

  /** Somebody is at work: the lock is worth keeping. */
  touch(): void {
    this.active = Date.now();
  }

  /** Take the lock of a patch, without keeping anybody waiting; an empty name lets go of watching. */
  async take(patch: string): Promise<void> {
    this.patch = patch;
    this.wasMine = false;
    this.held = null;
    this.signs.held(null);
    this.tick();
    // who only passes by takes no lock
    await new Promise((wait) => setTimeout(wait, PASSING));
    if (patch && patch === this.patch) await this.ask();
  }

  /** Take what was answered by taking over. */
  takeOver(patch: string, held: Held): void {
    if (patch === this.patch) this.see(held);
  }

  private async beat(): Promise<void> {
    const idle = Date.now() - this.active > IDLE || document.visibilityState === "hidden";
    if (this.patch && !idle) await this.ask();
  }

  private async ask(): Promise<void> {
    const patch = this.patch;
    try {
      const held = await this.hold(patch);
      if (patch === this.patch) this.see(held);
    } catch {
      // the line is down, or the patch is not theirs any more: reading it will say so
    }
  }

  private see(held: Held): void {
    this.held = held;
    this.until = Date.now() + held.seconds * 1000;
    if (held.isMine) {
      this.wasMine = true;
      this.signs.held(null);
    } else if (this.wasMine) {
      this.signs.held(fill(this.words.takenOver ?? "", { person: held.person }));
    }
    this.tick();
  }

  private tick(): void {
    const { held } = this;
    if (!held) {
      this.signs.bar("");
      return;
    }
    const left = Math.max(0, Math.round((this.until - Date.now()) / 1000));
    const clock = `${String(Math.floor(left / 60)).padStart(2, "0")}:${String(left % 60).padStart(2, "0")}`;
    if (held.isMine) {
      this.signs.bar(left ? `${this.words.mine} ${clock}` : "");
      if (!left) this.signs.held(this.words.ended ?? "");
    } else {
      this.signs.bar("");
      if (!this.wasMine) this.signs.held(left ? held.words : null, fill(this.words.left ?? "", { clock }));
    }
  }
}
