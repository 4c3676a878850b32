/** How far the groups are, on the map: every planned visit by how it stands, narrowed to a group and a day. */
import htmx from "htmx.org";
import Feature from "ol/Feature";
import Point from "ol/geom/Point";
import VectorLayer from "ol/layer/Vector";
import type OlMap from "ol/Map";
import { fromLonLat } from "ol/proj";
import VectorSource from "ol/source/Vector";
import { Fill, Icon, Stroke, Style, Text } from "ol/style";
import type { LayerContent } from "../map/content";
import { make, one } from "../map/elements";
import { LETTERS } from "../map/layer_styles";
import { groundOf } from "./ground";
import { filled } from "./looks";
import { type Standing, standingSvg } from "./progress_looks";

interface Stop {
  number: string;
  place: string;
  team: number;
  day: number;
  order: number;
  lon: number;
  lat: number;
  standing: Standing;
  url: string;
  card: string;
}

interface ProgressContent {
  teams: { key: number; name: string }[];
  days: { key: string; team: number; day: number; on: string }[];
  stops: Stop[];
  standings: { value: Standing; label: string }[];
  layers: LayerContent[];
  images: LayerContent[];
  words: Record<string, string>;
}

const ROOM = [56, 40, 56, 40];

export function beginProgress(page: Document): void {
  const content = JSON.parse(one(page, "#progress-content").textContent ?? "") as ProgressContent;
  new ProgressMap(page, content);
}

class ProgressMap {
  private readonly map: OlMap;
  private readonly source = new VectorSource<Feature<Point>>();
  private readonly pictures = new Map<string, Icon>();
  private readonly hidden = new Set<Standing>();
  private readonly team: HTMLSelectElement;
  private readonly day: HTMLSelectElement;

  constructor(
    private readonly page: Document,
    private readonly content: ProgressContent,
  ) {
    const place = one(page, "#progress-map");
    this.map = groundOf(place, content.words.mapLabel ?? "", content, true);
    this.map.addLayer(new VectorLayer({ source: this.source, zIndex: 200, style: (point) => this.style(point) }));
    this.team = one<HTMLSelectElement>(page, "#progress-team");
    this.day = one<HTMLSelectElement>(page, "#progress-day");
    fill(this.team, [["", this.word("allGroups")], ...content.teams.map((team) => [String(team.key), team.name])]);
    this.team.addEventListener("change", () => this.chooseTeam());
    this.day.addEventListener("change", () => this.show());
    for (const button of page.querySelectorAll<HTMLElement>("[data-progress]"))
      button.addEventListener("click", () => {
        const [team = "", day = ""] = (button.dataset.progress ?? "").split(":");
        this.team.value = team;
        this.chooseTeam(day);
        place.scrollIntoView({ block: "nearest" });
      });
    this.map.on("click", (event) => {
      const found = this.map.forEachFeatureAtPixel(event.pixel, (feature) => feature.get("stop") as Stop | undefined, {
        hitTolerance: 6,
      });
      if (found) void htmx.ajax("get", found.card, { target: "#drawer", source: place, swap: "innerHTML" });
    });
    this.map.on("pointermove", (event) => {
      place.classList.toggle("is-on-feature", !event.dragging && this.map.hasFeatureAtPixel(event.pixel));
    });
    this.chooseTeam();
  }

  private word(name: string, values: Record<string, string | number> = {}): string {
    return filled(this.content.words[name] ?? "", values);
  }

  private chooseTeam(day = ""): void {
    const team = Number(this.team.value);
    const days = new Map<number, string>();
    for (const one of this.content.days) if (!team || one.team === team) days.set(one.day, one.on);
    const rows = [...days].sort(([a], [b]) => a - b);
    fill(this.day, [
      ["", this.word("allDays")],
      ...rows.map(([day, on]) => [String(day), `${this.word("day", { day })} ${on}`.trim()]),
    ]);
    this.day.value = day;
    this.show();
  }

  /** The stops of the group and the day that are chosen. */
  private get chosen(): Stop[] {
    const [team, day] = [Number(this.team.value), Number(this.day.value)];
    return this.content.stops.filter((stop) => (!team || stop.team === team) && (!day || stop.day === day));
  }

  private show(): void {
    const { chosen } = this;
    this.source.clear();
    for (const stop of chosen) {
      if (this.hidden.has(stop.standing)) continue;
      const point = new Feature(new Point(fromLonLat([stop.lon, stop.lat])));
      point.set("stop", stop);
      this.source.addFeature(point);
    }
    this.legend(chosen);
    this.list(chosen);
    for (const row of this.page.querySelectorAll<HTMLElement>("#progress-days tr[data-key]"))
      row.classList.toggle("is-chosen", row.dataset.key === `${this.team.value}:${this.day.value}`);
    this.map.updateSize();
    const extent = this.source.getExtent();
    if (extent && Number.isFinite(extent[0])) this.map.getView().fit(extent, { padding: ROOM, maxZoom: 15 });
  }

  private legend(chosen: Stop[]): void {
    const place = one(this.page, "#progress-legend");
    const had = place.contains(this.page.activeElement) ? this.page.activeElement?.getAttribute("data-standing") : null;
    place.replaceChildren(
      ...this.content.standings.map(({ value, label }) => {
        const count = chosen.filter((stop) => stop.standing === value).length;
        const button = make(
          "button",
          { type: "button", "data-standing": value, "aria-pressed": String(!this.hidden.has(value)) },
          mark(value),
          make("span", {}, label),
          make("b", {}, String(count)),
        );
        button.addEventListener("click", () => {
          if (this.hidden.has(value)) this.hidden.delete(value);
          else this.hidden.add(value);
          this.show();
        });
        return make("li", {}, button);
      }),
    );
    if (had) place.querySelector<HTMLElement>(`[data-standing="${had}"]`)?.focus();
  }

  /** The patches of one day of one group in words, in their order. */
  private list(chosen: Stop[]): void {
    const place = one(this.page, "#progress-stops");
    place.hidden = !this.team.value || !this.day.value;
    one(this.page, "#progress-shown").classList.toggle("has-list", !place.hidden);
    if (place.hidden) return;
    const labels = new Map(this.content.standings.map(({ value, label }) => [value, label]));
    place.replaceChildren(
      ...[...chosen]
        .sort((a, b) => a.order - b.order)
        .map((stop) =>
          make(
            "li",
            { value: String(stop.order) },
            make("a", { href: stop.url }, stop.number),
            make("span", { class: "mute small" }, ` ${stop.place}`),
            make("span", { class: `progress-count is-${stop.standing}` }, labels.get(stop.standing) ?? ""),
          ),
        ),
    );
  }

  private style(point: unknown): Style {
    const stop = (point as Feature<Point>).get("stop") as Stop;
    const isOneDay = Boolean(this.team.value && this.day.value);
    const size = isOneDay ? 26 : 18;
    const rank = { waiting: 1, visited: 2, returned: 3, conflict: 4 }[stop.standing];
    return new Style({
      image: this.picture(stop.standing, size),
      zIndex: rank,
      ...(isOneDay ? { text: label(String(stop.order)) } : {}),
    });
  }

  private picture(standing: Standing, size: number): Icon {
    const key = `${standing} ${size}`;
    let found = this.pictures.get(key);
    if (!found) {
      found = new Icon({ src: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(standingSvg(standing, size))}` });
      this.pictures.set(key, found);
    }
    return found;
  }
}

function mark(standing: Standing): HTMLImageElement {
  const src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(standingSvg(standing, 18))}`;
  return make("img", { src, alt: "", width: "18", height: "18" });
}

function label(words: string): Text {
  return new Text({
    text: words,
    offsetY: 18,
    font: `600 11px ${LETTERS}`,
    fill: new Fill({ color: "#1f2933" }),
    stroke: new Stroke({ color: "rgba(255,255,255,0.95)", width: 3 }),
    overflow: true,
  });
}

function fill(field: HTMLSelectElement, rows: string[][]): void {
  field.replaceChildren(...rows.map(([value = "", words = ""]) => make("option", { value }, words)));
}
