/** Layers and images that are still being made ready for drawing: the map says so, and shows them when they are. */
import { csrfToken } from "../desk/csrf";
import type { ViewState } from "./address";
import type { MapContent } from "./content";
import { tell } from "./elements";
import { baseOf, type Imagery } from "./imagery";
import type { MapState } from "./state";

const ASK_AGAIN_MS = 2000;

interface Answer {
  ready: string[];
  /** What the work on each of the others says of itself. */
  waiting: Record<string, string>;
}

export class Readiness {
  private readonly waiting: Map<string, string>;
  private asking = 0;

  constructor(
    private readonly page: Document,
    private readonly content: MapContent,
    private readonly imagery: Imagery,
    private readonly state: MapState,
    private readonly arrived: (id: string) => void,
  ) {
    const all = [...content.layers, ...content.images];
    this.waiting = new Map(all.filter((one) => !one.isReady).map((one) => [one.id, ""]));
    state.watch(() => this.show());
  }

  private show(): void {
    const shown = this.shown(this.state.now).filter((id) => this.waiting.has(id));
    const told = shown.map((id) => {
      const layer = [...this.content.layers, ...this.content.images].find((one) => one.id === id);
      return (this.content.words.preparing ?? "{layer}")
        .replace("{layer}", `${layer?.title ?? ""} ${layer?.edition ?? ""}`.trim())
        .replace("{how_far}", this.waiting.get(id) ?? "");
    });
    tell(this.page, "#map-preparing", told.join("\n"));
    if (shown.length && !this.asking)
      this.asking = window.setTimeout(() => void this.ask(shown), told.length ? 300 : 0);
  }

  private shown(state: ViewState): string[] {
    const images = state.swipe === null ? [baseOf(state, this.imagery)] : [this.imagery.before, this.imagery.after];
    return [...state.layers.keys(), ...images];
  }

  private async ask(ids: string[]): Promise<void> {
    try {
      const response = await fetch(this.content.addresses.ready, {
        method: "POST",
        headers: { "X-CSRFToken": csrfToken(document) },
        body: new URLSearchParams({ of: ids.join(",") }),
      });
      if (response.ok) this.heard((await response.json()) as Answer);
    } catch {
      // the line is down: it is asked again
    }
    this.asking = window.setTimeout(() => {
      this.asking = 0;
      this.show();
    }, ASK_AGAIN_MS);
  }

  private heard({ ready, waiting }: Answer): void {
    for (const id of ready) {
      this.waiting.delete(id);
      this.arrived(id);
    }
    for (const [id, words] of Object.entries(waiting)) this.waiting.set(id, words);
    this.show();
  }
}
