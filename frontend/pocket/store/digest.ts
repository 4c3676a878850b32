/** SHA-256 of texts and files; a file that is too large for the memory of a telephone is read piece by piece. */
import { sha256 } from "@noble/hashes/sha2.js";

const AT_ONCE = 8 << 20;
const PIECE = 2 << 20;

export async function digestOfText(text: string): Promise<string> {
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))));
}

export async function digestOf(file: Blob): Promise<string> {
  if (file.size <= AT_ONCE) return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer())));
  const sum = sha256.create();
  for (let offset = 0; offset < file.size; offset += PIECE) {
    sum.update(new Uint8Array(await file.slice(offset, offset + PIECE).arrayBuffer()));
  }
  return hex(sum.digest());
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");
}

export function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}
