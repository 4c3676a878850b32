/** A greyed-out control says why: `aria-disabled="true" data-reason="…"`. It can be reached, asked, and does nothing.
 *
 * Its sentence is its description for those who hear the page, and stands beside it while it has the pointer or the focus.
 */
const REFUSED = "[data-reason][aria-disabled=true]";
const GAP = 6;

export function explainRefusals(page: Document): void {
  const box = page.createElement("div");
  box.id = "why";
  box.className = "why";
  box.setAttribute("role", "tooltip");
  box.hidden = true;
  page.body.append(box);
  let explained: HTMLElement | null = null;

  const hide = () => {
    explained?.removeAttribute("aria-describedby");
    explained = null;
    box.hidden = true;
  };
  const show = (control: HTMLElement) => {
    if (control === explained) return;
    hide();
    explained = control;
    box.textContent = control.dataset.reason ?? "";
    box.hidden = false;
    control.setAttribute("aria-describedby", box.id);
    place(box, control);
  };
  const refusedAt = (event: Event) => (event.target as Element).closest?.<HTMLElement>(REFUSED) ?? null;

  for (const arriving of ["pointerover", "focusin"]) {
    page.addEventListener(arriving, (event) => {
      const control = refusedAt(event);
      if (control) show(control);
      // the sentence itself may be pointed at, so that it can be read under a magnifier
      else if (event.target !== box && !(arriving === "pointerover" && explained === page.activeElement)) hide();
    });
  }
  page.addEventListener("focusout", hide);
  page.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
    const control = refusedAt(event);
    if (control && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      event.stopImmediatePropagation();
      show(control);
    }
  });
  page.addEventListener(
    "click",
    (event) => {
      const control = refusedAt(event);
      if (!control) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      show(control);
    },
    true,
  );
}

function place(box: HTMLElement, control: HTMLElement): void {
  const at = control.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = box;
  const room = { width: document.documentElement.clientWidth, height: document.documentElement.clientHeight };
  if (control.closest(".rail") && at.right + GAP + width <= room.width) {
    box.style.left = `${at.right + GAP}px`;
    box.style.top = `${Math.max(8, Math.min(at.top, room.height - height - 8))}px`;
    return;
  }
  const below = at.bottom + GAP + height <= room.height;
  box.style.left = `${Math.max(8, Math.min(at.left, room.width - width - 8))}px`;
  box.style.top = `${below ? at.bottom + GAP : Math.max(8, at.top - GAP - height)}px`;
}
