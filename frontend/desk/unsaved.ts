/** Nobody loses what they typed: a form with `data-guard` warns before the page is left with something unsaved in it. */
const first = new WeakMap<HTMLFormElement, string>();

export function guardUnsavedForms(page: Document): void {
  const guarded = () => [...page.querySelectorAll<HTMLFormElement>("form[data-guard]")];
  const remember = () => {
    for (const form of guarded()) if (!first.has(form)) first.set(form, contentOf(form));
  };
  remember();
  page.addEventListener("htmx:afterSettle", remember);
  page.addEventListener("input", (event) => {
    const form = (event.target as Element).closest<HTMLFormElement>("form[data-guard]");
    form?.toggleAttribute("data-unsaved", contentOf(form) !== first.get(form));
  });
  page.addEventListener("submit", (event) => {
    if (!event.defaultPrevented) (event.target as Element).removeAttribute("data-unsaved");
  });
  page.addEventListener("htmx:afterRequest", (event) => {
    const { elt, successful } = (event as CustomEvent<{ elt: Element; successful: boolean }>).detail;
    const form = elt.closest<HTMLFormElement>("form[data-guard]");
    if (!form || !successful) return;
    first.set(form, contentOf(form));
    form.removeAttribute("data-unsaved");
  });
  page.defaultView?.addEventListener("beforeunload", (event) => {
    if (page.querySelector("form[data-guard][data-unsaved]")) event.preventDefault();
  });
}

function contentOf(form: HTMLFormElement): string {
  const fields = [...new FormData(form)].map(([name, value]) => [name, typeof value === "string" ? value : value.name]);
  return JSON.stringify(fields);
}
