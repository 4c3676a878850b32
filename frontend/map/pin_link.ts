/** What is chosen on the map, as an address that pins it to the return of a submission. There is none for most readers. */
import type { MapState } from "./state";

export function keepPinLink(page: Document, state: MapState): void {
  const link = page.querySelector("#map-pin");
  const address = link?.getAttribute("href") ?? "";
  state.watch((now) => {
    const chosen = [...new Set([...now.chosen, ...(now.patch ? [now.patch] : [])])];
    link?.setAttribute("href", chosen.length ? `${address}?chosen=${chosen.join(",")}` : address);
  });
}
