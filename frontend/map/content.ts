/** What the server says about the map: marks, layers, images, addresses. It stands in the page as data. */
export interface MarkContent {
  value: string;
  label: string;
  colour: string;
  edge: string;
  path: string;
  fill: number;
  hatch: string;
  line: number;
  dashed: boolean;
  rank: number;
}

export interface LegendLine {
  code: string;
  label: string;
  fill: string;
}

export interface LayerContent {
  id: string;
  role: string;
  title: string;
  edition: string;
  rows: number;
  shape: "areas" | "lines" | "bounds" | "image";
  line: string;
  fill: string;
  width: number;
  dash: number[];
  opacity: number;
  place: number;
  fills: Record<string, string>;
  legend: LegendLine[];
  bounds: [number, number, number, number] | null;
  address: string;
  /** Whether it is ready for drawing, or still being made so. */
  isReady: boolean;
}

export type Kind = "finding" | "state";

export interface MapContent {
  /** The key of the campaign that is shown, or "all". */
  campaign: string;
  epsg: number;
  meridian: number;
  bounds: [number, number, number, number];
  chosen: [number, number, number, number] | null;
  version: string;
  marks: Record<Kind, MarkContent[]>;
  layers: LayerContent[];
  images: LayerContent[];
  addresses: { patchTiles: string; list: string; card: string; measure: string; print: string; ready: string };
  words: Record<string, string>;
}

export function readContent(page: Document): MapContent | null {
  const text = page.querySelector("#map-content")?.textContent;
  return text ? (JSON.parse(text) as MapContent) : null;
}
