/** What a person adds to a verdict: the note, and the reasons out of their list. */
import type { Draft } from "./drafts";
import type { Parts } from "./drawing";
import { fill, type Page } from "./patches";

export class Remarks {
  private readonly note: HTMLInputElement;
  private readonly list: HTMLElement;
  private readonly count: HTMLElement;
  private readonly title: string;

  constructor(
    private readonly part: Parts,
    private readonly words: Page["words"],
    private readonly signs: { changed(): void; left(): void },
  ) {
    this.note = part("note") as HTMLInputElement;
    this.list = part("reasons");
    this.count = part("reason-count");
    this.title = this.count.textContent ?? "";
    this.note.addEventListener("input", () => this.change());
    this.list.addEventListener("change", () => this.change());
  }

  get draft(): Draft {
    const chosen = this.boxes.filter((box) => box.checked).map((box) => box.value);
    return { note: this.note.value, reasons: chosen };
  }

  put(draft: Draft | null): void {
    this.note.value = draft?.note ?? "";
    for (const box of this.boxes) box.checked = draft?.reasons.includes(box.value) ?? false;
    this.tellCount();
  }

  get isOpen(): boolean {
    return !this.list.hidden;
  }

  open(): void {
    this.setOpen(true);
    this.boxes[0]?.focus({ preventScroll: true });
  }

  close(): void {
    this.setOpen(false);
  }

  focusNote(): void {
    this.note.focus();
  }

  isNote(target: EventTarget | null): boolean {
    return target === this.note;
  }

  /** Whether keys pressed here choose reasons. */
  isChoosing(target: Node): boolean {
    return this.isOpen && this.list.contains(target);
  }

  choose(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Enter") {
      event.preventDefault();
      this.close();
      this.signs.left();
      return;
    }
    const box = this.boxes.find((one) => one.dataset.reasonKey === event.key.toLowerCase());
    if (!box) return;
    event.preventDefault();
    event.stopPropagation();
    box.checked = !box.checked;
    this.change();
  }

  private get boxes(): HTMLInputElement[] {
    return [...this.list.querySelectorAll<HTMLInputElement>("input")];
  }

  private setOpen(isOpen: boolean): void {
    this.list.hidden = !isOpen;
    this.part("verdicts").querySelector("[data-deed=reasons]")?.setAttribute("aria-expanded", String(isOpen));
  }

  private change(): void {
    this.tellCount();
    this.signs.changed();
  }

  private tellCount(): void {
    const number = this.draft.reasons.length;
    this.count.textContent = number ? fill(this.words.reasonsOf ?? "", { n: number }) : this.title;
  }
}
