/** The token Django expects: of the cookie, which is of the latest sign-in, else of the page. */
export function csrfToken(page: Document): string {
  const kept = /(?:^|;\s*)csrftoken=([^;]*)/.exec(page.cookie)?.[1];
  if (kept) return decodeURIComponent(kept);
  return page.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "";
}
