/** The work of a group: the package that was taken, and what this device's log adds to it. */
import { Zone } from "../ground/gauss_kruger";
import { boxOf } from "../ground/shapes";
import { areaOf } from "../ground/survey_area";
import type { Form, Layer, Manifest, Patch, Route } from "../packages/shapes";
import { Signal } from "../signal";
import type { PocketDatabase } from "../store/database";
import { type Log, type ReadEntry, readEntry } from "../store/log";
import { is, type PatchWork, patchWork, type Standing, standingOf } from "./patch_work";

const NO_FORM: Form = { title: "", sections: [], codelists: {} };

export class Work {
  readonly changed = new Signal(0);
  manifest: Manifest | null = null;
  form: Form = NO_FORM;
  route: Route = { days: [] };
  private issued = new Map<string, Patch>();
  private readonly entries = new Map<string, ReadEntry[]>();
  private readonly known = new Map<string, PatchWork>();
  private readonly pictures = new Map<string, string>();
  private layersRead: Promise<Layer[]> | null = null;

  constructor(
    private readonly database: PocketDatabase,
    private readonly log: Log,
  ) {
    this.log.watch((row) => {
      this.add(readEntry(row));
      this.changed.set(this.changed.value + 1);
    });
  }

  /** Read the package in use and the whole log. */
  async open(): Promise<void> {
    this.entries.clear();
    this.known.clear();
    this.issued.clear();
    this.layersRead = null;
    const id = await this.database.setting<string>("package");
    this.manifest = (id && (await this.database.packages.get(id))?.manifest) || null;
    if (this.manifest) {
      const patches = (await this.json<Patch[] | { patches: Patch[] }>("patches")) ?? [];
      for (const patch of Array.isArray(patches) ? patches : patches.patches) this.issued.set(patch.id, patch);
      this.form = (await this.json<Form>("form")) ?? NO_FORM;
      this.route = (await this.json<Route>("route")) ?? { days: [] };
    }
    for (const entry of await this.log.read()) this.add(entry);
    this.changed.set(this.changed.value + 1);
  }

  /** Whether the package in use holds the blind sheets of a second visit. */
  get isBlind(): boolean {
    return this.manifest?.kind === "blind";
  }

  /** Whether the visit of a blind sheet was finished: the office seals it, and nothing of it is changed any more. */
  isClosed(id: string): boolean {
    return this.isBlind && this.standing(id) === "done";
  }

  get zone(): Zone {
    return Zone.needed(this.manifest?.epsg ?? 4527);
  }

  /** All patches in the order of the route, then by number; those found on the way last. */
  get patches(): Patch[] {
    const place = ({ day, order }: Patch) => (day ?? 999) * 10_000 + (order ?? 9_999);
    return [...this.issued.values(), ...this.found()].sort(
      (a, b) => place(a) - place(b) || a.number.localeCompare(b.number),
    );
  }

  get days(): number[] {
    return [...new Set(this.patches.flatMap(({ day }) => (day ? [day] : [])))].sort((a, b) => a - b);
  }

  patch(id: string): Patch | null {
    return this.issued.get(id) ?? this.found().find((one) => one.id === id) ?? null;
  }

  isFound(id: string): boolean {
    return !this.issued.has(id);
  }

  of(id: string): PatchWork {
    let work = this.known.get(id);
    if (!work) {
      work = patchWork(this.entries.get(id) ?? [], this.patch(id)?.facts ?? {});
      this.known.set(id, work);
    }
    return work;
  }

  standing(id: string): Standing {
    return standingOf(this.of(id));
  }

  /** Entries that belong to no patch: duty, tracks. */
  get general(): readonly ReadEntry[] {
    return this.entries.get("") ?? [];
  }

  get isOnDuty(): boolean {
    return this.general.reduce((on, one) => (is(one, "duty.begun") ? true : is(one, "duty.ended") ? false : on), false);
  }

  /** Reference layers, read when they are first asked. */
  layers(): Promise<Layer[]> {
    this.layersRead ??= Promise.all(
      (this.manifest?.parts ?? []).filter((part) => part.kind === "layer").map((part) => this.read<Layer>(part.sha256)),
    ).then((read) => read.filter((one): one is Layer => one !== null));
    return this.layersRead;
  }

  /** The zips of the basemap; none where the package has none. */
  async tiles(): Promise<Blob[]> {
    const own = (this.manifest?.parts ?? []).filter((part) => part.kind === "tiles");
    const kept = await this.database.parts.bulkGet(own.map((part) => part.sha256));
    return kept.flatMap((part) => (part ? [part.blob] : []));
  }

  /** An address under which the page can show a part or a file; empty where it is not here. */
  async picture(sha256: string): Promise<string> {
    const known = this.pictures.get(sha256);
    if (known) return known;
    const blob = (await this.database.parts.get(sha256))?.blob ?? (await this.database.media.get(sha256))?.blob;
    if (!blob) return "";
    const address = URL.createObjectURL(blob);
    this.pictures.set(sha256, address);
    return address;
  }

  private found(): Patch[] {
    const zone = this.zone;
    return [...this.entries.values()].flat().flatMap((entry) => {
      if (!is(entry, "patch.found")) return [];
      const { id, rings, note } = entry.body;
      const [west, south, east, north] = boxOf(rings[0] ?? []);
      const centre = [(west + east) / 2, (south + north) / 2] as const;
      const number = `+${entry.at.slice(5, 10)}-${entry.seq}`;
      return [
        {
          id, number, township: note, village: "", area_m2: areaOf(rings, zone), centre: zone.degrees(centre),
          centre_plane: centre, rings, facts: {}, chips: [], photos: [], missing: [],
        } satisfies Patch,
      ]; // biome-ignore format: a patch in few lines
    });
  }

  private add(entry: ReadEntry): void {
    const rows = this.entries.get(entry.patch);
    if (rows) rows.push(entry);
    else this.entries.set(entry.patch, [entry]);
    this.known.delete(entry.patch);
  }

  private async json<T>(kind: string): Promise<T | null> {
    const part = this.manifest?.parts.find((one) => one.kind === kind);
    return part ? this.read<T>(part.sha256) : null;
  }

  private async read<T>(sha256: string): Promise<T | null> {
    const blob = (await this.database.parts.get(sha256))?.blob;
    return blob ? (JSON.parse(await blob.text()) as T) : null;
  }
}
