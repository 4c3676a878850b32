/** The sheet of hits below the search box: arrows go through it, Escape closes it, leaving the search hides it. */
export function browseHits(page: Document): void {
  const sheet = () => page.querySelector<HTMLElement>("#search-sheet");
  page.addEventListener("keydown", (event) => {
    const form = (event.target as Element).closest?.("form.search");
    const open = sheet();
    if (!form || !open) return;
    const hits = [...open.querySelectorAll<HTMLElement>("a")];
    const here = hits.indexOf(page.activeElement as HTMLElement);
    if (event.key === "Escape") {
      open.replaceChildren();
      form.querySelector<HTMLInputElement>("input[data-search]")?.focus();
    } else if (event.key === "ArrowDown" && hits.length) {
      event.preventDefault();
      hits[Math.min(here + 1, hits.length - 1)]?.focus();
    } else if (event.key === "ArrowUp" && here >= 0) {
      event.preventDefault();
      (here === 0 ? form.querySelector<HTMLInputElement>("input[data-search]") : hits[here - 1])?.focus();
    }
  });
}
