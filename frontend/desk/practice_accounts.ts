/** On the sign-in page of the practice county one click on a role fills the form. */
export function fillPracticeAccounts(page: Document): void {
  page.addEventListener("click", (event) => {
    const card = (event.target as Element).closest<HTMLElement>("[data-account]");
    if (!card) return;
    const fill = (name: string, value = "") => {
      const field = page.querySelector<HTMLInputElement>(`form[data-sign-in] input[name="${name}"]`);
      if (field) field.value = value;
    };
    fill("username", card.dataset.account);
    fill("password", card.dataset.password);
    for (const other of page.querySelectorAll("[data-account]"))
      other.setAttribute("aria-pressed", String(other === card));
    page.querySelector<HTMLElement>("form[data-sign-in] [type=submit]")?.focus();
  });
}
