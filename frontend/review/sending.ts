/** Readings on their way to the office, one after the other, behind the person who reads on. */
import type { Kept, Page, Patch } from "./patches";

const DEPTH = 10;

export class Sending {
  private readonly taken: Page["undo"];
  private readonly failed: string[] = [];
  private settled: Promise<void> = Promise.resolve();

  constructor(
    taken: Page["undo"],
    private readonly door: (patch: string, said: object) => Promise<Kept>,
    private readonly signs: { kept(patch: Patch, kept: Kept): void; refused(patch: Patch, error: unknown): void },
  ) {
    this.taken = [...taken];
  }

  add(patch: Patch, said: object): void {
    this.settled = this.settled.then(() => this.send(patch, said));
  }

  /** Everything that was said is sent, taken or not. */
  whenSettled(): Promise<void> {
    return this.settled;
  }

  /** The reading that would be undone. */
  get last(): Page["undo"][number] | undefined {
    return this.taken.at(-1);
  }

  forgetLast(): void {
    this.taken.pop();
  }

  /** The patch whose reading failed last, taken out; undefined where none did. */
  takeFailed(): string | undefined {
    return this.failed.pop();
  }

  putFailed(patch: string): void {
    this.failed.push(patch);
  }

  get hasFailed(): boolean {
    return this.failed.length > 0;
  }

  private async send(patch: Patch, said: object): Promise<void> {
    try {
      const kept = await this.door(patch.uuid, said);
      patch.mine = { reading: kept.reading, words: kept.said };
      this.taken.push({ reading: kept.reading, number: kept.number });
      this.taken.splice(0, this.taken.length - DEPTH);
      this.signs.kept(patch, kept);
    } catch (error) {
      patch.mine = null;
      this.failed.push(patch.uuid);
      this.signs.refused(patch, error);
    }
  }
}
