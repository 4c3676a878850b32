/** How fast bytes go and how long the rest takes, from the last quarter of a minute. */
export class Pace {
  private readonly seen: { at: number; bytes: number }[] = [];

  note(at: number, bytes: number): void {
    this.seen.push({ at, bytes });
    while (this.seen.length > 2 && at - (this.seen[0]?.at ?? at) > 15_000) this.seen.shift();
  }

  /** Bytes per second; 0 while nothing can be said. */
  get rate(): number {
    const [first, last] = [this.seen[0], this.seen.at(-1)];
    if (!first || !last || last.at - first.at < 500) return 0;
    return Math.max(0, ((last.bytes - first.bytes) * 1000) / (last.at - first.at));
  }

  forget(): void {
    this.seen.length = 0;
  }
}

export function sizeInWords(bytes: number): string {
  let amount = bytes;
  for (const unit of ["B", "KB", "MB", "GB"]) {
    if (amount < 1024) return unit === "B" ? `${Math.round(amount)} B` : `${amount.toFixed(1)} ${unit}`;
    amount /= 1024;
  }
  return `${amount.toFixed(1)} TB`;
}
