/** Prints the page from anything that says `data-print`. */
export function printOnDemand(page: Document): void {
  page.addEventListener("click", (event) => {
    if ((event.target as Element).closest("[data-print]")) page.defaultView?.print();
  });
}
