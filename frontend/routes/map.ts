/** The routes on the map: a line for each day in the colour and dash of its group, its stops with their order. */
import Feature from "ol/Feature";
import LineString from "ol/geom/LineString";
import Point from "ol/geom/Point";
import VectorLayer from "ol/layer/Vector";
import type OlMap from "ol/Map";
import { fromLonLat } from "ol/proj";
import VectorSource from "ol/source/Vector";
import { Fill, Icon, Stroke, Style, Text } from "ol/style";
import { LETTERS } from "../map/layer_styles";
import type { Chosen } from "./columns";
import { type BoardContent, keyOf, type PageContent, stopsOf } from "./content";
import { groundOf } from "./ground";
import { lookOf } from "./looks";

const ROOM = [36, 56, 36, 36];
const NUMBERS_FROM = 12.2;
const MOST_NAMES = 2; // of groups that set out from one place; more of them would cover the map
const HOUSE = "M8 1L15 7.4V15H1V7.4z";

export class RouteMap {
  private readonly map: OlMap;
  private readonly lines = new VectorSource<Feature<LineString>>();
  private readonly points = new VectorSource<Feature<Point>>();
  private readonly pictures = new Map<string, Icon>();
  private isPlaced = false;

  constructor(
    place: HTMLElement,
    private readonly content: PageContent,
    private readonly chosen: Chosen,
    private readonly choose: (part: Partial<Chosen>) => void,
  ) {
    this.map = groundOf(place, content.words.mapLabel ?? "", content, true);
    this.map.addLayer(new VectorLayer({ source: this.lines, zIndex: 200, className: "ol-layer-routes" }));
    this.map.addLayer(
      new VectorLayer({
        source: this.points,
        zIndex: 210,
        className: "ol-layer-stops",
        style: (feature, resolution) => this.pointStyle(feature as Feature<Point>, resolution),
      }),
    );
    this.map.on("click", (event) => {
      const found = this.map.forEachFeatureAtPixel(event.pixel, (feature) => feature, {
        hitTolerance: 6,
        layerFilter: (layer) => (layer.getZIndex() ?? 0) >= 200,
      });
      const key = String(found?.get("key") ?? "");
      const number = String(found?.get("number") ?? "");
      this.choose(number ? { stop: number, day: key } : { stop: "", day: key });
    });
    this.map.on("pointermove", (event) => {
      const isOn =
        !event.dragging &&
        this.map.hasFeatureAtPixel(event.pixel, {
          hitTolerance: 4,
          layerFilter: (layer) => (layer.getZIndex() ?? 0) >= 200,
        });
      place.classList.toggle("is-on-feature", isOn);
    });
  }

  show(board: BoardContent): void {
    this.lines.clear();
    this.points.clear();
    const isSeen = (team: number) => !this.chosen.hidden.has(team);
    for (const day of board.days) {
      if (!isSeen(day.team) || day.line.length < 2) continue;
      const line = new Feature(new LineString(day.line.map((at) => fromLonLat(at))));
      line.set("key", keyOf(day.team, day.day));
      line.setStyle(this.lineStyle(day.team, keyOf(day.team, day.day)));
      this.lines.addFeature(line);
    }
    const starts = new Map<string, { team: number; words: string; count: number }>();
    for (const team of board.teams) {
      if (!isSeen(team.place)) continue;
      const at = `${team.lon.toFixed(5)} ${team.lat.toFixed(5)}`;
      const known = starts.get(at);
      starts.set(
        at,
        known
          ? { team: 0, words: `${known.words}、${team.name}`, count: known.count + 1 }
          : { team: team.place, words: team.name, count: 1 },
      );
    }
    for (const team of board.teams) {
      if (!isSeen(team.place)) continue;
      const at = `${team.lon.toFixed(5)} ${team.lat.toFixed(5)}`;
      const told = starts.get(at);
      starts.delete(at);
      const start = new Feature(new Point(fromLonLat([team.lon, team.lat])));
      const words = (told?.count ?? 0) > MOST_NAMES ? this.content.words.start : told?.words;
      start.setProperties({ team: told?.team ?? 0, isStart: true, words: words ?? "" });
      if (told) this.points.addFeature(start);
      for (const day of board.days.filter((one) => one.team === team.place))
        stopsOf(board, team.place, day.day).forEach((stop, place) => {
          const point = new Feature(new Point(fromLonLat([stop.lon, stop.lat])));
          point.setProperties({
            key: keyOf(team.place, day.day),
            team: team.place,
            number: stop.number,
            words: String(place + 1),
            isDone: stop.isDone,
          });
          this.points.addFeature(point);
        });
    }
    for (const stop of stopsOf(board, 0, 0)) {
      const point = new Feature(new Point(fromLonLat([stop.lon, stop.lat])));
      point.setProperties({ key: "0:0", team: 0, number: stop.number, words: "" });
      this.points.addFeature(point);
    }
    if (!this.isPlaced) this.all();
  }

  /** Mark what is chosen; look at a day that was chosen. */
  point(goesThere: boolean): void {
    for (const line of this.lines.getFeatures()) {
      const key = String(line.get("key"));
      line.setStyle(this.lineStyle(Number(key.split(":")[0]), key));
    }
    this.points.changed();
    if (!goesThere) return;
    const stop = this.points.getFeatures().find((one) => one.get("number") === this.chosen.stop && this.chosen.stop);
    const line = this.lines.getFeatures().find((one) => one.get("key") === this.chosen.day);
    const at = stop?.getGeometry()?.getCoordinates();
    if (at) this.map.getView().animate({ center: at, duration: 200 });
    else if (line?.getGeometry())
      this.map.getView().fit(line.getGeometry()?.getExtent() ?? [], { padding: ROOM, duration: 200, maxZoom: 15 });
  }

  zoom(step: number): void {
    const view = this.map.getView();
    view.animate({ zoom: (view.getZoom() ?? 10) + step, duration: 150 });
  }

  all(): void {
    const extent = this.points.getExtent();
    if (!extent || !Number.isFinite(extent[0])) return;
    this.map.updateSize();
    this.map.getView().fit(extent, { padding: ROOM, maxZoom: 15 });
    this.isPlaced = true;
  }

  private get isSmall(): boolean {
    return (this.map.getSize()?.[0] ?? 0) < 420;
  }

  private isFaint(key: string): boolean {
    return this.chosen.day !== "" && this.chosen.day !== key;
  }

  private lineStyle(team: number, key: string): Style[] {
    const look = lookOf(team);
    const isFaint = this.isFaint(key);
    const isOne = this.chosen.day === key;
    const width = isOne ? 4.5 : 2.6;
    const colour = isFaint ? `${look.colour}40` : look.colour;
    return [
      new Style({
        stroke: new Stroke({ color: isFaint ? "rgba(255,255,255,0.35)" : "rgba(255,255,255,0.9)", width: width + 2.4 }),
        zIndex: isOne ? 8 : 0,
      }),
      new Style({ stroke: new Stroke({ color: colour, width, lineDash: look.dash }), zIndex: isOne ? 9 : 1 }),
    ];
  }

  private pointStyle(feature: Feature<Point>, resolution: number): Style | Style[] {
    const team = Number(feature.get("team"));
    const key = String(feature.get("key") ?? "");
    const isStart = Boolean(feature.get("isStart"));
    const isChosen = this.chosen.stop !== "" && feature.get("number") === this.chosen.stop;
    const isNear =
      (this.map.getView().getZoomForResolution(resolution) ?? 0) >= NUMBERS_FROM || this.chosen.day === key;
    const isFaint = !isStart && this.isFaint(key) && !isChosen;
    const big = isStart ? 20 : isChosen ? 26 : isNear ? 20 : this.isSmall ? 8 : 11;
    const rank = isStart ? 30 : isChosen ? 40 : isFaint ? 1 : 10;
    const image = this.picture(team, isStart, big, isFaint, Boolean(feature.get("isDone")));
    if (isStart) return new Style({ image, zIndex: rank, text: label(String(feature.get("words")), 17) });
    const words = isNear && !isFaint ? String(feature.get("words") ?? "") : "";
    return new Style({ image, zIndex: rank, ...(words ? { text: label(words, 0) } : {}) });
  }

  private picture(team: number, isStart: boolean, size: number, isFaint: boolean, isDone: boolean): Icon {
    const key = `${team} ${isStart} ${size} ${isFaint} ${isDone}`;
    let found = this.pictures.get(key);
    if (!found) {
      const look = lookOf(team);
      const colour = team ? look.colour : "#52606d";
      const path = isStart ? HOUSE : team ? look.path : "M2.5 2.5l11 11M13.5 2.5l-11 11";
      const fill = isStart ? colour : team ? (isDone ? "#cfd8df" : "#fff") : "none";
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="-2 -2 20 20" opacity="${isFaint ? 0.3 : 1}"><path d="${path}" fill="${fill}" stroke="#fff" stroke-width="4.5"/><path d="${path}" fill="${fill}" stroke="${colour}" stroke-width="${team ? 2.4 : 3}"/></svg>`;
      found = new Icon({ src: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}` });
      this.pictures.set(key, found);
    }
    return found;
  }
}

function label(words: string, offsetY: number): Text {
  return new Text({
    text: words,
    offsetY,
    font: `600 11px ${LETTERS}`,
    fill: new Fill({ color: "#1f2933" }),
    stroke: new Stroke({ color: "rgba(255,255,255,0.95)", width: offsetY ? 3.5 : 1.5 }),
    overflow: true,
  });
}
