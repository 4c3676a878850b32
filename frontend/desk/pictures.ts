/** A picture that cannot be shown says so in its place, and leads to its address, which says why: a file that is lost,
 * one that somebody may not see. Pictures without words of their own (`alt=""`) are decoration, or tended by a script. */
export function tellOfLostPictures(page: Document): void {
  page.addEventListener("error", (event) => tell(event.target), true);
  for (const picture of page.images) {
    // A drawing without a size of its own has no width either: whether it failed, decoding tells.
    const isDoubtful = picture.complete && picture.naturalWidth === 0 && picture.loading !== "lazy";
    if (isDoubtful) picture.decode().catch(() => tell(picture));
  }
}

function tell(target: EventTarget | null): void {
  if (!(target instanceof HTMLImageElement) || !target.alt || !target.src) return;
  const page = target.ownerDocument;
  const told = page.createElement(target.closest("a") ? "span" : "a");
  if (told instanceof HTMLAnchorElement) told.href = target.src;
  told.className = "picture-lost";
  told.title = target.alt;
  told.textContent = page.body.dataset.sayLostPicture ?? target.alt;
  target.replaceWith(told);
}
