/** What the doors of the desk answer. */
export interface Picture {
  url: string;
  on: string;
  isBare: boolean;
}
export interface Patch {
  uuid: string;
  number: string;
  version: number;
  place: string;
  list: string;
  mu: string;
  metres: string;
  drawing: string;
  before: Picture;
  after: Picture;
  outline: string;
  ring: string;
  away: number;
  bars: { title: string; mu: string; share: string; kind: string; unknown: string }[];
  proposal: {
    label: string;
    table?: string;
    row?: string;
    because?: string;
    cites?: string[];
    missing: { title: string; by: string }[];
  };
  found: { label?: string; source?: string };
  suggested: string;
  suggestedLabel: string;
  earlier: { number: string; year: number; said: string; url: string }[];
  doubts: { who: string; at: string; words: string }[];
  mine: { reading: string; words: string } | null;
  why: string;
  dossier: string;
}
export interface Kept {
  reading: string;
  number: string;
  said: string;
  why: string;
  today: number;
  pace: number;
}
export interface Held {
  isMine: boolean;
  person: string;
  seconds: number;
  words: string;
}
export interface Page {
  query: string;
  opened: string;
  total: number;
  read: number;
  keys: Record<string, string>;
  person: string;
  undo: { reading: string; number: string }[];
  addresses: Record<string, string>;
  words: Record<string, string>;
}

/** A figure without the thin spaces between its groups, which would be read as two numbers. */
export function plain(figure: string): string {
  return figure.replace(/[\s\u2009\u202f]/g, "");
}

/** A sentence with its blanks filled. */
export function fill(sentence: string, values: Record<string, string | number>): string {
  return sentence.replace(/\{(\w+)\}/g, (blank, name: string) => String(values[name] ?? blank));
}
