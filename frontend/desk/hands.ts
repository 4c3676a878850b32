/** Whoever is chosen for a piece of work brings their unit along; choosing another unit leaves the person to the unit. */
export function bringUnitAlong(document: Document): void {
  document.addEventListener("change", (event) => {
    const field = event.target;
    if (!(field instanceof HTMLSelectElement) || !field.form) return;
    const unit = field.form.querySelector<HTMLSelectElement>("[data-hand-unit]");
    const person = field.form.querySelector<HTMLSelectElement>("[data-hand-person]");
    if (!unit || !person) return;
    const own = person.selectedOptions[0]?.dataset.unit;
    if (field === person && own) unit.value = own;
    if (field === unit && own && own !== unit.value) person.value = "";
  });
}
