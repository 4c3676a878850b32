/** Draws the cut of a patch: clicks set points on the drawing, which stand as coordinates in the text beside it.
 *
 * The text is what is sent; typing in it redraws the line. `[data-paper]` says where its corner lies in metres and how
 * many metres a millimetre of it is. What the server answers with (`data-piece-path`) is coloured on the drawing.
 */
const SVG = "http://www.w3.org/2000/svg";
const NUMBERS = /[-+]?\d+(?:\.\d+)?/g;
const LOWEST_NORTHING = 1_600_000;
const ZONE_PREFIX = 1_000_000;

interface Paper {
  west: number;
  north: number;
  metres: number;
}
type Point = [number, number];

export function drawCuts(page: Document): void {
  const paperOf = (svg: SVGSVGElement): Paper => ({
    west: Number(svg.dataset.west),
    north: Number(svg.dataset.north),
    metres: Number(svg.dataset.metres),
  });
  const parts = (form: Element) => ({
    svg: form.querySelector<SVGSVGElement>("svg[data-paper]"),
    text: form.querySelector<HTMLTextAreaElement>("[data-points-text]"),
  });

  const draw = (form: Element) => {
    const { svg, text } = parts(form);
    if (!svg || !text) return;
    const points = pointsOf(text.value, paperOf(svg));
    const isOutline = form.querySelector<HTMLInputElement>('input[name="as"]:checked')?.value === "outline";
    const path = points.map(([x, y]) => `${x.toFixed(2)} ${y.toFixed(2)}`).join(" L");
    svg.querySelector("[data-cut]")?.setAttribute("d", path ? `M${path}${isOutline ? "Z" : ""}` : "");
    const group = svg.querySelector("[data-points]");
    group?.replaceChildren(
      ...points.map(([x, y]) => {
        const dot = page.createElementNS(SVG, "circle");
        for (const [name, value] of Object.entries({ cx: x, cy: y, r: 0.9 })) dot.setAttribute(name, String(value));
        return dot;
      }),
    );
    svg.querySelector("[data-pieces]")?.replaceChildren();
  };
  const write = (form: Element, change: (lines: string[]) => string[]) => {
    const { text } = parts(form);
    if (!text) return;
    text.value = change(text.value.split("\n").filter((line) => line.trim())).join("\n");
    text.dispatchEvent(new Event("input", { bubbles: true }));
    const enough = text.value.split("\n").filter((line) => line.trim()).length >= 2;
    if (enough) form.querySelector<HTMLElement>("[data-preview]")?.click();
  };

  page.addEventListener("click", (event) => {
    const target = event.target as Element;
    const form = target.closest("[data-cutting]");
    if (!form) return;
    const svg = target.closest<SVGSVGElement>("svg[data-paper]");
    if (svg) {
      const box = svg.getBoundingClientRect();
      const across = svg.viewBox.baseVal.width / box.width;
      const paper = paperOf(svg);
      const x = (event.clientX - box.left) * across;
      const y = (event.clientY - box.top) * across;
      const northing = paper.north - y * paper.metres;
      const easting = paper.west + x * paper.metres;
      write(form, (lines) => [...lines, `${northing.toFixed(3)}, ${easting.toFixed(3)}`]);
    } else if (target.closest("[data-clear]")) write(form, () => []);
  });
  page.addEventListener("keydown", (event) => {
    const svg = (event.target as Element).closest("svg[data-paper]");
    const form = svg?.closest("[data-cutting]");
    if (!form || event.key !== "Backspace") return;
    event.preventDefault();
    write(form, (lines) => lines.slice(0, -1));
  });
  for (const kind of ["input", "change"])
    page.addEventListener(kind, (event) => {
      const form = (event.target as Element).closest("[data-cutting]");
      if (form) draw(form);
    });
  page.addEventListener("htmx:afterSwap", (event) => {
    const form = (event.target as Element).closest("[data-cutting]");
    if (form) colour(page, form);
  });
  for (const form of page.querySelectorAll("[data-cutting]")) {
    draw(form);
    colour(page, form);
  }
}

/** The points of a text on the paper: the last two numbers of each line, northing and easting in either order. */
export function pointsOf(text: string, paper: Paper): Point[] {
  const points: Point[] = [];
  for (const line of text.split("\n")) {
    const found = (line.match(NUMBERS) ?? []).map(Number).slice(-2);
    const [first, second] = found;
    if (first === undefined || second === undefined || (Math.abs(first) <= 180 && Math.abs(second) <= 180)) continue;
    const isNorthingFirst = first >= LOWEST_NORTHING && first < 10 * ZONE_PREFIX;
    const northing = isNorthingFirst ? first : second;
    let easting = isNorthingFirst ? second : first;
    if (easting >= 10 * ZONE_PREFIX && paper.west < ZONE_PREFIX) easting %= ZONE_PREFIX;
    points.push([(easting - paper.west) / paper.metres, (paper.north - northing) / paper.metres]);
  }
  return points;
}

function colour(page: Document, form: Element): void {
  const group = form.querySelector("[data-pieces]");
  group?.replaceChildren(
    ...[...form.querySelectorAll<HTMLElement>("[data-piece-path]")].map((row) => {
      const path = page.createElementNS(SVG, "path");
      path.setAttribute("d", row.dataset.piecePath ?? "");
      path.setAttribute("fill", row.dataset.pieceColour ?? "none");
      path.setAttribute("fill-opacity", "0.4");
      path.setAttribute("fill-rule", "evenodd");
      return path;
    }),
  );
}
