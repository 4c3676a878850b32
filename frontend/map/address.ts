/** The view as an address: whoever opens it sees the same. What the server filters by keeps the server's own names. */
import type { Kind } from "./content";

export const FILTERS = ["q", "finding", "decided", "state", "township", "list", "conflicts"] as const;
export type Filter = (typeof FILTERS)[number];
export type Measure = "length" | "area";

export interface Measured {
  kind: Measure;
  /** Degrees, in the order in which they were drawn. */
  points: [number, number][];
}

export interface ViewState {
  /** The key of a campaign, or "all". Empty: what the server chose. */
  campaign: string;
  centre: [number, number] | null;
  zoom: number | null;
  fit: [number, number, number, number] | null;
  pin: [number, number] | null;
  patch: string;
  chosen: string[];
  by: Kind;
  /** The image below: the key of its edition, or none. null: what the page begins with. */
  base: string | null;
  layers: Map<string, number>;
  swipe: number | null;
  grid: boolean;
  measured: Measured | null;
  filter: Record<Filter, string>;
}

const NONE = "none";
const MOST_POINTS = 60;

function numbers(text: string | null, count: number): number[] | null {
  const found = (text ?? "").split(",").map(Number);
  return text && found.length === count && found.every(Number.isFinite) ? found : null;
}

function readMeasured(text: string | null): Measured | null {
  const [kind, ...told] = (text ?? "").split("~");
  if (kind !== "length" && kind !== "area") return null;
  const points = told.map((point) => numbers(point, 2) as [number, number] | null).filter((point) => point !== null);
  return points.length === told.length && points.length >= (kind === "area" ? 3 : 2) ? { kind, points } : null;
}

function writeMeasured({ kind, points }: Measured): string {
  return [kind, ...points.map((point) => point.map((one) => one.toFixed(7)).join(","))].join("~");
}

export function readAddress(search: string): ViewState {
  const query = new URLSearchParams(search);
  const zoom = query.has("z") ? Number(query.get("z")) : Number.NaN;
  const swipe = query.has("swipe") ? Number(query.get("swipe")) : Number.NaN;
  const layers = new Map<string, number>();
  for (const part of (query.get("layers") ?? "").split(",")) {
    const [id, share] = part.split(":");
    if (id) layers.set(id, Math.min(100, Math.max(5, Number(share ?? 100) || 100)) / 100);
  }
  const filter = Object.fromEntries(FILTERS.map((name) => [name, query.get(name) ?? ""])) as Record<Filter, string>;
  return {
    campaign: query.get("campaign") ?? "",
    centre: numbers(query.get("c"), 2) as [number, number] | null,
    zoom: Number.isFinite(zoom) ? zoom : null,
    fit: numbers(query.get("fit"), 4) as [number, number, number, number] | null,
    pin: numbers(query.get("pin"), 2) as [number, number] | null,
    patch: query.get("patch") ?? "",
    chosen: (query.get("chosen") ?? "").split(",").filter(Boolean),
    by: query.get("by") === "state" ? "state" : "finding",
    base: query.has("base") ? (query.get("base") ?? NONE) : null,
    layers,
    swipe: Number.isFinite(swipe) ? Math.min(100, Math.max(0, swipe)) : null,
    grid: query.get("grid") === "1",
    measured: readMeasured(query.get("measure")),
    filter,
  };
}

export function writeAddress(view: ViewState): string {
  const query = new URLSearchParams();
  if (view.campaign) query.set("campaign", view.campaign);
  if (view.centre) query.set("c", view.centre.map((one) => one.toFixed(6)).join(","));
  if (view.zoom !== null) query.set("z", view.zoom.toFixed(2));
  if (view.pin) query.set("pin", view.pin.map((one) => one.toFixed(7)).join(","));
  if (view.patch) query.set("patch", view.patch);
  if (view.chosen.length) query.set("chosen", view.chosen.join(","));
  if (view.by === "state") query.set("by", "state");
  if (view.base !== null) query.set("base", view.base);
  if (view.layers.size) {
    query.set("layers", [...view.layers].map(([id, share]) => `${id}:${Math.round(share * 100)}`).join(","));
  }
  if (view.swipe !== null) query.set("swipe", view.swipe.toFixed(0));
  if (view.grid) query.set("grid", "1");
  // A line of very many points would make an address that no one can send on.
  if (view.measured && view.measured.points.length <= MOST_POINTS) query.set("measure", writeMeasured(view.measured));
  for (const name of FILTERS) if (view.filter[name]) query.set(name, view.filter[name]);
  return `?${query.toString().replaceAll("%2C", ",").replaceAll("%3A", ":").replaceAll("%7E", "~")}`;
}

/** Only what the server filters by, for tiles, list and sheet. */
export function filterQuery(view: ViewState): URLSearchParams {
  const query = new URLSearchParams();
  if (view.campaign) query.set("campaign", view.campaign);
  for (const name of FILTERS) if (view.filter[name]) query.set(name, view.filter[name]);
  return query;
}

export function isNarrowed(view: ViewState): boolean {
  return FILTERS.some((name) => view.filter[name]);
}
