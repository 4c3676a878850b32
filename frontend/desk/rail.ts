/** Folds the rail to its icons and remembers it; on a phone, opens the whole of it from the bar. */
const KEY = "tuban.rail";

export function foldRail(page: Document): void {
  const root = page.documentElement;
  const say = () => {
    const folded = root.dataset.rail === "folded";
    for (const button of page.querySelectorAll("[data-rail-fold]"))
      button.setAttribute("aria-expanded", String(!folded));
    // the words are hidden from the eye then: the pointer gets them back
    for (const item of page.querySelectorAll<HTMLElement>(".rail-item")) {
      const word = item.querySelector("span:not(.count)")?.textContent?.trim();
      if (folded && word) item.title = word;
      else item.removeAttribute("title");
    }
  };
  const open = (rail: Element, yes: boolean) => {
    rail.toggleAttribute("data-open", yes);
    rail.querySelector("[data-rail-more]")?.setAttribute("aria-expanded", String(yes));
  };
  say();
  page.addEventListener("click", (event) => {
    const target = event.target as Element;
    if (target.closest("[data-rail-fold]")) {
      root.dataset.rail = root.dataset.rail === "folded" ? "open" : "folded";
      try {
        localStorage.setItem(KEY, root.dataset.rail);
      } catch {
        // not remembered where storage is forbidden; it still folds
      }
      say();
      return;
    }
    const more = target.closest("[data-rail-more]");
    for (const rail of page.querySelectorAll(".rail")) {
      if (more && rail.contains(more)) open(rail, !rail.hasAttribute("data-open"));
      else if (!rail.contains(target)) open(rail, false);
    }
  });
  page.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const rail of page.querySelectorAll(".rail[data-open]")) {
      open(rail, false);
      rail.querySelector<HTMLElement>("[data-rail-more]")?.focus();
    }
  });
}
