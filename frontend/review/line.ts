/** The patches of this visit in the order in which they were seen, and the next ones loaded ahead with their pictures. */
import type { Patch } from "./patches";

export const AHEAD = 3;

export class Line {
  private readonly known: Patch[] = [];
  private place = -1;
  private loading: Promise<void> | null = null;
  private ended = false;
  private last = "";

  constructor(
    private readonly load: (after: string, count: number) => Promise<Patch[]>,
    private readonly warm: (patch: Patch) => void = () => undefined,
  ) {}

  get current(): Patch | undefined {
    return this.known[this.place];
  }

  /** How many patches are ready behind the current one. */
  get ready(): number {
    return Math.max(0, this.known.length - 1 - this.place);
  }

  get isFirst(): boolean {
    return this.place <= 0;
  }

  /** How many of this visit were shown and are not read. */
  get unread(): number {
    return this.known.filter((patch) => !patch.mine && !patch.why).length;
  }

  async next(): Promise<Patch | undefined> {
    if (this.ready === 0) await this.fill();
    if (this.ready === 0) {
      this.place = this.known.length;
      return undefined;
    }
    this.place += 1;
    void this.fill().catch(() => undefined); // asked for again with the next patch
    return this.current;
  }

  previous(): Patch | undefined {
    if (this.isFirst) return undefined;
    this.place -= 1;
    return this.current;
  }

  /** Show a patch out of its turn: it takes the place before what comes next. */
  insert(patch: Patch): void {
    const at = this.known.findIndex((one) => one.uuid === patch.uuid);
    if (at >= 0) {
      this.known[at] = patch;
      this.place = at;
      return;
    }
    this.place = Math.min(this.place + 1, this.known.length);
    this.known.splice(this.place, 0, patch);
    this.warm(patch);
  }

  /** Take a patch as it stands now in the place of what was known of it. */
  renew(patch: Patch): void {
    const at = this.known.findIndex((one) => one.uuid === patch.uuid);
    if (at >= 0) this.known[at] = patch;
  }

  /** Begin again with what is still unread. */
  again(): void {
    this.known.length = 0;
    this.place = -1;
    this.ended = false;
    this.last = "";
  }

  fill(): Promise<void> {
    this.loading ??= this.more().finally(() => {
      this.loading = null;
    });
    return this.loading;
  }

  private async more(): Promise<void> {
    if (this.ended || this.ready >= AHEAD) return;
    const last = this.last;
    const found = await this.load(last, AHEAD + 1 - this.ready);
    const seen = new Set(this.known.map((patch) => patch.uuid));
    const fresh = found.filter((patch) => !seen.has(patch.uuid));
    this.ended = found.length === 0;
    for (const patch of fresh) {
      this.known.push(patch);
      this.warm(patch);
      this.last = patch.uuid;
    }
    if (found.length > 0 && fresh.length === 0) {
      this.last = found.at(-1)?.uuid ?? last;
      await this.more();
    }
  }
}
