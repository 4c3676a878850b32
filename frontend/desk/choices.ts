/** Chooses many rows: one by one, all of the page, or everything that the filter keeps.
 *
 * A form with `data-choices` holds checkboxes named `patch` or `document`, a `[data-choose-page]` checkbox in the head of the table, and
 * a bar `[data-choice-bar]` that is shown while something is chosen. Its `[data-choice-count]` says how many; the button
 * `[data-choose-all]` takes everything that the filter keeps (`data-total`), by the hidden field `[data-all]`.
 */
export function chooseRows(page: Document): void {
  const boxesOf = (form: Element) => [
    ...form.querySelectorAll<HTMLInputElement>('input[type=checkbox]:is([name="patch"], [name="document"])'),
  ];
  const say = (form: HTMLElement) => {
    const boxes = boxesOf(form);
    const chosen = boxes.filter((box) => box.checked).length;
    const all = form.querySelector<HTMLInputElement>("[data-all]");
    const isAll = all?.value === "1";
    const total = Number(form.dataset.total ?? boxes.length);
    const bar = form.querySelector<HTMLElement>("[data-choice-bar]");
    if (bar) bar.hidden = chosen === 0 && !isAll;
    for (const count of form.querySelectorAll("[data-choice-count]"))
      count.textContent = String(isAll ? total : chosen);
    const whole = form.querySelector<HTMLInputElement>("[data-choose-page]");
    if (whole) {
      whole.checked = boxes.length > 0 && chosen === boxes.length;
      whole.indeterminate = chosen > 0 && chosen < boxes.length;
    }
    const more = form.querySelector<HTMLElement>("[data-choose-all]");
    if (more) more.hidden = isAll || chosen < boxes.length || total <= boxes.length;
    for (const box of boxes) box.closest("tr")?.toggleAttribute("data-chosen", box.checked);
  };
  page.addEventListener("change", (event) => {
    const box = event.target as HTMLInputElement;
    const form = box.closest<HTMLElement>("[data-choices]");
    if (!form || box.type !== "checkbox") return;
    if (box.matches("[data-choose-page]")) for (const one of boxesOf(form)) one.checked = box.checked;
    const all = form.querySelector<HTMLInputElement>("[data-all]");
    if (all) all.value = "";
    say(form);
  });
  page.addEventListener("click", (event) => {
    const button = (event.target as Element).closest("[data-choose-all], [data-choose-none]");
    const form = button?.closest<HTMLElement>("[data-choices]");
    const all = form?.querySelector<HTMLInputElement>("[data-all]");
    if (!button || !form || !all) return;
    const wanted = button.matches("[data-choose-all]");
    all.value = wanted ? "1" : "";
    for (const box of boxesOf(form)) box.checked = wanted;
    say(form);
  });
  const sayAll = () => {
    for (const form of page.querySelectorAll<HTMLElement>("[data-choices]")) say(form);
  };
  sayAll();
  page.addEventListener("htmx:afterSettle", sayAll);
}
