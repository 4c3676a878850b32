/** The rectangles over a photo, in pixels of the photo: drawn, moved, made larger, deleted, and each change undone. */
export type Place = [left: number, top: number, width: number, height: number];

/** The office takes no smaller ones. */
export const LEAST = 4;

export class Covers {
  private past: Place[][] = [];
  private places: Place[];

  constructor(
    readonly width: number,
    readonly height: number,
    places: readonly Place[] = [],
  ) {
    this.places = places.map((one) => [...one]);
  }

  get all(): readonly Place[] {
    return this.places;
  }

  get canUndo(): boolean {
    return this.past.length > 0;
  }

  /** Remember how it is before a change, so that one undo takes the whole of it back. */
  remember(): void {
    this.past.push(this.places.map((one) => [...one]));
  }

  undo(): boolean {
    const before = this.past.pop();
    if (before) this.places = before;
    return before !== undefined;
  }

  add(place: Place): number {
    return this.places.push(place) - 1;
  }

  put(index: number, place: Place): void {
    this.places[index] = place;
  }

  remove(index: number): void {
    this.places.splice(index, 1);
  }

  /** The rectangle between two corners, inside the photo and not too small to count. */
  between(x1: number, y1: number, x2: number, y2: number): Place {
    const [left, right] = this.span(x1, x2, this.width);
    const [top, bottom] = this.span(y1, y2, this.height);
    return [left, top, right - left, bottom - top];
  }

  /** Where a rectangle comes to lie when it is pushed; it stays whole and inside the photo. */
  moved([left, top, width, height]: Place, dx: number, dy: number): Place {
    const inside = (at: number, most: number) => Math.min(Math.max(0, Math.round(at)), most);
    return [inside(left + dx, this.width - width), inside(top + dy, this.height - height), width, height];
  }

  /** How large a rectangle becomes when its right and lower edge are pushed. */
  resized([left, top, width, height]: Place, dx: number, dy: number): Place {
    return this.between(left, top, left + Math.max(LEAST, width + dx), top + Math.max(LEAST, height + dy));
  }

  private span(one: number, other: number, most: number): [number, number] {
    const within = (at: number) => Math.min(Math.max(0, at), most);
    const low = Math.floor(within(Math.min(one, other)));
    const high = Math.ceil(within(Math.max(one, other)));
    if (high - low >= LEAST) return [low, high];
    const start = Math.min(low, most - LEAST);
    return [start, start + LEAST];
  }
}
