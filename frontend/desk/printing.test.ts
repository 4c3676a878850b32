import { expect, it, vi } from "vitest";
import { printOnDemand } from "./printing";

it("prints from a button that says so, and from nothing else", () => {
  const print = vi.spyOn(window, "print").mockImplementation(() => {});
  document.body.innerHTML = '<button data-print><svg></svg>打印</button><button id="other">其他</button>';
  printOnDemand(document);
  document.getElementById("other")?.click();
  expect(print).not.toHaveBeenCalled();
  document.querySelector("svg")?.dispatchEvent(new MouseEvent("click", { bubbles: true }));
  expect(print).toHaveBeenCalledOnce();
});
