/** Opens a native dialog from anything that says `data-dialog="id"`; closes it on its own buttons and beside it. */
export function openDialog(page: Document, id: string): HTMLDialogElement | null {
  const dialog = page.getElementById(id);
  if (!(dialog instanceof HTMLDialogElement)) return null;
  if (!dialog.open) dialog.showModal();
  return dialog;
}

export function openDialogs(page: Document): void {
  page.addEventListener("click", (event) => {
    const target = event.target as Element;
    const opener = target.closest<HTMLElement>("[data-dialog]");
    if (opener?.dataset.dialog) openDialog(page, opener.dataset.dialog);
    if (target instanceof HTMLDialogElement || target.closest("[data-close-dialog]")) target.closest("dialog")?.close();
  });
}
