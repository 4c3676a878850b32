/** Menus are `<details class="menu">` and open without script; this closes them on Escape, beside them and when focus leaves. */
export function closeMenus(page: Document): void {
  const close = (except: Node | null) => {
    for (const menu of page.querySelectorAll<HTMLDetailsElement>("details.menu[open]")) {
      if (!except || !menu.contains(except)) menu.open = false;
    }
  };
  page.addEventListener("click", (event) => close(event.target as Node));
  page.addEventListener("focusin", (event) => close(event.target as Node));
  page.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = (event.target as Element).closest?.<HTMLDetailsElement>("details.menu[open]");
    close(null);
    menu?.querySelector("summary")?.focus();
  });
}
