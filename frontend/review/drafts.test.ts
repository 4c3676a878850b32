import { beforeEach, describe, expect, it } from "vitest";
import { Drafts } from "./drafts";

describe("what was typed", () => {
  beforeEach(() => localStorage.clear());

  it("is there again for the same person and patch alone", () => {
    new Drafts("me", localStorage).keep("p", { note: "写了一半", reasons: ["with_flaws"] });
    expect(new Drafts("me", localStorage).of("p")).toEqual({ note: "写了一半", reasons: ["with_flaws"] });
    expect(new Drafts("you", localStorage).of("p")).toBeNull();
    expect(new Drafts("me", localStorage).of("q")).toBeNull();
  });

  it("is gone when it was kept, or emptied", () => {
    const drafts = new Drafts("me", localStorage);
    drafts.keep("p", { note: "甲", reasons: [] });
    drafts.keep("p", { note: "", reasons: [] });
    expect(drafts.of("p")).toBeNull();
    expect(localStorage.length).toBe(0);
  });

  it("is forgotten after a week", () => {
    let now = 0;
    const drafts = new Drafts("me", localStorage, () => now);
    drafts.keep("p", { note: "甲", reasons: [] });
    now = 8 * 24 * 3600 * 1000;
    expect(drafts.of("p")).toBeNull();
  });

  it("breaks nothing where storage is forbidden or damaged", () => {
    const forbidden = { getItem: fail, setItem: fail, removeItem: fail };
    const drafts = new Drafts("me", forbidden);
    drafts.keep("p", { note: "甲", reasons: [] });
    expect(drafts.of("p")).toBeNull();
    localStorage.setItem("tuban.reading.me.p", "{");
    expect(new Drafts("me", localStorage).of("p")).toBeNull();
  });
});

function fail(): never {
  throw new Error("forbidden");
}
