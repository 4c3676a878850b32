import { beforeAll, beforeEach, expect, test, vi } from "vitest";
import { openDialogs } from "./dialogs";

beforeAll(() => openDialogs(document));
beforeEach(() => {
  document.body.innerHTML = `<button data-dialog="keys"></button>
    <dialog id="keys"><p>words</p><button data-close-dialog></button></dialog>`;
  HTMLDialogElement.prototype.showModal = vi.fn();
  HTMLDialogElement.prototype.close = vi.fn();
});
const click = (selector: string) => document.querySelector<HTMLElement>(selector)?.click();

test("a button opens the dialog it names", () => {
  click("[data-dialog]");
  expect(HTMLDialogElement.prototype.showModal).toHaveBeenCalledOnce();
});

test("a dialog closes on its button and on the ground beside it, not on its words", () => {
  click("dialog p");
  expect(HTMLDialogElement.prototype.close).not.toHaveBeenCalled();
  click("[data-close-dialog]");
  click("dialog");
  expect(HTMLDialogElement.prototype.close).toHaveBeenCalledTimes(2);
});
