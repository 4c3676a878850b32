import { describe, expect, it } from "vitest";
import { collisions, deedOf, type Keys, keyLabel, keyName } from "./keymap";

const USUAL: Keys = {
  category_1: "1",
  category_2: "2",
  category_3: "3",
  category_4: "4",
  category_5: "5",
  category_6: "6",
  as_proposed: "a",
  doubt: "d",
  visit: "f",
  reasons: "r",
  note: "n",
  before: "q",
  after: "e",
  flicker: "Space",
  swipe: "s",
  previous: "w",
  next: "x",
  undo: "z",
  outline: "o",
  ring: "c",
  search: "/",
  sheet: "?",
};

const pressed = (key: string, more: Partial<KeyboardEvent> = {}) =>
  keyName({ key, code: "", shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...more });

describe("the keys of the desk", () => {
  it.each(Object.entries(USUAL))("%s is done by %s alone", (deed, key) => {
    const event = key === "Space" ? " " : key;
    expect(deedOf(pressed(event, { shiftKey: key === "?" }), USUAL)).toBe(deed);
  });

  it("does the same with capitals left on", () => {
    expect(deedOf(pressed("D"), USUAL)).toBe("doubt");
  });

  it.each(["ctrlKey", "metaKey", "altKey"])("leaves everything with %s to the browser", (held) => {
    for (const key of Object.values(USUAL)) expect(pressed(key, { [held]: true })).toBe("");
  });

  it("takes Shift as another key", () => {
    expect(deedOf(pressed("D", { shiftKey: true }), USUAL)).toBe("");
    expect(pressed("!", { shiftKey: true, code: "Digit1" })).toBe("Shift+1");
    expect(deedOf(pressed("D", { shiftKey: true }), { ...USUAL, doubt: "Shift+d" })).toBe("doubt");
  });

  it("understands the full-width signs of a Chinese keyboard", () => {
    expect(deedOf(pressed("？", { shiftKey: true }), USUAL)).toBe("sheet");
    expect(deedOf(pressed("／"), USUAL)).toBe("search");
  });

  it("goes to and fro with the arrows whatever was chosen", () => {
    expect(deedOf(pressed("ArrowRight"), { ...USUAL, next: "y" })).toBe("next");
    expect(deedOf(pressed("ArrowLeft"), USUAL)).toBe("previous");
  });

  it("has no collisions until somebody makes one, and names it", () => {
    expect(collisions(USUAL).size).toBe(0);
    expect(collisions({ ...USUAL, doubt: "f" }).get("f")).toEqual(["doubt", "visit"]);
  });

  it("writes keys as they stand on a keyboard", () => {
    expect(["a", "Space", "Shift+b", "?"].map((key) => keyLabel(key, "空格"))).toEqual(["A", "空格", "⇧B", "?"]);
  });
});
