/** The page on which a department speaks. `data-opinion` is its form: parts marked `data-part="objects open"` are shown
 * for those verdicts alone. A button of a verdict that asks for reasons first opens them, then sends. The button
 * `data-point-turn` turns the answer of its point: yes, no, unknown.
 */
const ASKS = new Set(["objects", "open"]);

export function speakForDepartment(page: Document): void {
  for (const form of page.querySelectorAll<HTMLFormElement>("[data-opinion]")) {
    form.dataset.ready = "";
    if (form.querySelector<HTMLInputElement>("[name=proposed_is_final]")?.value) form.dataset.final = "";
  }
  page.addEventListener(
    "submit",
    (event) => {
      const form = event.target as HTMLFormElement;
      const verdict = (event.submitter as HTMLButtonElement | null)?.value ?? "";
      if (!form.matches("[data-opinion]") || !ASKS.has(verdict) || form.dataset.verdict === verdict) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      form.dataset.verdict = verdict;
      const first = form.querySelector<HTMLElement>(`[data-part~="${verdict}"] :is(select, input)`);
      first?.focus();
      first?.scrollIntoView?.({ block: "center" });
    },
    true,
  );
  page.addEventListener("click", (event) => {
    const point = (event.target as Element).closest("[data-point-turn]")?.closest("[data-point]");
    if (!point) return;
    const answers = [...point.querySelectorAll<HTMLInputElement>("input[type=radio]")];
    const following = answers[(answers.findIndex((one) => one.checked) + 1) % answers.length];
    if (!following) return;
    following.checked = true;
    following.dispatchEvent(new Event("change", { bubbles: true }));
  });
  page.addEventListener("change", (event) => {
    const answer = event.target as HTMLInputElement;
    const word = answer.closest("[data-point]")?.querySelector<HTMLElement>("[data-prefilled]");
    if (!word || answer.type !== "radio") return;
    word.hidden = answer.value === word.dataset.prefilled || answer.value === "unknown";
  });
}
