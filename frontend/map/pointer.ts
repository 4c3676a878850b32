/** Where the pointer is, in degrees and in metres of the working zone; without a pointer: where the middle is. */
import type OlMap from "ol/Map";
import { toLonLat } from "ol/proj";
import type { MapContent } from "./content";
import { inSeconds, type Zone, zoneOf } from "./coordinates";
import { one } from "./elements";

export class Pointer {
  private readonly zone: Zone;
  private isOver = false;

  constructor(
    private readonly page: Document,
    private readonly map: OlMap,
    private readonly content: MapContent,
  ) {
    this.zone = zoneOf(content.meridian);
    map.on("pointermove", (event) => {
      if (event.dragging) return;
      this.isOver = true;
      this.tell(event.coordinate);
    });
    one(page, "#map").addEventListener("pointerleave", () => {
      this.isOver = false;
      this.tellMiddle();
    });
    map.on("moveend", () => this.tellMiddle());
  }

  private tellMiddle(): void {
    const centre = this.map.getView().getCenter();
    if (centre && !this.isOver) this.tell(centre);
  }

  private tell(coordinate: number[]): void {
    const { words, meridian } = this.content;
    const [longitude, latitude] = toLonLat(coordinate) as [number, number];
    const [east, north] = this.zone.toMetres(longitude, latitude);
    one(this.page, "[data-whose]").textContent = (this.isOver ? words.pointer : words.middle) ?? "";
    one(this.page, "[data-degrees]").textContent = `${inSeconds(longitude)} ${inSeconds(latitude)}`;
    one(this.page, "[data-metres]").textContent =
      `Y ${east.toFixed(1)}  X ${north.toFixed(1)} · ${words.zone} ${meridian}°`;
  }
}
