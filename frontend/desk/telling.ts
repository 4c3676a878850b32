/** The sheet of facts: what is asked follows what is told. The side that says what would follow names the facts that are
 * asked now (`data-asked`); the others are hidden with what was typed in them, which is sent all the same. */
const SHEET = "[data-telling]";

export function askWhatFollows(page: Document): void {
  waitForTheAnswer(page);
  page.addEventListener("htmx:afterSwap", (event) => {
    const side = event.target as HTMLElement;
    const told = side.querySelector<HTMLElement>("[data-asked]")?.dataset.asked;
    const sheet = page.querySelector<HTMLElement>(SHEET);
    if (told === undefined || !sheet || side.id !== "telling-side") return;
    const asked = new Set(told.split(" "));
    for (const field of sheet.querySelectorAll<HTMLElement>("[data-fact]")) {
      const box = field.querySelector<HTMLInputElement>("input, select, textarea");
      const stays = box?.value || field.matches(".is-in-conflict") || field === holderOfFocus(page, field);
      field.hidden = !asked.has(field.dataset.fact ?? "") && !stays;
    }
    for (const section of sheet.querySelectorAll<HTMLElement>("[data-section]")) {
      section.hidden = !section.querySelector("[data-fact]:not([hidden]), .telling-papers");
    }
  });
}

/** What was sent to ask what follows comes back before the sheet itself is sent: a request that is cut off is a fault. */
function waitForTheAnswer(page: Document): void {
  page.addEventListener("submit", (event) => {
    const sheet = event.target as HTMLFormElement;
    const side = page.getElementById("telling-side");
    if (!sheet.matches(SHEET) || !side?.classList.contains("htmx-request")) return;
    event.preventDefault();
    event.stopPropagation();
    side.addEventListener("htmx:afterRequest", () => setTimeout(() => sheet.requestSubmit()), { once: true });
  });
}

/** A paper is followed by an empty one, as soon as it has a kind. */
export function followPapers(page: Document): void {
  page.addEventListener("change", (event) => {
    const kind = event.target as HTMLSelectElement;
    const last = kind.closest<HTMLElement>(".paper-told");
    const count = last?.parentElement?.querySelector<HTMLInputElement>("[name=papers]");
    if (!last || !count || !kind.name.endsWith("-kind") || !kind.value) return;
    if (last.nextElementSibling?.matches(".paper-told")) return;
    const place = Number(count.value);
    const next = last.cloneNode(true) as HTMLDetailsElement;
    for (const box of next.querySelectorAll<HTMLInputElement>("input, select")) {
      box.name = box.name.replace(/-\d+-/, `-${place}-`);
      box.id = box.name;
      box.value = "";
    }
    for (const label of next.querySelectorAll("label")) label.htmlFor = label.htmlFor.replace(/-\d+-/, `-${place}-`);
    next.open = false;
    last.after(next);
    count.value = String(place + 1);
  });
}

function holderOfFocus(page: Document, field: HTMLElement): HTMLElement | null {
  return field.contains(page.activeElement) ? field : null;
}
