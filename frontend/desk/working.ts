/** A form that takes its time says so: one with `data-working="words"` shows the words on the button that was pressed,
 * and is not sent a second time by an impatient hand. */
export function tellWhileWorking(page: Document): void {
  page.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (event.defaultPrevented || !form.dataset.working) return;
    if (form.ariaBusy === "true") {
      event.preventDefault();
      return;
    }
    form.ariaBusy = "true";
    const button = event.submitter ?? form.querySelector("button");
    if (!button) return;
    const said = page.createElement("span");
    said.className = "working-words";
    said.role = "status";
    said.textContent = form.dataset.working;
    button.classList.add("is-working");
    button.after(said);
  });
  // A page that is gone back to is as it was left: it has to be ready again.
  page.defaultView?.addEventListener("pageshow", () => {
    for (const form of page.querySelectorAll<HTMLFormElement>("form[data-working][aria-busy]")) {
      form.ariaBusy = null;
      for (const said of form.querySelectorAll(".working-words")) said.remove();
      for (const button of form.querySelectorAll(".is-working")) button.classList.remove("is-working");
    }
  });
}
