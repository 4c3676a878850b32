/** A deed that many ask for at once, done sparingly: at once the first time, then once for all who asked meanwhile. */
const REST = 3; // it rests this many times as long as it took

export class Sparing {
  private isBusy = false;
  private isWanted = false;

  constructor(
    private readonly deed: () => Promise<unknown>,
    private readonly leastMs: number,
  ) {}

  /** The last who asked is never forgotten: the deed begins once more after every call. */
  ask(): void {
    this.isWanted = true;
    if (!this.isBusy) void this.turns();
  }

  private async turns(): Promise<void> {
    this.isBusy = true;
    try {
      while (this.isWanted) {
        this.isWanted = false;
        const began = performance.now();
        await this.deed();
        const rest = Math.max(this.leastMs, REST * (performance.now() - began));
        await new Promise((done) => setTimeout(done, rest));
      }
    } finally {
      this.isBusy = false;
      if (this.isWanted) void this.turns(); // it failed, and somebody asked meanwhile
    }
  }
}
