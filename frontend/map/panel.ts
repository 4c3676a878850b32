/** The panel of layers and images. */
import type { LayerContent, MapContent } from "./content";
import { make, one } from "./elements";
import { baseOf, type Imagery, NO_IMAGE } from "./imagery";
import type { MapState } from "./state";

export interface PanelDeeds {
  showBase(id: string): void;
  showLayer(id: string, share: number | null): void;
}

function swatch(layer: LayerContent): HTMLElement {
  const found = make("i", { class: "map-swatch", "aria-hidden": "true" });
  found.style.borderColor = layer.line;
  found.style.background = layer.fill || layer.legend[0]?.fill || "none";
  if (layer.dash.length) found.style.borderStyle = "dashed";
  return found;
}

export class Panel {
  private readonly rows = new Map<string, { box: HTMLInputElement; range: HTMLInputElement; more: HTMLElement }>();

  constructor(
    private readonly page: Document,
    private readonly content: MapContent,
    imagery: Imagery,
    state: MapState,
    deeds: PanelDeeds,
  ) {
    const images = one(page, "#map-images");
    for (const one of [...content.images, null]) {
      const input = make("input", {
        class: "form-check-input",
        type: "radio",
        name: "base",
        value: one?.id ?? NO_IMAGE,
      });
      const words = one ? `${one.title} ${one.edition}`.trim() : (content.words.noImage ?? "");
      images.append(make("label", { class: "map-layer-name" }, input, words));
      input.addEventListener("change", () => deeds.showBase(input.value));
    }
    const list = one(page, "#map-reference");
    for (const layer of [...content.layers].reverse()) list.append(this.row(layer, deeds));
    state.watch((now) => this.reflect(baseOf(now, imagery), now.layers));
  }

  private row(layer: LayerContent, deeds: PanelDeeds): HTMLElement {
    const box = make("input", { class: "form-check-input", type: "checkbox", value: layer.id });
    const name = make("label", { class: "map-layer-name" }, box, swatch(layer), layer.title);
    if (layer.edition) name.append(make("small", { class: "mute" }, layer.edition));
    const range = make("input", {
      class: "form-range",
      type: "range",
      min: "5",
      max: "100",
      step: "5",
      value: String(Math.round(layer.opacity * 100)),
      "aria-label": `${this.content.words.opacity ?? ""} ${layer.title}`,
    });
    const more = make("div", { class: "map-layer-more" }, range);
    if (layer.legend.length) {
      const lines = layer.legend.map((line) => {
        const patch = make("i", { class: "map-swatch", "aria-hidden": "true" });
        patch.style.background = line.fill;
        patch.style.borderColor = layer.line;
        return make("li", {}, patch, `${line.code} ${line.label}`.trim());
      });
      more.append(make("ul", { class: "map-layer-legend" }, ...lines));
    }
    more.hidden = true;
    const tell = () => deeds.showLayer(layer.id, box.checked ? Number(range.value) / 100 : null);
    box.addEventListener("change", tell);
    range.addEventListener("input", tell);
    this.rows.set(layer.id, { box, range, more });
    return make("div", { class: "map-layer" }, name, more);
  }

  private reflect(base: string, layers: Map<string, number>): void {
    for (const input of this.page.querySelectorAll<HTMLInputElement>("#map-images input")) {
      input.checked = input.value === base;
    }
    for (const [id, { box, range, more }] of this.rows) {
      const share = layers.get(id);
      box.checked = share !== undefined;
      more.hidden = share === undefined;
      if (share !== undefined) range.value = String(Math.round(share * 100));
    }
  }
}
