/** The buttons on the map: each says with `data-map-do` what it does. */
import type { ViewState } from "./address";
import { one } from "./elements";
import type { MapState } from "./state";

export type Deeds = Record<string, (control: HTMLElement) => void>;

export class Toolbar {
  constructor(
    private readonly page: Document,
    private readonly deeds: Deeds,
    state: MapState,
  ) {
    page.addEventListener("click", (event) => {
      const control = (event.target as Element).closest<HTMLElement>("[data-map-do]");
      if (control) this.act(control.dataset.mapDo ?? "", control);
    });
    for (const input of page.querySelectorAll<HTMLInputElement>("input[name=by]")) {
      input.addEventListener("change", () => state.change({ by: input.value === "state" ? "state" : "finding" }));
    }
    state.watch((now) => this.show(now));
  }

  act(deed: string, control: HTMLElement = this.page.body): void {
    this.deeds[deed]?.(control);
  }

  press(name: string, isPressed: boolean): void {
    this.button(name)?.setAttribute("aria-pressed", String(isPressed));
  }

  togglePanel(): void {
    const panel = one(this.page, "#map-layers");
    panel.hidden = !panel.hidden;
    this.button("layers")?.setAttribute("aria-expanded", String(!panel.hidden));
    if (!panel.hidden) one(this.page, "#map-layers-title").focus();
    else this.button("layers")?.focus();
  }

  /** Close the panel of layers; false where it is closed. */
  closePanel(): boolean {
    const isOpen = !one(this.page, "#map-layers").hidden;
    if (isOpen) this.togglePanel();
    return isOpen;
  }

  private show(state: ViewState): void {
    this.press("grid", state.grid);
    for (const input of this.page.querySelectorAll<HTMLInputElement>("input[name=by]")) {
      input.checked = input.value === state.by;
    }
  }

  private button(name: string): HTMLElement | null {
    return this.page.querySelector<HTMLElement>(`.map-tools [data-map-do="${name}"]`);
  }
}
