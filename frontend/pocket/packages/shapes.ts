/** What a package holds, as docs/reference/field-protocol.md has it. */
import type { Degrees, Point } from "../ground/gauss_kruger";
import type { CodeLists, Kind } from "../values/fact_values";

export interface Part {
  readonly name: string;
  readonly kind: "patches" | "form" | "route" | "layer" | "chip" | "photo" | "tiles";
  readonly sha256: string;
  readonly bytes: number;
  readonly type: string;
}

/** Along a route, with what the office knows; or the blind sheets of a second visit, which say nothing of the first. */
export type PackageKind = "route" | "blind";

export interface Manifest {
  readonly id: string;
  readonly kind?: PackageKind;
  readonly state: "making" | "ready" | "failed";
  readonly version: number;
  readonly group: string;
  readonly name: string;
  readonly campaign: { readonly id: string; readonly name: string };
  readonly lawbook: string;
  /** Names the route that it leads along. */
  readonly route?: string;
  readonly made_at: string;
  readonly epsg: number;
  readonly bytes: number;
  readonly parts: readonly Part[];
}

export interface Making {
  readonly id: string;
  readonly state: "making" | "ready" | "failed";
  readonly done?: number;
  readonly total?: number;
  readonly reason?: string;
}

export interface GroupOffer {
  readonly kind?: PackageKind;
  readonly group: string;
  readonly name: string;
  readonly campaign: { readonly id: string; readonly name: string };
  readonly patches: number;
  /** Names the route as it is now. */
  readonly route?: string;
  readonly package: {
    readonly id: string;
    readonly state: string;
    readonly made_at: string;
    readonly bytes: number;
    readonly is_old?: boolean;
  } | null;
}

export interface Chip {
  readonly time: "before" | "after";
  readonly date: string;
  readonly sha256: string;
  readonly box: readonly [number, number, number, number];
}

export interface Patch {
  readonly id: string;
  readonly number: string;
  readonly part?: string;
  readonly township: string;
  readonly village: string;
  readonly state?: string;
  /** Absent on a blind sheet: the visitor measures it. */
  readonly area_m2?: number;
  readonly cultivated_mu?: number | null;
  readonly basic_farmland_mu?: number | null;
  readonly overlaps?: readonly { readonly name: string; readonly label: string; readonly mu: number }[];
  readonly problems?: readonly string[];
  readonly why?: string;
  readonly is_done?: boolean;
  readonly centre: Degrees;
  readonly centre_plane: Point;
  readonly rings: readonly (readonly Point[])[];
  readonly proposal?: { readonly finding: string; readonly label: string; readonly because: string } | null;
  readonly missing?: readonly { readonly fact: string; readonly title: string }[];
  readonly facts: Readonly<Record<string, string>>;
  readonly told?: Readonly<Record<string, { readonly by: string; readonly at: string; readonly source: string }>>;
  readonly chips?: readonly Chip[];
  readonly photos?: readonly EarlierPhoto[];
  readonly order?: number | null;
  readonly day?: number | null;
}

export interface EarlierPhoto {
  readonly sha256: string;
  /** The part of the package that shows it small. */
  readonly picture: string;
  readonly at: string;
  readonly lon: number | null;
  readonly lat: number | null;
  readonly bearing: number | null;
  readonly view?: "near" | "far" | "inside" | "";
  readonly note: string;
}

export interface Question extends Kind {
  readonly when?: Readonly<Record<string, readonly string[]>> | null;
  /** A blind sheet is not sealed without it, where it is asked. */
  readonly needed?: boolean;
}

export interface Form {
  readonly title: string;
  readonly edition?: string;
  readonly sections: readonly { readonly title: string; readonly questions: readonly Question[] }[];
  readonly codelists: CodeLists;
  readonly field?: readonly string[];
}

export interface RouteDay {
  readonly day: number;
  readonly date: string | null;
  readonly km?: number | null;
  readonly start?: Degrees | null;
  readonly stops: readonly {
    readonly patch: string;
    readonly order: number;
    readonly arrive?: string | null;
    readonly minutes?: number | null;
  }[];
  readonly line: readonly Degrees[];
}

export interface Route {
  readonly days: readonly RouteDay[];
}

export interface LayerArea {
  readonly code: string;
  readonly label: string;
  readonly more?: Readonly<Record<string, unknown>>;
  readonly rings: readonly (readonly Point[])[];
}

export interface Layer {
  readonly kind: string;
  readonly title: string;
  readonly edition?: string;
  readonly as_of?: string | null;
  readonly epsg: number;
  readonly classes?: Readonly<Record<string, string>>;
  readonly areas: readonly LayerArea[];
  readonly lines?: readonly { readonly code: string; readonly label: string; readonly line: readonly Point[] }[];
}
