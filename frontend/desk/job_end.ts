const BUSY = "#drawer:not([hidden]), dialog[open], form[data-unsaved]";
const AGAIN = 1000;

/** Loads a page again when the work that it shows inside `data-reload-when-ended` has ended: it then says what came out.
 *
 * Nobody loses what they are at: while a drawer or a dialog is open, or something is typed and not kept, it waits.
 */
export function reloadWhenJobsEnd(page: Document, reload: () => void): void {
  const whenFree = () => (page.querySelector(BUSY) ? void setTimeout(whenFree, AGAIN) : reload());
  page.addEventListener("tuban:job-ended", (event) => {
    if ((event.target as Element).closest("[data-reload-when-ended]")) whenFree();
  });
}
