/** The page of the map at work: what people do changes the state, and the state is shown. */
import htmx from "htmx.org";
import ScaleLine from "ol/control/ScaleLine";
import Feature from "ol/Feature";
import { Point } from "ol/geom";
import { defaults as defaultInteractions } from "ol/interaction/defaults";
import VectorLayer from "ol/layer/Vector";
import type VectorTileLayer from "ol/layer/VectorTile";
import OlMap from "ol/Map";
import type MapBrowserEvent from "ol/MapBrowserEvent";
import { fromLonLat, toLonLat, transformExtent } from "ol/proj";
import VectorSource from "ol/source/Vector";
import { Circle, Fill, Stroke, Style } from "ol/style";
import View from "ol/View";
import { isWriting } from "../desk/keys";
import { FILTERS, filterQuery, readAddress, type ViewState, writeAddress } from "./address";
import { type Kind, type MapContent, readContent } from "./content";
import { inSeconds, zoneOf } from "./coordinates";
import { Imagery, NO_IMAGE } from "./imagery";
import { FINEST_ZOOM, graticule, referenceLayer } from "./layers";
import { type Counts, PatchList } from "./list";
import { Marks } from "./marks";
import { type Measure, Measuring } from "./measuring";
import { fillLegend, Panel } from "./panel";
import { Patches } from "./patches";

const DEGREES = "EPSG:4326"; // CGCS2000 and WGS 84 differ by less than a pixel at any zoom of the map
const GRID = "EPSG:3857";
const SETTLE_MS = 250;
const ROOM = [40, 40, 40, 40];
const PIN = new Style({
  image: new Circle({
    radius: 7,
    fill: new Fill({ color: "#b3261e" }),
    stroke: new Stroke({ color: "#fff", width: 2.5 }),
  }),
});

export function beginMap(page: Document): void {
  const content = readContent(page);
  if (content) new MapPage(page, content).begin();
}

class MapPage {
  private state: ViewState;
  private readonly map: OlMap;
  private readonly marks: Marks;
  private readonly patches: Patches;
  private readonly imagery: Imagery;
  private readonly list: PatchList;
  private readonly panel: Panel;
  private readonly measuring: Measuring;
  private readonly reference = new Map<string, VectorTileLayer>();
  private readonly grid = graticule();
  private readonly pin = new VectorSource();
  private counts: Counts = { finding: {}, state: {} };
  private version: string;
  private settling = 0;
  private isApplying = false;

  constructor(
    private readonly page: Document,
    private readonly content: MapContent,
  ) {
    this.state = readAddress(location.search);
    this.version = content.version;
    const canvas = this.one("#map");
    canvas.setAttribute("aria-label", content.words.mapLabel ?? "");
    canvas.setAttribute("role", "application");
    this.map = new OlMap({
      target: canvas,
      controls: [new ScaleLine({ target: this.one("#map-scale"), minWidth: 70 })],
      interactions: defaultInteractions({ altShiftDragRotate: false, pinchRotate: false }),
      view: new View({ projection: GRID, enableRotation: false, maxZoom: FINEST_ZOOM + 1, minZoom: 4 }),
    });
    const zoomOf = (resolution: number) => this.map.getView().getZoomForResolution(resolution) ?? 0;
    this.marks = new Marks(content.marks);
    this.patches = new Patches(this.marks, content.addresses.patchTiles, zoomOf);
    this.imagery = new Imagery(this.map, content.images);
    for (const layer of content.layers) {
      const drawn = referenceLayer(layer);
      this.reference.set(layer.id, drawn);
      this.map.addLayer(drawn);
    }
    this.map.addLayer(this.patches.layer);
    this.map.addLayer(this.patches.above);
    this.map.addLayer(this.grid);
    this.map.addLayer(new VectorLayer({ source: this.pin, style: PIN, zIndex: 250 }));
    this.measuring = new Measuring(this.map, content.addresses.measure, content.words, (text) => this.tell(text));
    this.panel = new Panel(page, content, {
      showBase: (id) => this.change({ base: id, swipe: null }),
      showLayer: (id, share) => this.showLayer(id, share),
    });
    this.list = new PatchList(page, content, this.marks, {
      point: (uuid) => this.point(uuid),
      open: (row) => this.open(row.dataset.patch ?? "", row.dataset.extent),
      counted: (counts, version) => this.counted(counts, version),
    });
  }

  begin(): void {
    if (window.matchMedia("(max-width: 48rem)").matches) this.one("#map-legend").removeAttribute("open");
    if (!this.content.chosen) this.state.patch = ""; // none of theirs, or none at all
    this.apply(true);
    this.listen();
    if (this.state.patch) this.loadCard(this.state.patch);
  }

  // The state -------------------------------------------------------------------------------------------------------

  /** Change the state by a deed of the person: Back takes it back. */
  private change(part: Partial<ViewState>): void {
    this.state = { ...this.state, ...part };
    this.remember(true);
    this.apply(false);
  }

  private remember(isDeed: boolean): void {
    const address = writeAddress(this.state);
    if (address === location.search) return;
    if (isDeed) history.pushState({}, "", address);
    else history.replaceState(history.state, "", address);
  }

  /** Show the state: what differs is changed. */
  private apply(withView: boolean): void {
    this.isApplying = true;
    const { state } = this;
    if (withView) this.placeView();
    this.imagery.show(this.baseOf(state), state.swipe);
    for (const [id, layer] of this.reference) {
      const share = state.layers.get(id);
      layer.setVisible(share !== undefined);
      if (share !== undefined) layer.setOpacity(share);
    }
    this.grid.setVisible(state.grid);
    this.panel.reflect(this.baseOf(state), state.layers);
    this.patches.by = state.by;
    this.list.by = state.by;
    this.list.draw();
    this.patches.chosen = new Set([...state.chosen, ...(state.patch ? [state.patch] : [])]);
    this.patches.ask(filterQuery(state), this.version);
    this.patches.redraw();
    this.pin.clear();
    if (state.pin) this.pin.addFeature(new Feature(new Point(fromLonLat(state.pin))));
    this.reflectControls();
    this.isApplying = false;
    this.readList();
  }

  private baseOf(state: ViewState): string {
    return state.base ?? (this.imagery.after || this.imagery.before || NO_IMAGE);
  }

  private placeView(): void {
    const { state, content } = this;
    const view = this.map.getView();
    if (state.centre && state.zoom !== null) {
      view.setCenter(fromLonLat(state.centre));
      view.setZoom(state.zoom);
      return;
    }
    const chosen = state.patch && content.chosen ? content.chosen : null;
    const box = state.fit ?? chosen ?? content.bounds;
    view.fit(transformExtent(box, DEGREES, GRID), {
      padding: ROOM,
      maxZoom: chosen ? 17 : 16,
      size: this.map.getSize(),
    });
  }

  private reflectControls(): void {
    const { state } = this;
    const isOn: Record<string, boolean> = {
      swipe: state.swipe !== null,
      grid: state.grid,
      length: this.measuring.active === "length",
      area: this.measuring.active === "area",
    };
    for (const [name, on] of Object.entries(isOn)) {
      this.page.querySelector(`.map-tools [data-map-do="${name}"]`)?.setAttribute("aria-pressed", String(on));
    }
    const swipe = this.page.querySelector<HTMLButtonElement>('.map-tools [data-map-do="swipe"]');
    if (swipe) swipe.disabled = !this.imagery.canSwipe;
    const bar = this.one("#map-swipe");
    bar.hidden = state.swipe === null || !this.imagery.canSwipe;
    if (state.swipe !== null) {
      bar.style.setProperty("--at", `${state.swipe}%`);
      this.one(".map-swipe-line").setAttribute("aria-valuenow", state.swipe.toFixed(0));
      this.one("[data-swipe-left]").textContent = this.imagery.titleOf(this.imagery.before);
      this.one("[data-swipe-right]").textContent = this.imagery.titleOf(this.imagery.after);
    }
    for (const input of this.page.querySelectorAll<HTMLInputElement>("input[name=by]")) {
      input.checked = input.value === state.by;
    }
    const form = this.page.querySelector<HTMLFormElement>("#map-filter");
    for (const name of FILTERS) {
      const field = form?.elements.namedItem(name) as HTMLInputElement | HTMLSelectElement | null;
      if (field && field !== this.page.activeElement) field.value = state.filter[name];
    }
    this.list.emphasise(this.patches.hovered, state.patch, new Set(state.chosen));
    this.fillLegend();
    this.preparePrint();
    if (this.state.chosen.length && !this.measuring.active) {
      this.tell((this.content.words.selected ?? "").replace("{count}", String(state.chosen.length)));
    }
  }

  private fillLegend(): void {
    const { by } = this.state;
    fillLegend(this.page.querySelector("#map-legend ul"), this.content.marks[by], this.counts[by]);
  }

  private preparePrint(): void {
    const query = filterQuery(this.state);
    query.set(
      "box",
      this.box()
        .map((side) => side.toFixed(6))
        .join(","),
    );
    query.set("by", this.state.by);
    const base = this.state.swipe === null ? this.baseOf(this.state) : this.imagery.after;
    if (base !== NO_IMAGE) query.set("base", base);
    if (this.state.layers.size) query.set("layers", [...this.state.layers.keys()].join(","));
    this.page.querySelector("#map-print")?.setAttribute("href", `${this.content.addresses.print}?${query}`);
  }

  // What people do ----------------------------------------------------------------------------------------------------

  private listen(): void {
    const { map, page } = this;
    map.on("moveend", () => this.settled());
    map.on("click", (event) => this.clicked(event as MapBrowserEvent<PointerEvent>));
    map.on("pointermove", (event) => {
      if (event.dragging) return;
      this.tellWhere(event.coordinate);
      const found = this.measuring.active ? null : this.patches.at(map, event.pixel);
      this.point(String(found?.get("uuid") ?? ""));
      this.one("#map").style.cursor = found ? "pointer" : "";
    });
    page.addEventListener("click", (event) => {
      const control = (event.target as Element).closest<HTMLElement>("[data-map-do]");
      if (control) this.act(control.dataset.mapDo ?? "", control);
      if ((event.target as Element).closest("[data-close-drawer]")) this.closed();
    });
    page.addEventListener("keydown", (event) => this.pressed(event));
    page.addEventListener("keyup", (event) => {
      if (event.key === "b") this.showFlicker(false);
    });
    const form = page.querySelector<HTMLFormElement>("#map-filter");
    form?.addEventListener("submit", (event) => event.preventDefault());
    form?.addEventListener("input", (event) => {
      clearTimeout(this.settling);
      // What is chosen counts at once: the view that is still settling would write over it. What is typed settles first.
      if (event.target instanceof HTMLSelectElement) this.filter(form);
      else this.settling = window.setTimeout(() => this.filter(form), SETTLE_MS);
    });
    for (const input of page.querySelectorAll<HTMLInputElement>("input[name=by]")) {
      input.addEventListener("change", () => this.change({ by: input.value as Kind }));
    }
    window.addEventListener("popstate", () => {
      const before = this.state.patch;
      this.state = readAddress(location.search);
      this.apply(true);
      if (this.state.patch && this.state.patch !== before) this.loadCard(this.state.patch);
      if (!this.state.patch) this.hideDrawer();
    });
    this.listenToSwipe();
    new ResizeObserver(() => map.updateSize()).observe(this.one("#map-view"));
  }

  private act(deed: string, control: HTMLElement): void {
    const view = this.map.getView();
    const deeds: Record<string, () => void> = {
      nearer: () => view.animate({ zoom: (view.getZoom() ?? 10) + 1, duration: 180 }),
      farther: () => view.animate({ zoom: (view.getZoom() ?? 10) - 1, duration: 180 }),
      all: () => this.goTo(this.content.bounds),
      layers: () => this.togglePanel(),
      list: () => this.one("#map-page").classList.toggle("has-list-hidden"),
      swipe: () => this.imagery.canSwipe && this.change({ swipe: this.state.swipe === null ? 50 : null }),
      grid: () => this.change({ grid: !this.state.grid }),
      length: () => this.measure("length"),
      area: () => this.measure("area"),
      go: () => this.goTo((control.dataset.extent ?? "").split(",").map(Number)),
    };
    deeds[deed]?.();
  }

  private pressed(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.key === "Escape" && this.measuring.active) this.measure(this.measuring.active);
    if (isWriting(event.target) || this.page.querySelector("dialog[open]")) return;
    const onSlider = (event.target as Element).closest?.("[role=slider], input, select");
    const isInList = (event.target as Element).closest?.("#map-list, #drawer");
    const steps: Record<string, [number, number]> = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, 1],
      ArrowDown: [0, -1],
    };
    const step = steps[event.key];
    const keys: Record<string, string> = {
      "+": "nearer",
      "=": "nearer",
      "-": "farther",
      "0": "all",
      l: "layers",
      s: "swipe",
      g: "grid",
      m: "length",
      a: "area",
    };
    if (step && !onSlider && !isInList) {
      event.preventDefault();
      this.pan(step);
    } else if (event.key === "f") {
      event.preventDefault();
      this.one("#map-page").classList.remove("has-list-hidden");
      this.one("#map-filter input").focus();
    } else if (event.key === "b") {
      if (!event.repeat) this.showFlicker(true);
    } else if (keys[event.key]) {
      event.preventDefault();
      this.act(keys[event.key] ?? "", this.page.body);
    }
  }

  private pan([across, up]: [number, number]): void {
    const view = this.map.getView();
    const [x, y] = view.getCenter() ?? [0, 0];
    const reach = (view.getResolution() ?? 1) * 160;
    view.animate({ center: [(x ?? 0) + across * reach, (y ?? 0) + up * reach], duration: 120 });
  }

  private goTo(box: number[]): void {
    if (box.length !== 4 || !box.every(Number.isFinite)) return;
    this.map.getView().fit(transformExtent(box, DEGREES, GRID), { padding: ROOM, maxZoom: 17, duration: 250 });
  }

  private measure(measure: Measure): void {
    this.measuring.toggle(measure);
    this.reflectControls();
  }

  private showLayer(id: string, share: number | null): void {
    const layers = new Map(this.state.layers);
    const isNew = layers.has(id) !== (share !== null);
    if (share === null) layers.delete(id);
    else layers.set(id, share);
    if (isNew) this.change({ layers });
    else {
      this.state.layers = layers; // an opacity that is still being drawn: one step back, not fifty
      this.reference.get(id)?.setOpacity(share ?? 1);
      this.remember(false);
    }
  }

  private filter(form: HTMLFormElement): void {
    const told = new FormData(form);
    const filter = { ...this.state.filter };
    for (const name of FILTERS) filter[name] = String(told.get(name) ?? "").trim();
    this.change({ filter });
  }

  private togglePanel(): void {
    const panel = this.one("#map-layers");
    panel.hidden = !panel.hidden;
    this.page.querySelector('.map-tools [data-map-do="layers"]')?.setAttribute("aria-expanded", String(!panel.hidden));
    if (!panel.hidden) this.one("#map-layers-title").focus();
  }

  private showFlicker(isHeld: boolean): void {
    const told = this.imagery.flicker(isHeld);
    const note = this.one("#map-flicker");
    note.hidden = !told;
    note.textContent = told;
  }

  private listenToSwipe(): void {
    const line = this.one(".map-swipe-line");
    const at = (share: number) => {
      this.state.swipe = Math.min(100, Math.max(0, share));
      this.imagery.show(this.baseOf(this.state), this.state.swipe);
      this.reflectControls();
      this.remember(false);
    };
    line.addEventListener("pointerdown", (event) => {
      line.setPointerCapture(event.pointerId);
      event.preventDefault();
      line.focus();
    });
    line.addEventListener("pointermove", (event) => {
      if (!line.hasPointerCapture(event.pointerId)) return;
      const box = this.one("#map-view").getBoundingClientRect();
      at(((event.clientX - box.left) / box.width) * 100);
    });
    line.addEventListener("keydown", (event) => {
      const steps: Record<string, number> = { ArrowLeft: -2, ArrowRight: 2, PageDown: -10, PageUp: 10 };
      if (this.state.swipe === null) return;
      if (event.key in steps) at(this.state.swipe + (steps[event.key] ?? 0));
      else if (event.key === "Home") at(0);
      else if (event.key === "End") at(100);
      else return;
      event.preventDefault();
    });
  }

  // Patches -----------------------------------------------------------------------------------------------------------

  private clicked(event: MapBrowserEvent<PointerEvent>): void {
    if (this.measuring.active) return;
    const found = this.patches.at(this.map, event.pixel);
    if (!found) return;
    if (found.get("count")) {
      const view = this.map.getView();
      view.animate({ center: event.coordinate, zoom: (view.getZoom() ?? 10) + 2, duration: 220 });
      return;
    }
    const uuid = String(found.get("uuid") ?? "");
    const { originalEvent } = event;
    if (originalEvent.ctrlKey || originalEvent.metaKey || originalEvent.shiftKey) {
      const chosen = this.state.chosen.includes(uuid)
        ? this.state.chosen.filter((one) => one !== uuid)
        : [...this.state.chosen, uuid];
      this.change({ chosen });
    } else this.open(uuid);
  }

  private point(uuid: string): void {
    if (uuid === this.patches.hovered) return;
    this.patches.hovered = uuid;
    this.patches.above.changed();
    this.list.emphasise(uuid, this.state.patch, new Set(this.state.chosen));
  }

  private open(uuid: string, extent?: string): void {
    if (!uuid) return;
    this.change({ patch: uuid });
    this.list.bringIntoView(uuid);
    this.loadCard(uuid);
    const box = (extent ?? "").split(",").map(Number);
    if (box.length === 4 && (this.map.getView().getZoom() ?? 0) < 14) this.goTo(box);
  }

  private loadCard(uuid: string): void {
    const address = this.content.addresses.card.replace("{uuid}", encodeURIComponent(uuid));
    void htmx.ajax("get", address, { target: "#drawer", source: "#map-rows", swap: "innerHTML" });
  }

  /** The drawer was closed by its own button: the address it gives back is the one before, so ours is written anew. */
  private closed(): void {
    this.state.patch = "";
    queueMicrotask(() => {
      history.replaceState({}, "", writeAddress(this.state));
      this.apply(false);
    });
  }

  private hideDrawer(): void {
    const drawer = this.one("#drawer");
    drawer.hidden = true;
    drawer.replaceChildren();
  }

  // What follows the view ---------------------------------------------------------------------------------------------

  private settled(): void {
    const view = this.map.getView();
    const centre = view.getCenter();
    if (!centre || this.isApplying) return;
    this.state.centre = toLonLat(centre) as [number, number];
    this.state.zoom = view.getZoom() ?? null;
    this.state.fit = null;
    this.remember(false);
    this.preparePrint();
    clearTimeout(this.settling);
    this.settling = window.setTimeout(() => this.readList(), SETTLE_MS);
  }

  private box(): number[] {
    const size = this.map.getSize();
    if (!size || !this.map.getView().isDef()) return this.content.bounds;
    return transformExtent(this.map.getView().calculateExtent(size), GRID, DEGREES);
  }

  private readList(): void {
    if (this.map.getView().isDef()) this.list.ask(filterQuery(this.state), this.box());
  }

  private counted(counts: Counts, version: string): void {
    this.counts = counts;
    if (version && version !== this.version) {
      this.version = version;
      this.patches.ask(filterQuery(this.state), version);
    }
    this.list.emphasise(this.patches.hovered, this.state.patch, new Set(this.state.chosen));
    this.fillLegend();
  }

  private tellWhere(coordinate: number[]): void {
    const [longitude, latitude] = toLonLat(coordinate) as [number, number];
    const [east, north] = zoneOf(this.content.meridian).toMetres(longitude, latitude);
    const degrees = this.page.querySelector("[data-degrees]");
    const metres = this.page.querySelector("[data-metres]");
    if (degrees) degrees.textContent = `${inSeconds(longitude)} ${inSeconds(latitude)}`;
    if (metres) {
      metres.textContent = `Y ${east.toFixed(1)}  X ${north.toFixed(1)} · ${this.content.words.zone} ${this.content.meridian}°`;
    }
  }

  private tell(text: string): void {
    const note = this.one("#map-measure");
    note.hidden = !text;
    note.textContent = text;
  }

  private one(selector: string): HTMLElement {
    const found = this.page.querySelector<HTMLElement>(selector);
    if (!found) throw new Error(`the page has no ${selector}`);
    return found;
  }
}
