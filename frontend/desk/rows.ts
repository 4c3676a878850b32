/** Moving through a table with `data-rows`: arrows (or j and k) from row to row, Home and End, Enter opens, Space marks.
 *
 * One row at a time can be reached by Tab. A row opens by its first `a[data-row-link]`; a click anywhere in it does too.
 */
import { isWriting } from "./keys";

const ROWS = "table[data-rows] > tbody > tr:not(.group)";
const OWN = "a, button, input, select, textarea, label, summary";

export function moveThroughRows(page: Document): void {
  const rowsOf = (table: Element) => [...table.querySelectorAll<HTMLElement>(":scope > tbody > tr:not(.group)")];
  const makeReachable = (within: ParentNode) => {
    for (const table of within.querySelectorAll("table[data-rows]")) {
      const rows = rowsOf(table);
      const chosen = rows.find((row) => row.tabIndex === 0 || row.ariaCurrent === "true") ?? rows[0];
      for (const row of rows) row.tabIndex = row === chosen ? 0 : -1;
    }
  };
  makeReachable(page);
  page.addEventListener("htmx:afterSettle", () => makeReachable(page));

  page.addEventListener("focusin", (event) => {
    const row = (event.target as Element).closest<HTMLElement>(ROWS);
    const table = row?.closest("table");
    if (row && table) for (const other of rowsOf(table)) other.tabIndex = other === row ? 0 : -1;
  });

  page.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return;
    const row = (event.target as Element).closest?.<HTMLElement>(ROWS);
    const table = row?.closest("table");
    if (!row || !table) return;
    const rows = rowsOf(table);
    const here = rows.indexOf(row);
    const goal: Record<string, number> = {
      ArrowDown: here + 1,
      j: here + 1,
      ArrowUp: here - 1,
      k: here - 1,
      Home: 0,
      End: rows.length - 1,
    };
    if (event.key in goal) {
      event.preventDefault();
      const next = rows[Math.min(Math.max(goal[event.key] ?? here, 0), rows.length - 1)];
      next?.focus();
      next?.scrollIntoView?.({ block: "nearest" });
    } else if (event.target === row && event.key === "Enter") {
      row.querySelector<HTMLElement>("a[data-row-link]")?.click();
    } else if (event.target === row && event.key === " ") {
      event.preventDefault();
      row.querySelector<HTMLInputElement>("input[type=checkbox]")?.click();
    }
  });

  page.addEventListener("click", (event) => {
    const target = event.target as Element;
    const row = target.closest<HTMLElement>(ROWS);
    if (!row || target.closest(OWN) || page.getSelection()?.toString()) return;
    row.querySelector<HTMLElement>("a[data-row-link]")?.click();
  });
}
