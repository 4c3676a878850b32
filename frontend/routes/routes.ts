/** Field routes (外业路线): the board of a plan, how far the groups are, and maps on which a place is picked. */
import "ol/ol.css";
import "./routes.css";

async function begin(page: Document): Promise<void> {
  if (page.getElementById("route-content")) (await import("./page")).beginBoard(page);
  if (page.getElementById("progress-content")) (await import("./progress")).beginProgress(page);
  await pickPlaces(page);
  page.addEventListener("htmx:afterSettle", () => void pickPlaces(page));
}

async function pickPlaces(page: Document): Promise<void> {
  const fields = page.querySelectorAll<HTMLInputElement>("input[data-pick-place]:not([data-picking])");
  if (!fields.length) return;
  const { pickOnMap } = await import("./picking");
  for (const field of fields) pickOnMap(field);
}

void begin(document);
