/** The panel of layers and images, and the legend with its counts. */
import type { LayerContent, MapContent, MarkContent } from "./content";
import { NO_IMAGE } from "./imagery";
import { markSvg } from "./marks";

export interface PanelDeeds {
  showBase(id: string): void;
  showLayer(id: string, share: number | null): void;
}

function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  about: Record<string, string> = {},
  ...inside: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(about)) element.setAttribute(key, value);
  element.append(...inside);
  return element;
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
    page: Document,
    private readonly content: MapContent,
    deeds: PanelDeeds,
  ) {
    const images = page.querySelector("#map-images");
    for (const one of [...content.images, null]) {
      const input = make("input", {
        class: "form-check-input",
        type: "radio",
        name: "base",
        value: one?.id ?? NO_IMAGE,
      });
      const words = one ? `${one.title} ${one.edition}`.trim() : (content.words.noImage ?? "");
      images?.append(make("label", { class: "map-layer-name" }, input, words));
      input.addEventListener("change", () => deeds.showBase(input.value));
    }
    const list = page.querySelector("#map-reference");
    for (const layer of [...content.layers].reverse()) list?.append(this.row(layer, deeds));
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

  reflect(base: string, layers: Map<string, number>): void {
    for (const input of document.querySelectorAll<HTMLInputElement>("#map-images input")) {
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

export function fillLegend(list: Element | null, marks: MarkContent[], counts: Record<string, number>): void {
  if (!list) return;
  const lines = marks
    .filter((mark) => counts[mark.value])
    .map((mark) => {
      const sign = make("span", { class: "map-legend-mark" });
      sign.innerHTML = markSvg(mark, 18); // path data of our own server
      const line = make("li", {}, sign, make("span", {}, mark.label), make("b", {}, String(counts[mark.value])));
      return line;
    });
  list.replaceChildren(...lines);
}
