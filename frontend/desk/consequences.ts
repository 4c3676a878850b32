/** Asks before what cannot be undone, in the words of its consequence: `data-consequence="将退回 12 个图斑至二桥镇"`.
 *
 * The attribute stands on a form, on one of its buttons, on a link, or on an element that htmx sends. The dialog is the
 * page's own `dialog#consequence`; the button that goes on says what the asking control says.
 */
import { openDialog } from "./dialogs";

const agreed = new WeakSet<Element>();

export function askBeforeConsequences(page: Document): void {
  page.addEventListener(
    "submit",
    (event) => {
      const form = event.target as HTMLFormElement;
      const submitter = event.submitter;
      const asking = submitter?.dataset.consequence ? submitter : form;
      if (!asking.dataset.consequence || agreed.delete(form)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      ask(page, asking, submitter ?? form.querySelector("[type=submit], button"), () => {
        agreed.add(form);
        form.requestSubmit(submitter);
      });
    },
    true,
  );
  page.addEventListener(
    "click",
    (event) => {
      const link = (event.target as Element).closest<HTMLAnchorElement>("a[data-consequence]");
      if (!link || agreed.delete(link)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      ask(page, link, link, () => {
        agreed.add(link);
        link.click();
      });
    },
    true,
  );
  page.addEventListener("htmx:confirm", (event) => {
    const { elt, issueRequest } = (event as CustomEvent<{ elt: HTMLElement; issueRequest: (skip: boolean) => void }>)
      .detail;
    // a form and a link have been asked about already, by the listeners above
    if (!elt.dataset.consequence || elt.matches("form, a")) return;
    event.preventDefault();
    ask(page, elt, elt, () => issueRequest(true));
  });
}

function ask(page: Document, asking: HTMLElement, named: Element | null, goOn: () => void): void {
  const dialog = openDialog(page, "consequence");
  if (!dialog) return;
  const words = dialog.querySelector("[data-consequence-text]");
  const yes = dialog.querySelector<HTMLElement>("[data-consequence-yes]");
  if (words) words.textContent = asking.dataset.consequence ?? "";
  if (yes) {
    const said = named?.textContent?.trim();
    if (said) yes.textContent = said;
    yes.onclick = () => {
      dialog.close();
      goOn();
    };
  }
}
