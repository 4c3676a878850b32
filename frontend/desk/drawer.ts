/** Details in a drawer at the right, beside the list they were opened from.
 *
 * A link says `hx-get hx-target="#drawer" hx-push-url="true"`: what arrives is shown, its row is marked, its title gets the
 * focus. Closing it (its button, or Escape) gives the focus and the address back to the list.
 */
export function keepListBesideDrawer(page: Document): void {
  const drawer = () => page.querySelector<HTMLElement>("#drawer");
  let opener: HTMLElement | null = null;

  const mark = (row: Element | null | undefined) => {
    for (const marked of page.querySelectorAll("table[data-rows] tr[aria-current]"))
      marked.removeAttribute("aria-current");
    row?.setAttribute("aria-current", "true");
  };
  const close = () => {
    const open = drawer();
    if (!open || open.hidden) return;
    open.hidden = true;
    open.replaceChildren();
    mark(null);
    const home = open.dataset.home;
    if (home) page.defaultView?.history.pushState({}, "", home);
    (opener?.closest<HTMLElement>("tr[tabindex]") ?? opener)?.focus();
    opener = null;
  };

  page.addEventListener("htmx:beforeRequest", (event) => {
    const { elt, target } = (event as CustomEvent<{ elt: HTMLElement; target: Element }>).detail;
    const open = drawer();
    if (!open || target !== open || open.contains(elt)) return;
    opener = elt;
    if (open.hidden) open.dataset.home = page.location?.href ?? "";
  });
  page.addEventListener("htmx:afterSwap", (event) => {
    const open = drawer();
    if (!open || event.target !== open) return;
    open.hidden = false;
    open.scrollTop = 0;
    mark(opener?.closest("tr"));
    open.querySelector<HTMLElement>("[data-drawer-title]")?.focus();
  });
  page.addEventListener("click", (event) => {
    const button = (event.target as Element).closest("[data-close-drawer]");
    if (!button) return;
    event.preventDefault(); // without script it is a link back to the list
    close();
  });
  page.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented && drawer()?.contains(event.target as Node)) close();
  });
}
