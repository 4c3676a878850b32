/** Corners where somebody stands: each press adds a line «longitude, latitude» to the field that the part names. The
 * part stays hidden where the browser cannot tell a place; the field can be typed into all the same. */
export function walkCorners(page: Document): void {
  const asked = page.defaultView?.navigator.geolocation;
  if (!asked) return;
  for (const part of page.querySelectorAll<HTMLElement>("[data-walk]")) {
    page.getElementById(part.dataset.walk ?? "")?.after(part);
    part.hidden = false;
  }
  page.addEventListener("click", (event) => {
    const button = (event.target as Element).closest("[data-walk-add], [data-walk-back]");
    const part = button?.closest<HTMLElement>("[data-walk]");
    const field = part && (page.getElementById(part.dataset.walk ?? "") as HTMLTextAreaElement | null);
    const told = part?.querySelector<HTMLElement>("[data-walk-told]");
    if (!button || !field || !told) return;
    const write = (lines: string[]) => {
      field.value = lines.join("\n");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    };
    const lines = field.value.split("\n").filter((line) => line.trim());
    if (button.matches("[data-walk-back]")) {
      write(lines.slice(0, -1));
      return;
    }
    asked.getCurrentPosition(
      ({ coords }) => {
        write([...lines, `${coords.longitude.toFixed(7)}, ${coords.latitude.toFixed(7)}`]);
        told.textContent = (told.dataset.exact ?? "").replace("{metres}", String(Math.ceil(coords.accuracy)));
      },
      (error) => {
        told.textContent = (error.code === 1 ? told.dataset.denied : told.dataset.silent) ?? "";
      },
      { enableHighAccuracy: true, maximumAge: 0, timeout: 20_000 },
    );
  });
}
