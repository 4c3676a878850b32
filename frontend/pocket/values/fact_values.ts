/** What is typed into the field of a fact, read as the office reads it: the same words, the same refusals.
 *
 * The table of cases in fixtures/fact_values.json is written by the office's own reader and asserted here and there. */
export type FactType = "text" | "integer" | "number" | "flag" | "date" | "area" | "enum" | "list" | "papers";

export interface Kind {
  readonly fact: string;
  readonly title: string;
  readonly type: FactType;
  readonly codelist: string | null;
}

export interface Code {
  readonly value: string;
  readonly label: string;
  readonly aliases?: readonly string[];
}

export type CodeLists = Readonly<Record<string, readonly Code[]>>;
/** `text` is the value as every device and the office write it; `none` is 无, `unknown` is 不明 or an empty field. */
export type Read =
  | { readonly is: "value"; readonly text: string }
  | { readonly is: "none" | "unknown" }
  | { readonly is: "wrong"; readonly reason: WrongReason; readonly choices: readonly string[] };
export type WrongReason = "number" | "flag" | "date" | "area" | "unit" | "negative" | "code";

const NONE_WORDS = ["无", "没有"];
const UNKNOWN_WORDS = ["不明", "未知", "unknown"];
const YES_WORDS = ["是", "有", "yes", "true"];
const NO_WORDS = ["否", "无", "no", "false"];
const UNITS: Readonly<Record<string, readonly [bigint, bigint]>> = {
  m2: [1n, 1n], "m²": [1n, 1n], "㎡": [1n, 1n], 平方米: [1n, 1n], 平米: [1n, 1n],
  mu: [10000n, 15n], 亩: [10000n, 15n],
  ha: [10000n, 1n], 公顷: [10000n, 1n], hm2: [10000n, 1n], "hm²": [10000n, 1n],
}; // biome-ignore format: a table reads better in its rows
const DATES = [
  /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?$/,
  /^(\d{4})年(\d{1,2})月(\d{1,2})日$/,
  /^(\d{4})(\d{2})(\d{2})$/,
  /^(\d{4})[-/.](\d{1,2})$/,
  /^(\d{4})年(\d{1,2})月$/,
  /^(\d{4})(\d{2})$/,
  /^(\d{4})年?$/,
];
const AREA = /^\s*([+-]?\d+(?:\.\d+)?)(?![\d.])\s*(\D.*?)\s*$/s;
const BARE_NUMBER = /^[+-]?\d+(?:\.\d+)?$/;

/** Read what was typed into the field of a fact. */
export function readTyped(kind: Kind, typed: string, lists: CodeLists): Read {
  const text = typed.trim();
  if (!text) return { is: "unknown" };
  const codes = kind.codelist ? (lists[kind.codelist] ?? []) : [];
  const isOwnWord =
    (kind.codelist !== null && found(codes, text) !== null) || (kind.type === "flag" && NO_WORDS.includes(text));
  if (!isOwnWord && NONE_WORDS.includes(text)) return { is: "none" };
  if (!isOwnWord && UNKNOWN_WORDS.includes(text)) return { is: "unknown" };
  switch (kind.type) {
    case "integer":
      return /^[+-]?\d+(?:_\d+)*$/.test(text) ? value(String(BigInt(plus(text)))) : wrong("number");
    case "number":
      return readNumber(text);
    case "flag":
      if (YES_WORDS.includes(text.toLowerCase())) return value("yes");
      return NO_WORDS.includes(text.toLowerCase()) ? value("no") : wrong("flag");
    case "date":
      return readDate(text);
    case "area":
      return readArea(text);
    case "enum":
    case "list": {
      if (!kind.codelist) return value(text);
      const code = found(codes, text);
      return code
        ? value(code.value)
        : { is: "wrong", reason: "code", choices: codes.slice(0, 12).map((one) => one.label) };
    }
    default:
      return value(text);
  }
}

/** Whether two typed texts of a fact mean the same to the office. */
export function areEqual(kind: Kind, one: string, other: string, lists: CodeLists): boolean {
  const [a, b] = [readTyped(kind, one, lists), readTyped(kind, other, lists)];
  if (a.is === "wrong" || b.is === "wrong") return one.trim() === other.trim();
  if (a.is !== "value" || b.is !== "value") return a.is === b.is;
  return kind.type === "area" ? exactArea(a.text) === exactArea(b.text) : a.text === b.text;
}

/** A value for people: the word of its list, 是 and 否, else as it was typed. */
export function shown(kind: Kind, typed: string, lists: CodeLists, yes: string, no: string): string {
  if (kind.type === "flag") return typed === "yes" ? yes : typed === "no" ? no : typed;
  if (!kind.codelist) return typed;
  return found(lists[kind.codelist] ?? [], typed)?.label ?? typed;
}

/** Square metres of a typed area; null where it is none. */
export function squareMetres(typed: string): number | null {
  const exact = exactArea(BARE_NUMBER.test(typed.trim()) ? `${typed.trim()} 亩` : typed);
  if (exact === null) return null;
  const [numerator, denominator] = exact.split("/").map(Number) as [number, number];
  return numerator / denominator;
}

function readNumber(text: string): Read {
  const plain = text.replaceAll(",", "");
  if (/^[+-]?(?:inf(?:inity)?|nan)$/i.test(plain)) return value(plain);
  const isNumber = /^[+-]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:[eE][+-]?\d+)?$/.test(plain);
  return isNumber ? value(String(Number(plain.replaceAll("_", "")))) : wrong("number");
}

function readDate(text: string): Read {
  for (const notation of DATES) {
    const parts = notation.exec(text);
    if (!parts) continue;
    const [year = 0, month, day] = parts.slice(1).map(Number);
    if (year < 1 || (month !== undefined && (month < 1 || month > 12))) return wrong("date");
    const last = new Date(Date.UTC(2000, month ?? 1, 0));
    last.setUTCFullYear(year, month ?? 1, 0);
    if (day !== undefined && (day < 1 || day > last.getUTCDate())) return wrong("date");
    const two = (number: number) => String(number).padStart(2, "0");
    const rest = [month, day].filter((one) => one !== undefined).map(two);
    return value([String(year).padStart(4, "0"), ...rest].join("-"));
  }
  return wrong("date");
}

function readArea(text: string): Read {
  const given = BARE_NUMBER.test(text) ? `${text} 亩` : text;
  const parts = AREA.exec(given);
  if (!parts) return wrong("area");
  const [, number = "", unit = ""] = parts;
  if (!UNITS[unit.trim().toLowerCase()]) return wrong("unit");
  return Number(number) < 0 ? wrong("negative") : value(`${number} ${unit}`);
}

/** An area as a fraction in lowest terms, so that 6.420 亩 and 6.42 亩 are one. */
function exactArea(text: string): string | null {
  const parts = AREA.exec(text);
  const unit = parts && UNITS[(parts[2] ?? "").trim().toLowerCase()];
  if (!parts || !unit) return null;
  const [whole = "0", decimals = ""] = plus(parts[1] ?? "0").split(".");
  const numerator = BigInt(whole + decimals) * unit[0];
  const denominator = 10n ** BigInt(decimals.length) * unit[1];
  let [a, b] = [numerator < 0n ? -numerator : numerator, denominator];
  while (b) [a, b] = [b, a % b];
  return `${numerator / a}/${denominator / a}`;
}

function plus(number: string): string {
  return number.replace(/^\+/, "").replaceAll("_", "");
}

function found(codes: readonly Code[], word: string): Code | null {
  const text = asTyped(word);
  const spells = (one: Code) => [one.value, one.label, ...(one.aliases ?? [])].some((word) => asTyped(word) === text);
  return codes.find(spells) ?? null;
}

const FULL_WIDTH: Readonly<Record<string, string>> = {
  "（": "(",
  "）": ")",
  "［": "[",
  "］": "]",
  "，": ",",
  "；": ";",
  "：": ":",
};

function asTyped(word: string): string {
  return word
    .trim()
    .toLowerCase()
    .replace(/[（）［］，；：]/g, (one) => FULL_WIDTH[one] ?? one);
}

function value(text: string): Read {
  return { is: "value", text };
}

function wrong(reason: WrongReason): Read {
  return { is: "wrong", reason, choices: [] };
}
