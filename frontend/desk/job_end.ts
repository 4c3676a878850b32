/** Loads a page again when the work that it shows inside `data-reload-when-ended` has ended: it then says what came out. */
export function reloadWhenJobsEnd(page: Document, reload: () => void): void {
  page.addEventListener("tuban:job-ended", (event) => {
    if ((event.target as Element).closest("[data-reload-when-ended]")) reload();
  });
}
