import { beforeEach, expect, test, vi } from "vitest";
import { showToast, showToasts } from "./toasts";

const PATTERN = `<meta name="csrf-token" content="t"><div id="toasts"></div><template id="toast"><div><p></p>
  <form method="post"><input type="hidden" name="csrfmiddlewaretoken"><button>撤销</button></form>
  <button data-close-toast>关闭</button></div></template>`;

beforeEach(() => {
  vi.useFakeTimers();
  document.body.innerHTML = PATTERN;
  showToasts(document);
});
const notes = () => document.querySelectorAll(".toast-note");
const settled = () => vi.advanceTimersByTimeAsync(0);

test("a message is shown as words, not as markup", () => {
  showToast(document, { level: "success", text: "<b>已提交</b>" });
  expect(notes()[0]?.querySelector("p")?.textContent).toBe("<b>已提交</b>");
  expect(notes()[0]?.querySelector("b, form")).toBeNull();
});

test("what can be taken back has a form with the token", () => {
  showToast(document, { level: "success", text: "已退回 12 个图斑", undo: "/undo/7" });
  const form = notes()[0]?.querySelector("form") as HTMLFormElement;
  expect(form.getAttribute("action")).toBe("/undo/7");
  expect(form.querySelector("input")?.value).toBe("t");
});

test("a message goes by itself, a failure stays until it is closed", async () => {
  showToast(document, { level: "info", text: "已保存" });
  showToast(document, { level: "error", text: "没有保存" });
  await settled();
  await vi.advanceTimersByTimeAsync(60_000);
  expect([...notes()].map((note) => note.querySelector("p")?.textContent)).toEqual(["没有保存"]);
  notes()[0]?.querySelector<HTMLElement>("[data-close-toast]")?.click();
  expect(notes()).toHaveLength(0);
});

test("a message stays while the pointer rests on it", async () => {
  showToast(document, { level: "info", text: "已保存" });
  await settled();
  notes()[0]?.dispatchEvent(new Event("pointerenter"));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(notes()).toHaveLength(1);
});

test("an answer can name a message in its header", () => {
  document.body.dispatchEvent(new CustomEvent("toast", { bubbles: true, detail: { level: "info", text: "已分派" } }));
  expect(notes()[0]?.textContent).toContain("已分派");
});
