/** Draws a patch on the desk: pictures with their outline, areas, bars, the proposal and what is unknown. */
import { fill, type Page, type Patch } from "./patches";

export type Parts = (name: string) => HTMLElement;

/** Load the pictures of a patch, so that showing it waits for nothing. */
export function warm(patch: Patch): void {
  for (const address of [patch.before.url, patch.after.url, patch.drawing]) {
    if (!address) continue;
    const image = new Image();
    image.src = address;
    void image.decode?.().catch(() => undefined); // what cannot be shown says so when it is its turn
  }
}

export function draw(desk: HTMLElement, part: Parts, patch: Patch, words: Page["words"]): void {
  for (const figure of desk.querySelectorAll<HTMLElement>("figure[data-when]"))
    drawPicture(figure, patch, figure.dataset.when === "before" ? "before" : "after", words);
  desk.toggleAttribute("data-drawing", Boolean(patch.drawing));
  for (const name of ["number", "place", "list", "mu", "metres"] as const) part(name).textContent = patch[name];
  (part("dossier") as HTMLAnchorElement).href = patch.dossier;
  part("ring").textContent = fill(words.ring ?? "", { n: patch.away });
  drawBars(part("bars"), patch, words);
  drawProposal(part, patch, words);
  drawEarlier(part("earlier"), patch, words);
}

function drawPicture(figure: HTMLElement, patch: Patch, when: "before" | "after", words: Page["words"]): void {
  const image = figure.querySelector("img") as HTMLImageElement;
  const none = figure.querySelector(".desk-none") as HTMLElement;
  const caption = figure.querySelector("figcaption b") as HTMLElement;
  const address = patch[when].url || patch.drawing;
  image.hidden = !address;
  if (address) image.src = address;
  else image.removeAttribute("src");
  image.alt = address ? `${words[when]} ${patch[when].on}` : "";
  none.hidden = Boolean(patch[when].url);
  none.textContent = patch.drawing ? (words.drawing ?? "") : (words.noPicture ?? "");
  caption.textContent = patch[when].on;
  const svg = figure.querySelector("svg") as SVGElement;
  svg.toggleAttribute("hidden", !patch[when].url);
  for (const [name, path] of [
    ["ring", patch.ring],
    ["halo", patch.outline],
    ["line", patch.outline],
  ] as const)
    svg.querySelector(`.${name}`)?.setAttribute("d", path);
}

const SVG = "http://www.w3.org/2000/svg";

function drawBars(list: HTMLElement, patch: Patch, words: Page["words"]): void {
  list.replaceChildren(
    ...patch.bars.map((bar) => {
      const row = document.createElement("div");
      const title = document.createElement("dt");
      const value = document.createElement("dd");
      title.textContent = bar.title;
      if (bar.unknown) value.append(named("span", "mute", bar.unknown));
      else {
        const svg = document.createElementNS(SVG, "svg");
        for (const [name, text] of Object.entries({ viewBox: "0 0 100 8", preserveAspectRatio: "none" }))
          svg.setAttribute(name, text);
        svg.setAttribute("class", `bar bar-${bar.kind}`);
        svg.setAttribute("aria-hidden", "true");
        for (const [name, width] of [
          ["ground", "100"],
          ["fill", bar.share],
        ] as const) {
          const block = document.createElementNS(SVG, "rect");
          block.setAttribute("class", name);
          block.setAttribute("width", width);
          block.setAttribute("height", "8");
          svg.append(block);
        }
        const figure = named("span", "n", bar.mu);
        figure.setAttribute("aria-hidden", "true"); // heard with its unit
        value.append(svg, figure, named("span", "only-heard", fill(words.heardMu ?? "", { mu: bar.mu })));
      }
      row.append(title, value);
      return row;
    }),
  );
}

function drawProposal(part: Parts, patch: Patch, words: Page["words"]): void {
  const { proposal } = patch;
  part("proposal").textContent = proposal.label || (words.noProposal ?? "");
  part("row").textContent = proposal.row
    ? fill(words.rowOf ?? "", { table: proposal.table ?? "", because: proposal.because ?? "" })
    : "";
  part("cites").textContent = (proposal.cites ?? []).join("；");
  const missing = part("missing");
  missing.hidden = proposal.missing.length === 0;
  const seen = named("span", "", proposal.missing.map((one) => one.title).join("、"));
  seen.setAttribute("aria-hidden", "true"); // what is heard says more
  seen.title = proposal.missing.map((one) => `${one.title} ← ${one.by}`).join("\n");
  const heard = proposal.missing.map((one) => fill(words.missing ?? "", one)).join("；");
  missing.replaceChildren(named("b", "", `${words.unknown}：`), seen, named("span", "only-heard", heard));
  const found = part("found");
  found.hidden = !patch.found.label;
  found.replaceChildren(
    named("b", "", `${words.known}：${patch.found.label ?? ""}`),
    " ",
    named("span", "mute", patch.found.source ?? ""),
  );
  part("suggested").textContent = patch.suggestedLabel
    ? `${part("suggested").dataset.title ?? ""} ${patch.suggestedLabel}`
    : (part("suggested").dataset.title ?? "");
  const doubts = part("doubts");
  doubts.hidden = patch.doubts.length === 0;
  doubts.replaceChildren(...patch.doubts.map((one) => named("li", "", fill(words.doubted ?? "", one))));
}

function drawEarlier(place: HTMLElement, patch: Patch, words: Page["words"]): void {
  if (patch.earlier.length === 0) {
    place.replaceChildren(named("span", "mute", words.noEarlier ?? ""));
    return;
  }
  place.replaceChildren(
    ...patch.earlier.map((one) => {
      const link = named("a", "", `${one.year} ${one.number}`) as HTMLAnchorElement;
      link.href = one.url;
      const line = document.createElement("p");
      line.append(link, ` ${one.said}`);
      return line;
    }),
  );
}

function named(tag: string, name: string, text: string): HTMLElement {
  const made = document.createElement(tag);
  if (name) made.className = name;
  made.textContent = text;
  return made;
}
