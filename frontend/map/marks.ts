/** How patches are drawn: colour, hatch and shape come from the server's marks, in which no two share all three. */
import type { FeatureLike } from "ol/Feature";
import { Circle, Fill, Icon, Stroke, Style, Text } from "ol/style";
import type { Kind, MarkContent } from "./content";
import { LETTERS } from "./layer_styles";

const FROM_AFAR = 15; // below this zoom a patch is its mark, from here on its outline with its number
const HATCH_PX = 7;
const INK = "#1f2933";

interface Drawn {
  mark: MarkContent;
  areas: Style[];
  icon: Style;
}

/** The sign that a person took the finding: a dark disc with a tick, at the corner of a mark. */
const TAKEN =
  `<circle cx="13.4" cy="3" r="4.4" fill="#fff"/><circle cx="13.4" cy="3" r="3.6" fill="${INK}"/>` +
  '<path d="M11.5 3.1l1.3 1.3 2.4-2.6" fill="none" stroke="#fff" stroke-width="1.2"/>';

export function markSvg(mark: MarkContent, size = 18, isTaken = false): string {
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="-1.5 -1.5 19 19">` +
    `<path d="${mark.path}" fill="#fff" stroke="#fff" stroke-width="3" stroke-linejoin="round" fill-rule="evenodd"/>` +
    `<path d="${mark.path}" fill="${mark.edge}" fill-rule="evenodd"/>${isTaken ? TAKEN : ""}</svg>`
  );
}

function withShare(colour: string, share: number): string {
  return `${colour}${Math.round(share * 255)
    .toString(16)
    .padStart(2, "0")}`;
}

/** The hatch of a mark over its fill, as a pattern of the canvas. */
function fillOf(mark: MarkContent): Fill {
  const ground = withShare(mark.colour, Math.max(mark.fill, 0.08));
  if (mark.hatch === "none" || mark.hatch === "solid") return new Fill({ color: ground });
  const ratio = Math.ceil(window.devicePixelRatio || 1);
  const side = HATCH_PX * ratio;
  const canvas = document.createElement("canvas");
  canvas.width = side;
  canvas.height = side;
  const pen = canvas.getContext("2d");
  if (!pen) return new Fill({ color: ground });
  pen.fillStyle = ground;
  pen.fillRect(0, 0, side, side);
  pen.strokeStyle = mark.edge;
  pen.fillStyle = mark.edge;
  pen.lineWidth = ratio;
  pen.beginPath();
  const middle = side / 2;
  if (mark.hatch === "horizontal" || mark.hatch === "cross") pen.rect(0, middle - ratio / 2, side, ratio);
  if (mark.hatch === "vertical" || mark.hatch === "cross") pen.rect(middle - ratio / 2, 0, ratio, side);
  if (mark.hatch === "dots") pen.arc(middle, middle, ratio * 1.1, 0, 2 * Math.PI);
  pen.fill();
  if (mark.hatch === "diagonal" || mark.hatch === "backward") {
    pen.beginPath();
    for (const shift of [-side, 0, side]) {
      pen.moveTo(shift, mark.hatch === "diagonal" ? side : 0);
      pen.lineTo(shift + side, mark.hatch === "diagonal" ? 0 : side);
    }
    pen.stroke();
  }
  const pattern = pen.createPattern(canvas, "repeat");
  return new Fill({ color: pattern ?? ground });
}

/** A patch whose finding was taken has a bolder outline and a tick at its mark. */
function drawn(mark: MarkContent, isTaken: boolean): Drawn {
  const line = Math.max(mark.line, 1.4) + (isTaken ? 1.4 : 0);
  const outline = new Stroke({ color: mark.edge, width: line, lineDash: mark.dashed ? [6, 4] : [] });
  return {
    mark,
    areas: [
      new Style({ stroke: new Stroke({ color: "rgba(255,255,255,0.85)", width: line + 2 }), zIndex: mark.rank }),
      new Style({ fill: fillOf(mark), stroke: outline, zIndex: mark.rank }),
    ],
    icon: new Style({
      image: new Icon({ src: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(markSvg(mark, 20, isTaken))}` }),
      zIndex: mark.rank,
    }),
  };
}

const SHARES = 12;

/** A ringed number, drawn once: a canvas sets a thousand pictures in the time of a hundred words. The dark arc around
 * it is the share, in twelfths, whose finding was taken. */
function countIcon(count: number, colour: string, taken: number): Icon {
  const radius = Math.min(22, 9 + 2.2 * Math.log2(count));
  const ratio = Math.ceil(window.devicePixelRatio || 1);
  const side = Math.ceil(2 * radius + 9);
  const canvas = document.createElement("canvas");
  canvas.width = side * ratio;
  canvas.height = side * ratio;
  const pen = canvas.getContext("2d");
  if (pen) {
    pen.scale(ratio, ratio);
    pen.beginPath();
    pen.arc(side / 2, side / 2, radius, 0, 2 * Math.PI);
    pen.fillStyle = "rgba(255,255,255,0.92)";
    pen.fill();
    pen.lineWidth = 3.5;
    pen.strokeStyle = colour;
    pen.stroke();
    if (taken > 0) {
      pen.beginPath();
      pen.arc(side / 2, side / 2, radius + 2.6, -Math.PI / 2, -Math.PI / 2 + (2 * Math.PI * taken) / SHARES);
      pen.lineWidth = 2;
      pen.strokeStyle = INK;
      pen.stroke();
    }
    pen.fillStyle = INK;
    pen.font = `600 12px ${LETTERS}`;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.fillText(count >= 10_000 ? `${Math.round(count / 1000)}k` : String(count), side / 2, side / 2 + 0.5);
  }
  return new Icon({ img: canvas, scale: 1 / ratio });
}

function parts(told: unknown): [string, number][] {
  return String(told ?? "")
    .split(",")
    .filter(Boolean)
    .map((part) => {
      const cut = part.lastIndexOf(" ");
      return [part.slice(0, cut), Number(part.slice(cut + 1))];
    });
}

/** Whether a person took the finding of a patch. */
function isTaken(feature: FeatureLike): boolean {
  return Boolean(feature.get("finding"));
}

/** Styles of patches by the category that counts, taken or proposed, or by where they stand. */
export class Marks {
  readonly of: Record<Kind, Map<string, Drawn>>;
  private readonly taken: Map<string, Drawn>;
  private readonly cells = new Map<string, Style[]>();
  private readonly numbers = new Map<string, Style>();

  constructor(content: Record<Kind, MarkContent[]>) {
    this.of = {
      finding: new Map(content.finding.map((mark) => [mark.value, drawn(mark, false)])),
      state: new Map(content.state.map((mark) => [mark.value, drawn(mark, false)])),
    };
    this.taken = new Map(content.finding.map((mark) => [mark.value, drawn(mark, true)]));
  }

  markOf(by: Kind, value: string): MarkContent | undefined {
    return this.drawnOf(by, value)?.mark;
  }

  private drawnOf(by: Kind, value: unknown): Drawn | undefined {
    return this.of[by].get(String(value ?? "")) ?? this.of[by].values().next().value;
  }

  style(feature: FeatureLike, by: Kind, zoom: number): Style | Style[] | undefined {
    const value = by === "finding" ? feature.get("finding") || feature.get("proposed_finding") : feature.get("state");
    if (feature.get("count")) return this.cell(feature, by);
    const found = (by === "finding" && isTaken(feature) && this.taken.get(String(value))) || this.drawnOf(by, value);
    if (!found) return undefined;
    if (feature.get("layer") === "patch") return found.areas;
    return zoom < FROM_AFAR ? found.icon : this.number(feature, found.mark, by === "finding" && isTaken(feature));
  }

  /** Many patches of one cell: how many, ringed in the colour of the weightiest kind that makes up a fair part. */
  private cell(feature: FeatureLike, by: Kind): Style[] {
    const kinds = parts(feature.get(by === "finding" ? "findings" : "states"));
    const count = Number(feature.get("count"));
    const told = kinds
      .filter(([, own]) => own * 4 >= count)
      .map(([value]) => this.drawnOf(by, value)?.mark)
      .filter((mark) => mark !== undefined);
    const mark = told.sort((one, other) => other.rank - one.rank)[0];
    const share = by === "finding" ? Number(feature.get("taken") ?? 0) / count : 0;
    const taken = share > 0 ? Math.max(1, Math.floor(share * SHARES)) : 0;
    const key = `${by} ${mark?.value ?? ""} ${count} ${taken}`;
    let found = this.cells.get(key);
    if (!found) {
      found = [new Style({ image: countIcon(count, mark?.colour ?? "#7f8c8d", taken), zIndex: count })];
      this.cells.set(key, found);
    }
    return found;
  }

  private number(feature: FeatureLike, mark: MarkContent, isFound: boolean): Style {
    const part = feature.get("part_number");
    const words = String(feature.get("number") ?? "").slice(-4) + (part ? `-${part}` : "") + (isFound ? " ✓" : "");
    const key = `${mark.edge} ${words}`;
    let found = this.numbers.get(key);
    if (!found) {
      found = new Style({
        text: new Text({
          text: words,
          font: `600 12px ${LETTERS}`,
          fill: new Fill({ color: INK }),
          stroke: new Stroke({ color: "rgba(255,255,255,0.95)", width: 3.5 }),
          overflow: true,
        }),
        zIndex: mark.rank,
      });
      if (this.numbers.size > 20_000) this.numbers.clear();
      this.numbers.set(key, found);
    }
    return found;
  }
}

const RING = [
  new Style({ stroke: new Stroke({ color: "rgba(255,255,255,0.95)", width: 7 }), zIndex: 90 }),
  new Style({ stroke: new Stroke({ color: "#0b6e74", width: 3.5 }), zIndex: 91 }),
];
const DISC = new Style({
  image: new Circle({ radius: 13, stroke: new Stroke({ color: "#0b6e74", width: 3.5 }) }),
  zIndex: 92,
});
const HOVER_RING = [new Style({ stroke: new Stroke({ color: "#1f2933", width: 3 }), zIndex: 89 })];
const HOVER_DISC = new Style({
  image: new Circle({ radius: 12, stroke: new Stroke({ color: "#1f2933", width: 2.5 }) }),
  zIndex: 88,
});

/** What lies over a patch that is chosen, or that the pointer or a row of the list is on. */
export function emphasis(feature: FeatureLike, zoom: number, isChosen: boolean): Style | Style[] | undefined {
  if (feature.get("layer") === "patch") return isChosen ? RING : HOVER_RING;
  return zoom < FROM_AFAR ? (isChosen ? DISC : HOVER_DISC) : undefined;
}
