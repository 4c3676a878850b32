/** The plan in hand: what the server says of it, and what is asked of the server. One change at a time. */
import { csrfToken } from "../desk/csrf";
import { type Level, showToast } from "../desk/toasts";
import type { BoardContent, Fit, Move, PageContent, WhatIf } from "./content";
import { filled } from "./looks";

type Watcher = (board: BoardContent) => void;

interface Refusal {
  message?: string;
  hint?: string;
}

export class Plan {
  board: BoardContent;
  readonly words: Record<string, string>;
  private readonly watchers: Watcher[] = [];
  private asked: AbortController | null = null;
  private isBusy = false;

  constructor(
    private readonly page: Document,
    private readonly content: PageContent,
  ) {
    this.board = content.board;
    this.words = content.words;
  }

  word(name: string, values: Record<string, string | number> = {}): string {
    return filled(this.words[name] ?? "", values);
  }

  watch(watcher: Watcher): void {
    this.watchers.push(watcher);
  }

  tell(): void {
    for (const watcher of this.watchers) watcher(this.board);
  }

  /** What moves would change; null where another question came meanwhile, or the server refuses. */
  whatIf(moves: Move[]): Promise<WhatIf | string | null> {
    return this.question<WhatIf>(this.content.addresses.what_if, { moves });
  }

  /** Where stops that are left over cost least; null as above. */
  fit(numbers: string[]): Promise<Fit | string | null> {
    return this.question<Fit>(this.content.addresses.fit, { numbers });
  }

  private async question<Answer>(address: string, body: Record<string, unknown>): Promise<Answer | string | null> {
    this.asked?.abort();
    const own = new AbortController();
    this.asked = own;
    try {
      const answer = await this.post(address, body, own.signal);
      const told = (await answer.json()) as Answer & Refusal;
      return answer.ok ? told : (told.message ?? null);
    } catch {
      return null;
    }
  }

  async move(moves: Move[]): Promise<boolean> {
    return this.change(this.content.addresses.move, { moves }, (undo) => this.word("moved", { words: undo }));
  }

  async undo(): Promise<boolean> {
    const words = this.board.undo;
    return this.change(this.content.addresses.undo, {}, () => this.word("undone", { words }));
  }

  say(text: string, level: Level = "success"): void {
    showToast(this.page, { level, text });
    const heard = this.page.getElementById("route-heard");
    if (heard) heard.textContent = text;
  }

  private async change(
    address: string,
    body: Record<string, unknown>,
    words: (undo: string) => string,
  ): Promise<boolean> {
    if (this.isBusy) return false;
    if (this.board.whyNot) {
      this.say(this.board.whyNot, "warning");
      return false;
    }
    this.isBusy = true;
    try {
      const answer = await this.post(address, { ...body, version: this.board.version });
      const told = (await answer.json()) as BoardContent & Refusal;
      if (answer.ok) {
        this.board = told;
        this.tell();
        this.say(words(told.undo));
        return true;
      }
      this.say([told.message, told.hint].filter(Boolean).join(" "), "error");
      if (answer.status === 409) await this.renew();
    } catch {
      this.say(this.word("lost"), "error");
    } finally {
      this.isBusy = false;
    }
    this.tell();
    return false;
  }

  /** Take the plan as it is now: somebody else changed it, or it was planned anew. */
  async renew(): Promise<void> {
    const answer = await fetch(this.content.addresses.data, { headers: { Accept: "application/json" } });
    if (answer.ok) this.board = (await answer.json()) as BoardContent;
    this.tell();
  }

  private post(address: string, body: Record<string, unknown>, signal?: AbortSignal): Promise<Response> {
    return fetch(address, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        Accept: "application/json",
        "X-CSRFToken": csrfToken(this.page),
      },
      body: JSON.stringify(body),
      ...(signal ? { signal } : {}),
    });
  }
}
