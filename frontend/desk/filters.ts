/** A form with `data-filters` filters as soon as something in it is chosen, and leaves what is empty out of the address. */
export function filterAtOnce(page: Document): void {
  page.documentElement.classList.add("has-script"); // its button is for those without
  page.addEventListener("change", (event) => {
    const field = event.target as HTMLElement;
    const form = field.closest<HTMLFormElement>("form[data-filters]");
    if (form && field instanceof HTMLSelectElement) form.requestSubmit();
  });
  page.addEventListener("formdata", (event) => {
    if (!(event.target as Element).matches("form[data-filters]")) return;
    const { formData } = event;
    for (const [name, value] of [...formData]) if (value === "") formData.delete(name);
  });
}
