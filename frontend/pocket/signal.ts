/** A value that others watch. */
export class Signal<T> {
  private readonly watchers = new Set<(value: T) => void>();

  constructor(private current: T) {}

  get value(): T {
    return this.current;
  }

  set(value: T): void {
    this.current = value;
    for (const called of [...this.watchers]) called(value);
  }

  /** Call back on every change; what is returned ends it. */
  watch(called: (value: T) => void): () => void {
    this.watchers.add(called);
    return () => this.watchers.delete(called);
  }
}
