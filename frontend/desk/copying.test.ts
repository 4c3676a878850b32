import { expect, it, vi } from "vitest";
import { copyOnDemand } from "./copying";

function fill(): HTMLInputElement {
  document.body.innerHTML =
    '<div id="toasts"></div><input id="secret" value="tuban_1" readonly>' +
    '<button data-copy="secret" data-copied="已复制。"><svg></svg>复制</button><button id="other">其他</button>';
  return document.getElementById("secret") as HTMLInputElement;
}

it("copies the field that a button names, and says so", async () => {
  const write = vi.fn().mockResolvedValue(undefined);
  Object.defineProperty(navigator, "clipboard", { value: { writeText: write }, configurable: true });
  fill();
  copyOnDemand(document);
  document.getElementById("other")?.click();
  expect(write).not.toHaveBeenCalled();
  document.querySelector("svg")?.dispatchEvent(new MouseEvent("click", { bubbles: true }));
  expect(write).toHaveBeenCalledWith("tuban_1");
  await Promise.resolve();
  await Promise.resolve();
  expect(document.querySelector("#toasts")?.textContent).toContain("已复制。");
});

it("selects the text where the browser lets no page copy", () => {
  Object.defineProperty(navigator, "clipboard", { value: undefined, configurable: true });
  const field = fill();
  document.querySelector<HTMLElement>("[data-copy]")?.click();
  expect(field.selectionEnd).toBe("tuban_1".length);
});
