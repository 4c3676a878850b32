/** The address of this view as a printed sheet. */
import { filterQuery } from "./address";
import type { MapContent } from "./content";
import { one } from "./elements";
import type { Ground } from "./ground";
import { type Imagery, NO_IMAGE } from "./imagery";
import type { MapState } from "./state";
import { imageOfSheet } from "./swipe";

export function keepPrintLink(
  page: Document,
  content: MapContent,
  state: MapState,
  ground: Ground,
  imagery: Imagery,
): void {
  state.watch((now) => {
    const query = filterQuery(now);
    query.set("box", ground.box.map((side) => side.toFixed(6)).join(","));
    query.set("by", now.by);
    const base = imageOfSheet(now, imagery);
    if (base !== NO_IMAGE) query.set("base", base);
    if (now.layers.size) query.set("layers", [...now.layers.keys()].join(","));
    one(page, "#map-print").setAttribute("href", `${content.addresses.print}?${query}`);
  });
}
