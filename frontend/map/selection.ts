/** Which patch the pointer is on, which is open in the drawer, and which are picked out. */
import htmx from "htmx.org";
import type { FeatureLike } from "ol/Feature";
import type MapBrowserEvent from "ol/MapBrowserEvent";
import type { ViewState } from "./address";
import type { MapContent } from "./content";
import { one, tell } from "./elements";
import type { Ground } from "./ground";
import type { PatchList } from "./list";
import type { Measuring } from "./measuring";
import type { Patches } from "./patches";
import type { MapState, Why } from "./state";

const NEAR_ENOUGH = 14;

export class Selection {
  private readonly drawer: HTMLElement;

  constructor(
    private readonly page: Document,
    private readonly content: MapContent,
    private readonly ground: Ground,
    private readonly patches: Patches,
    private readonly measuring: Measuring,
    private readonly state: MapState,
    private readonly list: () => PatchList,
  ) {
    this.drawer = one(page, "#drawer");
    ground.map.on("click", (event) => this.clicked(event as MapBrowserEvent<PointerEvent>));
    ground.map.on("pointermove", (event) => {
      if (event.dragging) return;
      const found = measuring.active ? null : patches.at(event.pixel);
      this.point(String(found?.get("uuid") ?? ""));
      one(page, "#map").style.cursor = found ? "pointer" : "";
    });
    new MutationObserver(() => this.drawerClosed()).observe(this.drawer, { attributeFilter: ["hidden"] });
    state.watch((now, was, why) => this.show(now, was, why));
  }

  point(uuid: string): void {
    this.patches.point(uuid);
    this.list().point(uuid);
  }

  /** Open a patch in the drawer; from far away the map goes to where it lies. */
  open(uuid: string, extent = ""): void {
    if (!uuid) return;
    if (uuid === this.state.now.patch) this.load(uuid);
    else this.state.change({ patch: uuid });
    this.list().bringIntoView(uuid);
    const box = extent.split(",").map(Number);
    const isOutside = box.length === 4 && !isInside(box, this.ground.box);
    if (isOutside || (this.ground.view.getZoom() ?? 0) < NEAR_ENOUGH) this.ground.goTo(box);
  }

  /** Open what lies below the cross in the middle: the pointer of those who work by keys. */
  openMiddle(): void {
    const size = this.ground.map.getSize();
    const centre = this.ground.view.getCenter();
    if (!size || !centre) return;
    const found = this.patches.at([(size[0] ?? 0) / 2, (size[1] ?? 0) / 2]);
    if (found) this.openFound(found, centre);
    else tell(this.page, "#map-note", this.content.words.nothingHere ?? "");
  }

  private clicked(event: MapBrowserEvent<PointerEvent>): void {
    if (this.measuring.active) return;
    const found = this.patches.at(event.pixel);
    if (!found) return;
    const { ctrlKey, metaKey, shiftKey } = event.originalEvent;
    if ((ctrlKey || metaKey || shiftKey) && !found.get("count")) this.pick(String(found.get("uuid") ?? ""));
    else this.openFound(found, event.coordinate);
  }

  private openFound(found: FeatureLike, at: number[]): void {
    if (found.get("count")) this.ground.zoomInto(at);
    else this.open(String(found.get("uuid") ?? ""));
  }

  private pick(uuid: string): void {
    const { chosen } = this.state.now;
    this.state.change({ chosen: chosen.includes(uuid) ? chosen.filter((other) => other !== uuid) : [...chosen, uuid] });
  }

  private show(state: ViewState, was: ViewState | null, why: Why): void {
    const count = state.chosen.length;
    const words = this.content.words.selected ?? "";
    tell(this.page, "#map-note", count ? words.replace("{count}", String(count)) : "");
    if (state.patch === (was?.patch ?? "")) return;
    if (state.patch) this.load(state.patch);
    else if (why === "history") this.hideDrawer();
  }

  private load(uuid: string): void {
    const address = this.content.addresses.card.replace("{uuid}", encodeURIComponent(uuid));
    // Asked for by the map and not by the list: of what one element asks for while it waits, only the last is kept.
    void htmx.ajax("get", address, { target: "#drawer", source: "#map", swap: "innerHTML" });
  }

  private hideDrawer(): void {
    this.drawer.hidden = true;
    this.drawer.replaceChildren();
  }

  /** The drawer gives back the address from before it was opened: where one is by now is written over it. */
  private drawerClosed(): void {
    if (this.drawer.hidden && this.state.now.patch) this.state.goOn({ patch: "" });
  }
}

function isInside(box: number[], window: number[]): boolean {
  const [west = 0, south = 0, east = 0, north = 0] = box;
  const [left = 0, bottom = 0, right = 0, top = 0] = window;
  return west >= left && south >= bottom && east <= right && north <= top;
}
