/** “Move to …”: the same as dragging, by keyboard and for everybody who would rather choose. */
import { make, one } from "../map/elements";
import { showChange } from "./change";
import { type Move, type Stop, stopsOf } from "./content";
import type { Plan } from "./plan";
import { askWhy } from "./reason";

const BEST = "best";

export class MoveDialog {
  private readonly dialog: HTMLDialogElement;
  private readonly team: HTMLSelectElement;
  private readonly day: HTMLSelectElement;
  private readonly position: HTMLSelectElement;
  private readonly fix: HTMLInputElement;
  private readonly change: HTMLElement;
  private stop: Stop | null = null;

  constructor(
    page: Document,
    private readonly plan: Plan,
    private readonly back: (number: string) => void,
  ) {
    this.dialog = one<HTMLDialogElement>(page, "#route-dialog");
    this.team = one<HTMLSelectElement>(this.dialog, "#route-to-team");
    this.day = one<HTMLSelectElement>(this.dialog, "#route-to-day");
    this.position = one<HTMLSelectElement>(this.dialog, "#route-to-place");
    this.fix = one<HTMLInputElement>(this.dialog, "#route-fix");
    this.change = one(this.dialog, "#route-change");
    this.team.addEventListener("change", () => this.fillDays());
    this.day.addEventListener("change", () => this.fillPlaces());
    this.position.addEventListener("change", () => void this.consider());
    one(this.dialog, "#route-do").addEventListener("click", () => void this.carryOut());
    one(this.dialog, "#route-out").addEventListener("click", () => void this.takeOut(page));
    this.dialog.addEventListener("close", () => this.stop && this.back(this.stop.number));
  }

  open(stop: Stop): void {
    const { plan } = this;
    this.stop = stop;
    one(this.dialog, "#route-dialog-title").textContent = `${plan.word("move")} ${stop.number}`;
    one(this.dialog, "[data-why]").textContent = [
      `${stop.township}${stop.village}`,
      stop.area && `${stop.area} 亩`,
      stop.why,
    ]
      .filter(Boolean)
      .join(" · ");
    one<HTMLAnchorElement>(this.dialog, "[data-dossier]").href = stop.url;
    one<HTMLButtonElement>(this.dialog, "#route-out").hidden = stop.team === 0;
    this.fix.checked = stop.isFixed;
    fill(
      this.team,
      plan.board.teams.map((team) => [String(team.place), team.name]),
    );
    this.team.value = String(stop.team || (plan.board.teams[0]?.place ?? 1));
    this.fillDays(stop.team ? stop.day : undefined);
    this.dialog.showModal();
    this.team.focus();
  }

  private fillDays(chosen?: number): void {
    const team = Number(this.team.value);
    const days = this.plan.board.days.filter((day) => day.team === team);
    const last = Math.max(0, ...days.map((day) => day.day));
    const rows: [string, string][] = days.map((day) => [
      String(day.day),
      `${this.plan.word("day", { day: day.day })} ${day.on}`,
    ]);
    fill(this.day, [...rows, [String(last + 1), `${this.plan.word("newDay")} ${last + 1}`]]);
    this.day.value = String(chosen ?? days[0]?.day ?? 1);
    this.fillPlaces();
  }

  private fillPlaces(): void {
    const others = this.others();
    const rows: [string, string][] = [
      [BEST, this.plan.word("best")],
      ["0", this.plan.word("first")],
      ...others.map((stop, place): [string, string] => [
        String(place + 1),
        this.plan.word("after", { number: `${place + 1} · …${stop.number.slice(-4)} ${stop.township}` }),
      ]),
    ];
    fill(this.position, rows);
    const { stop } = this;
    const stays = stop && stop.team === Number(this.team.value) && stop.day === Number(this.day.value);
    const now = stays
      ? stopsOf(this.plan.board, stop.team, stop.day).findIndex((one) => one.number === stop.number)
      : -1;
    this.position.value = now >= 0 ? String(now) : BEST;
    void this.consider();
  }

  private others(): Stop[] {
    return stopsOf(this.plan.board, Number(this.team.value), Number(this.day.value)).filter(
      (stop) => stop.number !== this.stop?.number,
    );
  }

  private moved(part: Partial<Move>): Move {
    return { number: this.stop?.number ?? "", ...part };
  }

  private wanted(): Move {
    const position = this.position.value === BEST ? null : Number(this.position.value);
    return this.moved({ team: Number(this.team.value), day: Number(this.day.value), position });
  }

  private async consider(): Promise<void> {
    showChange(this.change, null, this.plan);
    const would = await this.plan.whatIf([this.wanted()]);
    if (would !== null) showChange(this.change, would, this.plan);
  }

  private async carryOut(): Promise<void> {
    const { stop } = this;
    if (!stop) return;
    const wanted = this.wanted();
    const own = stopsOf(this.plan.board, stop.team, stop.day).findIndex((one) => one.number === stop.number);
    const stays = stop.team === wanted.team && stop.day === wanted.day && own === wanted.position;
    const move: Move = stays ? this.moved({}) : wanted;
    if (this.fix.checked !== stop.isFixed) move.isFixed = this.fix.checked;
    if (stays && move.isFixed === undefined) this.dialog.close();
    else await this.finish([move]);
  }

  private async takeOut(page: Document): Promise<void> {
    const why = await askWhy(page, `${this.plan.word("out")} ${this.stop?.number ?? ""}`);
    if (why) await this.finish([this.moved({ team: 0, why })]);
  }

  private async finish(moves: Move[]): Promise<void> {
    if (await this.plan.move(moves)) this.dialog.close();
  }
}

function fill(field: HTMLSelectElement, rows: [string, string][]): void {
  field.replaceChildren(...rows.map(([value, label]) => make("option", { value }, label)));
}
