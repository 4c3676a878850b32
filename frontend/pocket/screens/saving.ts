/** Giving a file to the person who asked for it. */
import { h } from "../dom";

const LASTS_MS = 60_000;

export function saveAs(file: Blob, name: string): void {
  const link = h("a", { href: URL.createObjectURL(file), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), LASTS_MS);
}
