/** The page's door to the worker that has files of the browser's own. */
import type { Deed } from "./disk";

/**
 * A worker that does not come, or does not answer for a while, is asked no more: nothing waits for it. Its files are then
 * as good as none.
 */
export class OwnFiles {
  private readonly waiting = new Map<number, (told: { answer?: unknown; fault?: string }) => void>();
  private last = 0;
  private late = 0;
  private isGone = false;

  constructor(
    private readonly worker: Worker,
    private readonly patienceMs = 15_000,
  ) {
    worker.addEventListener("error", () => this.end());
    worker.addEventListener("message", ({ data }: MessageEvent<{ id?: number; answer?: unknown; fault?: string }>) => {
      const { id = 0, ...told } = data; // one without a number says that it is at it
      this.waiting.get(id)?.(told);
      this.waiting.delete(id);
      this.listen();
    });
  }

  /** What a deed came to; undefined where there are no such files. Raises what the disk says. */
  ask<T>(deed: Deed): Promise<T | undefined> {
    if (this.isGone) return Promise.resolve(undefined);
    return new Promise((done, failed) => {
      this.waiting.set(++this.last, ({ answer, fault }) => (fault ? failed(new Error(fault)) : done(answer as T)));
      if (this.waiting.size === 1) this.listen();
      this.worker.postMessage({ id: this.last, deed });
    });
  }

  private listen(): void {
    clearTimeout(this.late);
    if (this.waiting.size) this.late = setTimeout(() => this.end(), this.patienceMs) as unknown as number;
  }

  private end(): void {
    this.isGone = true;
    this.worker.terminate();
    for (const told of this.waiting.values()) told({});
    this.waiting.clear();
  }
}
