/** The map that works without a line: the basemap out of the package's zip, layers, patches, the route, oneself. */

import ScaleLine from "ol/control/ScaleLine";
import { boundingExtent } from "ol/extent";
import Feature from "ol/Feature";
import type ImageTile from "ol/ImageTile";
import TileLayer from "ol/layer/Tile";
import VectorLayer from "ol/layer/Vector";
import OlMap from "ol/Map";
import { fromLonLat, toLonLat } from "ol/proj";
import VectorSource from "ol/source/Vector";
import XYZ from "ol/source/XYZ";
import { Circle, Fill, RegularShape, Stroke, Style, Text } from "ol/style";
import View from "ol/View";
import { unzip, type ZipEntry } from "unzipit";
import type { App } from "../app";
import type { Degrees, Point } from "../ground/gauss_kruger";
import { distance, reached } from "../ground/shapes";
import type { Patch } from "../packages/shapes";
import type { Standing } from "../work/patch_work";
import { CircleGeometry, LineString, Point as PointGeometry, Polygon } from "./map_geometry";

const LETTERS = '600 13px "Source Han Sans SC", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif';
const LABELS_BELOW = 9; // metres a pixel
const COLOURS: Readonly<Record<Standing, string>> = {
  todo: "#d55e00",
  visiting: "#0b6e74",
  done: "#117733",
  not_reached: "#7f8c8d",
  refused: "#7f8c8d",
  later: "#8a4f00",
};
const LAYER_COLOURS: Readonly<Record<string, string>> = {
  basic_farmland: "#2f8f3e",
  plan: "#8a5a00",
  redline: "#b3261e",
  conversion: "#0072b2",
  supply: "#0072b2",
  temporary: "#6a51a3",
  facility: "#6a51a3",
  roads: "#5b6570",
};
const [OWN_VIEW, EARLIER_VIEW] = ["#6a1b9a", "#5b6570"];
const CONE_M = 30;
const EDGE = 0.15; // of the map: nearer to its rim than this, somebody who walks is about to leave it
const LED_M = 30_000;
const EMPTY = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==";

export class MapGround {
  readonly map: OlMap;
  private readonly patches = new VectorSource();
  private readonly own = new VectorSource();
  private readonly me = new VectorSource();
  private readonly ends: (() => void)[] = [];
  private readonly layers = new Map<string, VectorLayer>();
  private led: Degrees | null = null;

  constructor(
    private readonly app: App,
    target: HTMLElement,
  ) {
    this.map = new OlMap({
      target,
      controls: [new ScaleLine({ minWidth: 70 })],
      layers: [
        new VectorLayer({
          source: this.patches,
          style: (feature, resolution) => this.patchStyle(feature as Feature, resolution),
          zIndex: 20,
          declutter: false,
        }),
        new VectorLayer({ source: this.own, zIndex: 30 }),
        new VectorLayer({ source: this.me, zIndex: 40 }),
      ],
      view: new View({ center: [0, 0], zoom: 15, maxZoom: 20, enableRotation: false }),
    });
    void this.basemap();
    this.drawMe();
    const { whereabouts, work } = app;
    this.ends.push(
      whereabouts.position.watch(() => this.drawMe()),
      whereabouts.heading.watch(() => this.drawMe()),
      work.changed.watch(() => this.drawPatches()),
    );
    const sized = new ResizeObserver(() => this.map.updateSize());
    sized.observe(target);
    this.ends.push(() => sized.disconnect());
  }

  leave(): void {
    for (const end of this.ends) end();
    this.map.setTarget(undefined);
  }

  drawPatches(): void {
    const { work } = this.app;
    this.patches.clear();
    for (const patch of work.patches) {
      const feature = new Feature(new Polygon(patch.rings.map((ring) => ring.map((point) => this.seen(point)))));
      feature.setId(patch.id);
      feature.set("patch", patch);
      this.patches.addFeature(feature);
    }
    for (const day of work.route.days) {
      if (day.line.length < 2) continue;
      const line = new Feature(new LineString(day.line.map((place) => fromLonLat([...place]))));
      line.setStyle(
        new Style({ stroke: new Stroke({ color: "rgba(11,110,116,.75)", width: 4, lineDash: [10, 8] }), zIndex: 1 }),
      );
      this.patches.addFeature(line);
    }
    for (const patch of work.patches) {
      for (const photo of work.of(patch.id).photos) {
        const { position, bearing } = photo.body;
        if (position) this.patches.addFeatures(viewCone([position.lon, position.lat], bearing, OWN_VIEW));
      }
      for (const { lon, lat, bearing } of patch.photos ?? []) {
        if (lon !== null && lat !== null) this.patches.addFeatures(viewCone([lon, lat], bearing, EARLIER_VIEW));
      }
    }
  }

  /** Lines and points of a boundary under way, in the plane. */
  drawOwn(corners: readonly Point[], isClosed: boolean, isWrong: boolean): void {
    this.own.clear();
    const colour = isWrong ? "#b3261e" : "#c2185b";
    const places = corners.map((point) => this.seen(point));
    const [first] = places;
    if (places.length > 1 && first) {
      const shape = isClosed && places.length > 2 ? new Polygon([[...places, first]]) : new LineString(places);
      const feature = new Feature<Polygon | LineString>(shape);
      feature.setStyle([
        new Style({ stroke: new Stroke({ color: "#fff", width: 6 }) }),
        new Style({
          stroke: new Stroke({ color: colour, width: 3, lineDash: isWrong ? [6, 5] : undefined }),
          fill: new Fill({ color: `${colour}22` }),
        }),
      ]);
      this.own.addFeature(feature);
    }
    places.forEach((place, at) => {
      const dot = new Feature(new PointGeometry(place));
      dot.setStyle(
        new Style({
          image: new Circle({
            radius: 8,
            fill: new Fill({ color: colour }),
            stroke: new Stroke({ color: "#fff", width: 2 }),
          }),
          text: new Text({ text: String(at + 1), font: "600 10px sans-serif", fill: new Fill({ color: "#fff" }) }),
        }),
      );
      this.own.addFeature(dot);
    });
  }

  goTo(patch: Patch | null, padding = [60, 40, 60, 40]): void {
    const extent = patch
      ? (this.patches.getFeatureById(patch.id) as Feature | null)?.getGeometry()?.getExtent()
      : this.patches.getExtent();
    if (extent && Number.isFinite(extent[0]))
      this.map.getView().fit(extent, { padding, maxZoom: 18, size: this.map.getSize() });
  }

  /** Show the boundary under way as a whole. */
  goToOwn(): void {
    const extent = this.own.getExtent();
    if (!this.own.isEmpty() && extent)
      this.map.getView().fit(extent, { padding: [48, 64, 48, 48], maxZoom: 19, size: this.map.getSize() });
  }

  goToMe(): void {
    const here = this.app.whereabouts.position.value;
    if (!here) {
      this.app.toast(this.app.say("gpsWaits"));
      return;
    }
    this.map.getView().animate({
      center: fromLonLat([here.lon, here.lat]),
      zoom: Math.max(this.map.getView().getZoom() ?? 16, 17),
      duration: 250,
    });
  }

  /** Move on where somebody who walks is about to leave the map. */
  keepMeInView(): void {
    const here = this.app.whereabouts.position.value;
    const size = this.map.getSize();
    if (!here || !size) return;
    const centre = fromLonLat([here.lon, here.lat]);
    const [x = 0, y = 0] = this.map.getPixelFromCoordinate(centre) ?? [];
    const [width = 0, height = 0] = size;
    const isNear = x > width * EDGE && x < width * (1 - EDGE) && y > height * EDGE && y < height * (1 - EDGE);
    if (!isNear) this.map.getView().animate({ center: centre, duration: 250 });
  }

  /** Draw the straight way from oneself to a patch, or none; `fits` shows both ends where they are not far apart. */
  lead(to: Patch | null, fits = false): void {
    this.led = to?.centre ?? null;
    this.drawMe();
    const here = this.app.whereabouts.position.value;
    if (!to || !fits || !here || distance([here.lon, here.lat], to.centre) > LED_M) return;
    const corners = to.rings.flat().map((point) => this.seen(point));
    const both = boundingExtent([fromLonLat([here.lon, here.lat]), ...corners]);
    this.map.getView().fit(both, { padding: [40, 80, 40, 40], maxZoom: 18, size: this.map.getSize() });
  }

  /** Where on the ground the screen was pressed. */
  groundAt(coordinate: number[]): Degrees {
    const [lon = 0, lat = 0] = toLonLat(coordinate);
    return [lon, lat];
  }

  patchAt(pixel: number[]): Patch | null {
    const found = this.map.forEachFeatureAtPixel(pixel, (feature) => feature.get("patch") as Patch | undefined, {
      hitTolerance: 12,
    });
    return found ?? null;
  }

  /** Show or hide a reference layer; drawn when it is first shown. */
  async toggle(kind: string): Promise<boolean> {
    const known = this.layers.get(kind);
    if (known) {
      known.setVisible(!known.getVisible());
      return known.getVisible();
    }
    const source = new VectorSource();
    for (const layer of (await this.app.work.layers()).filter((one) => one.kind === kind)) {
      for (const area of layer.areas) {
        const feature = new Feature<Polygon | LineString>(
          new Polygon(area.rings.map((ring) => ring.map((point) => this.seen(point)))),
        );
        feature.set("label", layer.classes?.[area.code] || area.label);
        source.addFeature(feature);
      }
      for (const { line, label } of layer.lines ?? []) {
        const feature = new Feature<Polygon | LineString>(new LineString(line.map((point) => this.seen(point))));
        feature.set("label", label);
        source.addFeature(feature);
      }
    }
    const colour = LAYER_COLOURS[kind] ?? "#52606d";
    const drawn = new VectorLayer({
      source,
      zIndex: 10,
      style: (feature, resolution) => layerStyle(String(feature.get("label") ?? ""), colour, resolution),
      declutter: true,
    });
    this.layers.set(kind, drawn);
    this.map.addLayer(drawn);
    return true;
  }

  private seen(point: Point): number[] {
    return fromLonLat([...this.app.work.zone.degrees(point)]);
  }

  private patchStyle(feature: Feature, resolution: number): Style[] {
    const patch = feature.get("patch") as Patch | undefined;
    if (!patch) return [];
    const standing = this.app.work.standing(patch.id);
    const colour = COLOURS[standing];
    const label = patch.order ? String(patch.order) : patch.number.slice(-4);
    const isDone = standing === "done";
    const isNear = resolution < LABELS_BELOW;
    return [
      new Style({ stroke: new Stroke({ color: "rgba(255,255,255,.9)", width: 6 }) }),
      new Style({
        stroke: new Stroke({ color: colour, width: 3, lineDash: standing === "later" ? [8, 6] : undefined }),
        fill: new Fill({ color: `${colour}${isDone ? "44" : "22"}` }),
        zIndex: standing === "visiting" ? 9 : 2,
      }),
      new Style({
        geometry: (one) => new PointGeometry((one.getGeometry() as Polygon).getInteriorPoint().getCoordinates()),
        image: new Circle({
          radius: isNear ? 13 : 6,
          fill: new Fill({ color: isDone ? colour : "#fff" }),
          stroke: new Stroke({ color: colour, width: 3 }),
        }),
        text: new Text({
          text: isNear ? (isDone ? "✓" : label) : "",
          font: LETTERS,
          fill: new Fill({ color: isDone ? "#fff" : "#1f2933" }),
        }),
        zIndex: 5,
      }),
    ];
  }

  private drawMe(): void {
    this.me.clear();
    const here = this.app.whereabouts.position.value;
    if (!here) return;
    const centre = fromLonLat([here.lon, here.lat]);
    const stretch = 1 / Math.cos((here.lat * Math.PI) / 180);
    const ring = new Feature(new CircleGeometry(centre, here.accuracy_m * stretch));
    ring.setStyle(
      new Style({
        fill: new Fill({ color: "rgba(29,116,216,.15)" }),
        stroke: new Stroke({ color: "rgba(29,116,216,.6)", width: 1 }),
      }),
    );
    const dot = new Feature(new PointGeometry(centre));
    const heading = this.app.whereabouts.ahead;
    dot.setStyle([
      ...(heading === null
        ? []
        : [
            new Style({
              image: new RegularShape({
                points: 3, radius: 11, displacement: [0, 17], rotation: (heading * Math.PI) / 180, rotateWithView: true,
                fill: new Fill({ color: "#1d74d8" }), stroke: new Stroke({ color: "#fff", width: 2 }),
              }), // biome-ignore format: an arrow
            }),
          ]),
      new Style({
        image: new Circle({
          radius: 9,
          fill: new Fill({ color: "#1d74d8" }),
          stroke: new Stroke({ color: "#fff", width: 3 }),
        }),
      }),
    ]);
    if (this.led) {
      const way = new Feature(new LineString([centre, fromLonLat([...this.led])]));
      way.setStyle(new Style({ stroke: new Stroke({ color: "#1d74d8", width: 3, lineDash: [2, 7] }) }));
      this.me.addFeature(way as Feature);
    }
    this.me.addFeatures([ring as Feature, dot as Feature]);
  }

  /** The basemap's tiles stand in zips, not deflated: each is a slice of one. */
  private async basemap(): Promise<void> {
    const zips = await Promise.all((await this.app.work.tiles()).map((blob) => unzip(blob)));
    const entries: Record<string, ZipEntry> = Object.assign({}, ...zips.map((zip) => zip.entries));
    const names = Object.keys(entries);
    if (!names.length) return;
    const zooms = names.map((name) => Number(name.split("/")[0])).filter(Number.isFinite);
    const ending = names[0]?.split(".").pop() ?? "webp";
    const source = new XYZ({
      url: `{z}/{x}/{y}.${ending}`,
      minZoom: Math.min(...zooms),
      maxZoom: Math.max(...zooms),
      transition: 0,
      tileLoadFunction: (tile, address) => void show(tile as ImageTile, entries[address], ending),
    });
    this.map.addLayer(new TileLayer({ source, zIndex: 0 }));
  }
}

async function show(tile: ImageTile, entry: ZipEntry | undefined, ending: string): Promise<void> {
  const image = tile.getImage() as HTMLImageElement;
  if (!entry) {
    image.src = EMPTY;
    return;
  }
  const address = URL.createObjectURL(await entry.blob(`image/${ending === "jpg" ? "jpeg" : ending}`));
  image.addEventListener("load", () => URL.revokeObjectURL(address), { once: true });
  image.src = address;
}

function layerStyle(label: string, colour: string, resolution: number): Style {
  return new Style({
    stroke: new Stroke({ color: colour, width: 2 }),
    fill: new Fill({ color: `${colour}1f` }),
    text:
      resolution < 2
        ? new Text({
            text: label,
            font: LETTERS,
            fill: new Fill({ color: colour }),
            stroke: new Stroke({ color: "#fff", width: 3 }),
            overflow: false,
          })
        : undefined,
  });
}

/** Where a photo was taken, and what it looks at. */
function viewCone(from: Degrees, bearing: number | null, colour: string): Feature[] {
  const place = new Feature(new PointGeometry(fromLonLat([...from])));
  place.setStyle(
    new Style({
      image: new Circle({
        radius: 5,
        fill: new Fill({ color: colour }),
        stroke: new Stroke({ color: "#fff", width: 2 }),
      }),
      zIndex: 8,
    }),
  );
  if (bearing === null) return [place as Feature];
  const edge = [-30, -15, 0, 15, 30].map((turn) => fromLonLat([...reached(from, bearing + turn, CONE_M)]));
  const cone = new Feature(new Polygon([[fromLonLat([...from]), ...edge, fromLonLat([...from])]]));
  cone.setStyle(
    new Style({
      fill: new Fill({ color: `${colour}47` }),
      stroke: new Stroke({ color: colour, width: 1 }),
      zIndex: 7,
    }),
  );
  return [cone as Feature, place as Feature];
}
