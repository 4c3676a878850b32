import { beforeAll, beforeEach, expect, test, vi } from "vitest";
import { askBeforeConsequences } from "./consequences";

const sent = vi.fn((event: Event) => event.preventDefault());
beforeAll(() => {
  askBeforeConsequences(document);
  document.addEventListener("submit", sent);
});
beforeEach(() => {
  sent.mockClear();
  document.body.innerHTML = `
    <form><button data-consequence="将退回 12 个图斑至二桥镇">退回</button><button id="save">保存</button></form>
    <a href="#gone" data-consequence="将删除草稿">删除</a>
    <dialog id="consequence"><p data-consequence-text></p><button data-consequence-yes></button></dialog>`;
  HTMLDialogElement.prototype.showModal = vi.fn();
  HTMLDialogElement.prototype.close = vi.fn();
});
const click = (selector: string) => document.querySelector<HTMLElement>(selector)?.click();
const yes = () => document.querySelector("[data-consequence-yes]") as HTMLElement;

test("a form is sent only after its consequence was read and agreed to", () => {
  click("form [data-consequence]");
  expect(sent).not.toHaveBeenCalled();
  expect(document.querySelector("[data-consequence-text]")?.textContent).toBe("将退回 12 个图斑至二桥镇");
  expect(yes().textContent).toBe("退回");
  yes().click();
  expect(sent).toHaveBeenCalledOnce();
});

test("it is asked again the next time", () => {
  click("form [data-consequence]");
  yes().click();
  click("form [data-consequence]");
  expect(sent).toHaveBeenCalledOnce();
  expect(HTMLDialogElement.prototype.showModal).toHaveBeenCalledTimes(2);
});

test("what can be undone is not asked about", () => {
  click("#save");
  expect(sent).toHaveBeenCalledOnce();
  expect(HTMLDialogElement.prototype.showModal).not.toHaveBeenCalled();
});

test("a link waits for the answer too", () => {
  const followed = vi.fn((event: Event) => event.preventDefault());
  document.querySelector("a")?.addEventListener("click", followed);
  click("a");
  expect(followed).not.toHaveBeenCalled();
  yes().click();
  expect(followed).toHaveBeenCalledOnce();
});

test("a request of htmx waits for the answer", () => {
  document.body.insertAdjacentHTML(
    "beforeend",
    '<button id="hx" hx-post="/x" data-consequence="将清空练习县">重置</button>',
  );
  const issueRequest = vi.fn();
  const elt = document.querySelector("#hx");
  elt?.dispatchEvent(
    new CustomEvent("htmx:confirm", { bubbles: true, cancelable: true, detail: { elt, issueRequest } }),
  );
  expect(issueRequest).not.toHaveBeenCalled();
  yes().click();
  expect(issueRequest).toHaveBeenCalledWith(true);
});
