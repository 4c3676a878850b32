/** Drags a stop to another place on the board, by mouse and by finger; says before it is let go what that would change.
 *
 * A finger takes hold after a moment, so that the board can still be pushed; a mouse at once.
 */
import { make } from "../map/elements";
import { showChange } from "./change";
import type { Move } from "./content";
import type { Plan } from "./plan";
import { askWhy } from "./reason";

const HOLD_MS = 280;
const AWAY_PX = 5;
const EDGE_PX = 48;
const REST_MS = 120;

interface Target {
  team: number;
  day: number;
  position: number;
}

export class Dragging {
  private number = "";
  private card: HTMLElement | null = null;
  private ghost: HTMLElement | null = null;
  private readonly gap = make("li", { class: "route-gap", "aria-hidden": "true" });
  private target: Target | null = null;
  private begun: { x: number; y: number; id: number } | null = null;
  private last = { x: 0, y: 0 };
  private hold = 0;
  private rest = 0;
  private scrolling = 0;
  private wasDragged = false;

  constructor(
    private readonly board: HTMLElement,
    private readonly badge: HTMLElement,
    private readonly plan: Plan,
    private readonly open: (number: string) => void,
  ) {
    board.addEventListener("pointerdown", (event) => this.begin(event));
    board.addEventListener("pointermove", (event) => this.move(event));
    board.addEventListener("pointerup", () => void this.drop());
    board.addEventListener("pointercancel", () => this.leave());
    board.addEventListener("lostpointercapture", () => this.ghost && this.leave());
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.ghost) this.leave();
    });
    board.addEventListener("touchmove", (event) => this.ghost && event.preventDefault(), { passive: false });
    board.addEventListener("contextmenu", (event) => this.begun && event.preventDefault());
    board.addEventListener("click", (event) => {
      const card = (event.target as Element).closest<HTMLElement>("[data-number]");
      if (card && !this.wasDragged) this.open(card.dataset.number ?? "");
      this.wasDragged = false;
    });
  }

  private begin(event: PointerEvent): void {
    this.wasDragged = false;
    const card = (event.target as Element).closest<HTMLElement>("[data-number]");
    if (!card || event.button !== 0 || card.classList.contains("is-done") || this.plan.board.whyNot) return;
    this.card = card;
    this.number = card.dataset.number ?? "";
    this.begun = { x: event.clientX, y: event.clientY, id: event.pointerId };
    this.last = { x: event.clientX, y: event.clientY };
    if (event.pointerType !== "mouse") this.hold = window.setTimeout(() => this.take(), HOLD_MS);
  }

  private move(event: PointerEvent): void {
    if (!this.begun || event.pointerId !== this.begun.id) return;
    this.last = { x: event.clientX, y: event.clientY };
    if (!this.ghost) {
      if (Math.hypot(event.clientX - this.begun.x, event.clientY - this.begun.y) < AWAY_PX) return;
      if (event.pointerType !== "mouse") {
        this.forget(); // a finger that moves at once pushes the board
        return;
      }
      this.take();
    }
    event.preventDefault();
    this.follow();
  }

  private take(): void {
    const { card, begun } = this;
    if (!card || !begun) return;
    window.clearTimeout(this.hold);
    try {
      this.board.setPointerCapture(begun.id);
    } catch {
      this.forget(); // the finger has left meanwhile
      return;
    }
    this.ghost = card.cloneNode(true) as HTMLElement;
    this.ghost.classList.add("route-ghost");
    this.ghost.style.width = `${card.offsetWidth}px`;
    document.body.append(this.ghost);
    card.classList.add("is-lifted");
    document.body.classList.add("is-dragging-stop");
    this.wasDragged = true;
    this.scrolling = window.setInterval(() => this.scroll(), 30);
    this.follow();
  }

  private follow(): void {
    const { x, y } = this.last;
    if (!this.ghost) return;
    this.ghost.style.translate = `${x + 8}px ${y + 8}px`;
    const room = {
      x: window.innerWidth - this.badge.offsetWidth - 8,
      y: window.innerHeight - this.badge.offsetHeight - 8,
    };
    this.badge.style.translate = `${Math.max(Math.min(x + 16, room.x), 8)}px ${Math.min(y + 72, room.y)}px`;
    const below = document.elementFromPoint(x, y);
    const column = below?.closest<HTMLElement>(".route-column");
    if (!column || !this.board.contains(column)) {
      this.aim(null, null);
      return;
    }
    const list = column.querySelector<HTMLElement>(".route-stops") as HTMLElement;
    const cards = [...list.querySelectorAll<HTMLElement>("[data-number]")].filter((one) => one !== this.card);
    const position = cards.filter((one) => {
      const box = one.getBoundingClientRect();
      return y > box.top + box.height / 2;
    }).length;
    const [team = 0, day = 0] = (column.dataset.key ?? "").split(":").map(Number);
    const after = cards[position]?.closest("li") ?? null;
    if (this.gap.parentElement !== list || this.gap.nextElementSibling !== after) list.insertBefore(this.gap, after);
    this.aim({ team, day, position }, column);
  }

  private aim(target: Target | null, column: HTMLElement | null): void {
    const was = this.target;
    if (was && target && was.team === target.team && was.day === target.day && was.position === target.position) return;
    this.target = target;
    for (const one of this.board.querySelectorAll(".is-aimed")) one.classList.remove("is-aimed");
    column?.classList.add("is-aimed");
    window.clearTimeout(this.rest);
    if (!target) {
      this.gap.remove();
      this.badge.hidden = true;
      return;
    }
    this.badge.hidden = false;
    showChange(this.badge, null, this.plan);
    this.rest = window.setTimeout(() => void this.consider(target), REST_MS);
  }

  private async consider(target: Target): Promise<void> {
    const would = await this.plan.whatIf([this.moveTo(target)]);
    if (would !== null && this.target === target) showChange(this.badge, would, this.plan);
  }

  private moveTo(target: Target): Move {
    return { number: this.number, team: target.team, day: target.day, position: target.team ? target.position : null };
  }

  private async drop(): Promise<void> {
    const { ghost, target } = this;
    const move = target ? this.moveTo(target) : null;
    const stop = this.plan.board.stops.find((one) => one.number === this.number);
    this.leave();
    if (!ghost || !move || (move.team === 0 && stop?.team === 0)) return;
    if (move.team === 0) {
      move.why = await askWhy(document, `${this.plan.word("out")} ${move.number}`);
      if (!move.why) return;
    }
    await this.plan.move([move]);
  }

  private leave(): void {
    window.clearTimeout(this.rest);
    window.clearInterval(this.scrolling);
    this.card?.classList.remove("is-lifted");
    this.ghost?.remove();
    this.ghost = null;
    this.gap.remove();
    this.badge.hidden = true;
    document.body.classList.remove("is-dragging-stop");
    for (const one of this.board.querySelectorAll(".is-aimed")) one.classList.remove("is-aimed");
    this.forget();
  }

  private forget(): void {
    window.clearTimeout(this.hold);
    this.begun = null;
    this.target = null;
  }

  /** Near an edge the board goes along. */
  private scroll(): void {
    const box = this.board.getBoundingClientRect();
    const { x, y } = this.last;
    const step = (near: number, far: number, at: number) => (at < near + EDGE_PX ? -14 : at > far - EDGE_PX ? 14 : 0);
    this.board.scrollBy(step(box.left, box.right, x), 0);
    document
      .elementFromPoint(x, y)
      ?.closest(".route-stops")
      ?.scrollBy(0, step(box.top + 90, box.bottom, y));
    this.follow();
  }
}
