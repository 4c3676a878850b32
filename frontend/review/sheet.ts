/** The sheet of the keys: opened and closed, and back to where one was. */
export class Sheet {
  private opener: Element | null = null;

  constructor(
    private readonly desk: HTMLElement,
    private readonly place: HTMLElement,
    private readonly toImages: () => void,
  ) {}

  get isOpen(): boolean {
    return !this.place.hidden;
  }

  set(isOpen: boolean): void {
    if (isOpen) this.opener = document.activeElement;
    this.place.hidden = !isOpen;
    for (const button of this.desk.querySelectorAll("[data-deed=sheet][aria-expanded]"))
      button.setAttribute("aria-expanded", String(isOpen));
    if (isOpen) this.place.focus();
    else if (this.opener instanceof HTMLElement && this.opener !== document.body)
      this.opener.focus({ preventScroll: true });
    else this.toImages();
  }
}
