/** Which key does what at the desk: bare keys for a verdict, with Shift for more, Ctrl never. */
export type Keys = Record<string, string>;

const SIGNS: Record<string, string> = { " ": "Space", "？": "?", "／": "/" };
/** Keys that nobody can give away, beside the ones a person chose. */
const FIXED: Record<string, string> = { ArrowLeft: "previous", ArrowRight: "next" };

/** The name of the key that was pressed, as the server writes it; empty for what belongs to the browser. */
export function keyName(
  event: Pick<KeyboardEvent, "key" | "code" | "shiftKey" | "ctrlKey" | "metaKey" | "altKey">,
): string {
  if (event.ctrlKey || event.metaKey || event.altKey) return "";
  const key = SIGNS[event.key] ?? event.key;
  if (!event.shiftKey) return key.length === 1 ? key.toLowerCase() : key;
  const digit = /^Digit(\d)$/.exec(event.code)?.[1];
  if (digit) return `Shift+${digit}`;
  if (/^[a-z]$/i.test(key)) return `Shift+${key.toLowerCase()}`;
  return key === "Space" ? "Shift+Space" : key; // a sign that is only reached with Shift: it is meant itself
}

/** The deed of a key; empty where it has none. */
export function deedOf(name: string, keys: Keys): string {
  return Object.keys(keys).find((deed) => keys[deed] === name) ?? FIXED[name] ?? "";
}

/** The keys that would do two things, each with its deeds. */
export function collisions(keys: Keys): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [deed, key] of Object.entries(keys)) found.set(key, [...(found.get(key) ?? []), deed]);
  return new Map([...found].filter(([, deeds]) => deeds.length > 1));
}

/** How a key is written on its button. */
export function keyLabel(key: string, space: string): string {
  return key
    .replace("Space", space)
    .replace("Shift+", "⇧")
    .replace(/^(⇧?)([a-z])$/, (_all, shift, letter) => shift + letter.toUpperCase());
}
