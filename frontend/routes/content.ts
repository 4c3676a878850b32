/** What the server says of a plan. It stands in the page as data, and comes anew after every change. */
import type { LayerContent } from "../map/content";

export type Place = [number, number];

export interface Team {
  place: number;
  name: string;
  lon: number;
  lat: number;
  start: string;
  members: string[];
}

export interface Day {
  team: number;
  day: number;
  on: string;
  leaves: string;
  returns: string;
  metres: number;
  travel: number;
  service: number;
  isOver: boolean;
  line: Place[];
}

export interface Stop {
  number: string;
  /** The place of its group in the plan; 0 where it is left over. */
  team: number;
  day: number;
  order: number;
  township: string;
  village: string;
  arrive: string;
  leave: string;
  metres: number;
  travel: number;
  service: number;
  why: string;
  isDoubtful: boolean;
  parts: number;
  isFixed: boolean;
  /** Added to the plan, and on no day yet. */
  isAdded: boolean;
  isDone: boolean;
  lon: number;
  lat: number;
  area: string;
  onFoot: boolean;
  estimated: number;
  left: string;
  url: string;
}

export interface BoardContent {
  version: number;
  whyNot: string;
  undo: string;
  teams: Team[];
  days: Day[];
  stops: Stop[];
}

export interface PageContent {
  board: BoardContent;
  layers: LayerContent[];
  images: LayerContent[];
  words: Record<string, string>;
  addresses: { data: string; what_if: string; fit: string; move: string; undo: string };
}

export interface Figures {
  stops: number;
  metres: number;
  travel: number;
  service: number;
  returns: string;
  isOver: boolean;
  isPossible: boolean;
}

export interface WhatIf {
  days: { team: number; day: number; before: Figures; after: Figures }[];
  before: Figures;
  after: Figures;
}

/** A move as the server takes it; `team` 0 takes it out, `position` null lets the server choose the cheapest place. */
export interface Move {
  number: string;
  team?: number;
  day?: number;
  position?: number | null;
  isFixed?: boolean;
  /** Why it is taken out. */
  why?: string;
}

/** Where stops that are left over cost least, and those that fit into no day. */
export interface Fit extends WhatIf {
  moves: Move[];
  missed: { number: string; why: string }[];
}

export function keyOf(team: number, day: number): string {
  return `${team}:${day}`;
}

/** The stops of a day in their order; of what is left over where the group is 0. */
export function stopsOf(board: BoardContent, team: number, day: number): Stop[] {
  return board.stops
    .filter((stop) => stop.team === team && (team === 0 || stop.day === day))
    .sort((one, other) => one.order - other.order);
}
