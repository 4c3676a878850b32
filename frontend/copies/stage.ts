/** The photo with its rectangles: drawn by mouse and finger, moved and made larger by keys too, looked at from near. */
import type { Covers, Place } from "./covers";

const NEARER = 1.5;
const NEAREST = 12;
const TOO_SMALL_PX = 6;
const KEY_STEP_PX = 4;
const CORNERS = ["nw", "ne", "sw", "se"] as const;
type Corner = (typeof CORNERS)[number];

interface Gesture {
  pointer: number;
  index: number;
  /** The place that was taken hold of, and where. */
  from: Place;
  x: number;
  y: number;
  corner: Corner | "new" | "";
}

export type Told = (what: "drawn" | "gone" | "undone", index: number) => void;

export class Stage {
  chosen = -1;
  private zoom = 1;
  private gesture: Gesture | null = null;
  private readonly image: HTMLImageElement;

  constructor(
    private readonly window: HTMLElement,
    private readonly stage: HTMLElement,
    readonly covers: Covers,
    private readonly nameOf: (place: Place, index: number) => string,
    private readonly changed: () => void,
    private readonly tell: Told,
  ) {
    this.image = stage.querySelector("img") as HTMLImageElement;
    stage.addEventListener("pointerdown", (event) => this.begin(event));
    stage.addEventListener("pointermove", (event) => this.drag(event));
    stage.addEventListener("pointerup", (event) => this.end(event));
    stage.addEventListener("pointercancel", () => this.leave());
    stage.addEventListener("focusin", (event) => this.choose(this.indexOf(event.target)));
    window.addEventListener("keydown", (event) => this.key(event));
    window.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    new ResizeObserver(() => this.draw()).observe(window);
  }

  /** How many pixels of the screen a pixel of the photo is. */
  get scale(): number {
    const { clientWidth, clientHeight } = this.window;
    return Math.min(clientWidth / this.covers.width, clientHeight / this.covers.height) * this.zoom;
  }

  // Looking --------------------------------------------------------------------------------------------------------------

  nearer(): void {
    this.look(this.zoom * NEARER);
  }

  farther(): void {
    this.look(this.zoom / NEARER);
  }

  whole(): void {
    this.look(1);
  }

  /** Look from nearer or farther; what lies below ``at``, else what is in the middle or chosen, stays where it is. */
  private look(zoom: number, at?: { x: number; y: number }): void {
    const box = this.window.getBoundingClientRect();
    const place = this.covers.all[this.chosen];
    const inside = at ?? { x: box.left + box.width / 2, y: box.top + box.height / 2 };
    const kept = at || !place ? this.pointAt(inside.x, inside.y) : this.middleOf(place);
    this.zoom = Math.min(NEAREST, Math.max(1, zoom));
    this.draw();
    const now = this.stage.getBoundingClientRect();
    this.window.scrollLeft += now.left + kept.x * this.scale - inside.x;
    this.window.scrollTop += now.top + kept.y * this.scale - inside.y;
  }

  get percent(): number {
    return Math.round(this.scale * 100);
  }

  private middleOf([left, top, width, height]: Place): { x: number; y: number } {
    return { x: left + width / 2, y: top + height / 2 };
  }

  private pointAt(x: number, y: number): { x: number; y: number } {
    const box = this.stage.getBoundingClientRect();
    return { x: (x - box.left) / this.scale, y: (y - box.top) / this.scale };
  }

  private wheel(event: WheelEvent): void {
    if (!event.ctrlKey) return;
    event.preventDefault();
    this.look(this.zoom * (event.deltaY < 0 ? 1.2 : 1 / 1.2), { x: event.clientX, y: event.clientY });
  }

  // Changing -------------------------------------------------------------------------------------------------------------

  /** Put a rectangle into the middle of what is seen. */
  add(): void {
    const box = this.window.getBoundingClientRect();
    const middle = this.pointAt(box.left + box.width / 2, box.top + box.height / 2);
    const half = Math.min(this.covers.width, this.covers.height) / 16 / this.zoom;
    this.covers.remember();
    const { x, y } = middle;
    this.after(this.covers.add(this.covers.between(x - half, y - half, x + half, y + half)), "drawn");
  }

  remove(): void {
    if (this.chosen < 0) return;
    this.covers.remember();
    this.covers.remove(this.chosen);
    this.after(Math.min(this.chosen, this.covers.all.length - 1), "gone");
  }

  undo(): void {
    if (this.covers.undo()) this.after(Math.min(this.chosen, this.covers.all.length - 1), "undone");
  }

  private after(chosen: number, what: "drawn" | "gone" | "undone"): void {
    this.choose(chosen);
    this.draw();
    this.focus();
    this.changed();
    this.tell(what, chosen);
  }

  private key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const arrows: Record<string, [number, number]> = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, -1],
      ArrowDown: [0, 1],
    };
    const [dx, dy] = arrows[event.key] ?? [0, 0];
    const place = this.covers.all[this.indexOf(event.target)];
    if (event.key === "Escape") {
      this.choose(-1);
      this.draw();
      this.window.focus();
    } else if (!place) return;
    else if (dx || dy) {
      const step = Math.max(1, Math.round(KEY_STEP_PX / this.scale));
      this.covers.remember();
      const put = event.shiftKey ? this.covers.resized.bind(this.covers) : this.covers.moved.bind(this.covers);
      this.covers.put(this.chosen, put(place, dx * step, dy * step));
      this.draw();
      this.changed();
    } else if (event.key === "Delete" || event.key === "Backspace") this.remove();
    else return;
    event.preventDefault();
  }

  private begin(event: PointerEvent): void {
    if (this.gesture) {
      this.leave(); // a second finger: the hand looks nearer, it draws nothing
      return;
    }
    if (event.button !== 0) return;
    const target = event.target as HTMLElement;
    const index = this.indexOf(target);
    const corner = (target.dataset.corner as Corner | undefined) ?? (index < 0 ? "new" : "");
    const { x, y } = this.pointAt(event.clientX, event.clientY);
    event.preventDefault();
    this.stage.setPointerCapture(event.pointerId);
    this.covers.remember();
    const held = index < 0 ? this.covers.add(this.covers.between(x, y, x, y)) : index;
    this.gesture = { pointer: event.pointerId, index: held, from: this.covers.all[held] as Place, x, y, corner };
    this.choose(held);
    this.draw();
  }

  private drag(event: PointerEvent): void {
    const held = this.gesture;
    if (!held || event.pointerId !== held.pointer) return;
    const { x, y } = this.pointAt(event.clientX, event.clientY);
    this.covers.put(held.index, this.dragged(held, x, y));
    this.draw();
  }

  private dragged({ from, corner, x: x0, y: y0 }: Gesture, x: number, y: number): Place {
    if (corner === "new") return this.covers.between(x0, y0, x, y);
    if (corner === "") return this.covers.moved(from, x - x0, y - y0);
    const [left, top, width, height] = from;
    const across = corner.endsWith("e") ? left : left + width;
    const down = corner.startsWith("s") ? top : top + height;
    return this.covers.between(across, down, x, y);
  }

  private end(event: PointerEvent): void {
    const held = this.gesture;
    if (!held || event.pointerId !== held.pointer) return;
    const { x, y } = this.pointAt(event.clientX, event.clientY);
    const far = Math.max(Math.abs(x - held.x), Math.abs(y - held.y)) * this.scale;
    if (far < TOO_SMALL_PX) {
      this.leave(); // a touch only: it chooses, it changes nothing
      if (held.corner !== "new") this.choose(held.index);
      this.draw();
      this.focus();
      return;
    }
    this.gesture = null;
    this.after(held.index, "drawn");
  }

  private leave(): void {
    if (!this.gesture) return;
    this.gesture = null;
    this.covers.undo();
    this.choose(-1);
    this.draw();
  }

  // Showing --------------------------------------------------------------------------------------------------------------

  private choose(index: number): void {
    this.chosen = index;
    for (const [place, one] of this.elements().entries()) one.classList.toggle("is-chosen", place === index);
  }

  private elements(): HTMLElement[] {
    return [...this.stage.querySelectorAll<HTMLElement>(".cover")];
  }

  private indexOf(target: EventTarget | null): number {
    const cover = target instanceof Element ? target.closest(".cover") : null;
    return cover ? this.elements().indexOf(cover as HTMLElement) : -1;
  }

  private focus(): void {
    (this.elements()[this.chosen] ?? this.window).focus({ preventScroll: this.gesture !== null });
  }

  draw(): void {
    const scale = this.scale;
    this.image.style.inlineSize = `${this.covers.width * scale}px`;
    const there = this.elements();
    for (const extra of there.slice(this.covers.all.length)) extra.remove();
    this.covers.all.forEach((place, index) => {
      const one = there[index] ?? this.stage.appendChild(newCover());
      const [left, top, width, height] = place.map((value) => `${value * scale}px`);
      Object.assign(one.style, { left, top, width, height });
      one.setAttribute("aria-label", this.nameOf(place, index));
      one.classList.toggle("is-chosen", index === this.chosen);
    });
  }
}

function newCover(): HTMLElement {
  const cover = document.createElement("div"); // a button's corners could not be taken hold of in every browser
  cover.className = "cover";
  cover.tabIndex = 0;
  cover.setAttribute("role", "group");
  for (const corner of CORNERS) {
    const handle = document.createElement("span");
    handle.className = "cover-corner";
    handle.dataset.corner = corner;
    cover.append(handle);
  }
  return cover;
}
