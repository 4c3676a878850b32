/** The token Django expects: of the page where it says one, else of the cookie. */
export function csrfToken(page: Document): string {
  const said = page.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content;
  if (said) return said;
  return decodeURIComponent(/(?:^|;\s*)csrftoken=([^;]*)/.exec(page.cookie)?.[1] ?? "");
}
