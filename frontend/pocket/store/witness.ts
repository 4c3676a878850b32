/**
 * What this device held, written where the browser does not clear it together with the database: in a cookie. So that
 * nobody takes a cleared device for a new one.
 */
const NAME = "tuban-pocket-held";
const YEAR_S = 31_536_000;

export interface Witness {
  readonly total: number;
  readonly unsafe: number;
}

/** Write down how many items there are, and how many of them have no receipt. */
export function bearWitness({ total, unsafe }: Witness): void {
  write(`${total}.${unsafe}`, YEAR_S);
}

/** What was last written down; null where nothing was. */
export function witnessed(): Witness | null {
  const found = new RegExp(`(?:^|; )${NAME}=(\\d+)\\.(\\d+)`).exec(document.cookie);
  return found ? { total: Number(found[1]), unsafe: Number(found[2]) } : null;
}

/** Nothing is held here any more, and rightly so. */
export function forgetWitness(): void {
  write("", 0);
}

function write(value: string, seconds: number): void {
  // biome-ignore lint/suspicious/noDocumentCookie: Safari before 18.4 knows no other way
  document.cookie = `${NAME}=${value}; path=/pocket/; max-age=${seconds}; samesite=strict`;
}
