import { beforeEach, describe, expect, it, vi } from "vitest";
import { Remarks } from "./remarks";

const PAGE = `
  <div data-desk="verdicts"><button data-deed="reasons" aria-expanded="false"></button></div>
  <span data-desk="reason-count">理由</span>
  <fieldset data-desk="reasons" hidden>
    <input type="checkbox" value="cloud" data-reason-key="1"><input type="checkbox" value="shadow" data-reason-key="2">
  </fieldset>
  <input data-desk="note">`;

const part = (name: string) => document.querySelector<HTMLElement>(`[data-desk="${name}"]`) as HTMLElement;
const signs = { changed: vi.fn(), left: vi.fn() };

function opened(): Remarks {
  const remarks = new Remarks(part, { reasonsOf: "理由 {n}" }, signs);
  remarks.open();
  return remarks;
}

beforeEach(() => {
  document.body.innerHTML = PAGE;
  vi.clearAllMocks();
});

describe("what is added to a verdict", () => {
  it("is chosen by keys, counted, and told to be kept", () => {
    const remarks = opened();
    remarks.choose(new KeyboardEvent("keydown", { key: "2" }));
    expect(remarks.draft).toEqual({ note: "", reasons: ["shadow"] });
    expect(part("reason-count").textContent).toBe("理由 1");
    expect(signs.changed).toHaveBeenCalledOnce();
    remarks.choose(new KeyboardEvent("keydown", { key: "2" }));
    expect(remarks.draft.reasons).toEqual([]);
    expect(part("reason-count").textContent).toBe("理由");
  });

  it("leaves keys with Ctrl to the browser", () => {
    const remarks = opened();
    remarks.choose(new KeyboardEvent("keydown", { key: "1", ctrlKey: true }));
    expect(remarks.draft.reasons).toEqual([]);
  });

  it("closes with Enter and goes back to the images", () => {
    const remarks = opened();
    expect(part("verdicts").querySelector("button")?.getAttribute("aria-expanded")).toBe("true");
    remarks.choose(new KeyboardEvent("keydown", { key: "Enter" }));
    expect(remarks.isOpen).toBe(false);
    expect(signs.left).toHaveBeenCalledOnce();
    expect(part("verdicts").querySelector("button")?.getAttribute("aria-expanded")).toBe("false");
  });

  it("begins with what was typed before, or with nothing", () => {
    const remarks = opened();
    remarks.put({ note: "云挡住了", reasons: ["cloud"] });
    expect(remarks.draft).toEqual({ note: "云挡住了", reasons: ["cloud"] });
    remarks.put(null);
    expect(remarks.draft).toEqual({ note: "", reasons: [] });
  });
});
