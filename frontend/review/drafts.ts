/** What was typed and not kept yet, by patch and person: it outlives a lock, a reload and a closed window. */
export interface Draft {
  note: string;
  reasons: string[];
}

const DAYS = 7 * 24 * 3600 * 1000;

export class Drafts {
  constructor(
    private readonly person: string,
    private readonly storage: Pick<Storage, "getItem" | "setItem" | "removeItem"> | null,
    private readonly now: () => number = Date.now,
  ) {}

  keep(patch: string, draft: Draft): void {
    if (!draft.note && draft.reasons.length === 0) this.drop(patch);
    else this.quietly(() => this.storage?.setItem(this.key(patch), JSON.stringify({ ...draft, at: this.now() })));
  }

  of(patch: string): Draft | null {
    const kept = this.quietly(() => this.storage?.getItem(this.key(patch)));
    if (!kept) return null;
    try {
      const { note, reasons, at } = JSON.parse(kept) as Draft & { at: number };
      if (this.now() - at < DAYS) return { note, reasons };
    } catch {
      // not ours: forgotten below
    }
    this.drop(patch);
    return null;
  }

  drop(patch: string): void {
    this.quietly(() => this.storage?.removeItem(this.key(patch)));
  }

  private key(patch: string): string {
    return `tuban.reading.${this.person}.${patch}`;
  }

  private quietly<Answer>(deed: () => Answer): Answer | undefined {
    try {
      return deed();
    } catch {
      return undefined; // storage is full or forbidden: the text is still on the page
    }
  }
}
