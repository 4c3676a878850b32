import { expect, test, vi } from "vitest";
import { reloadWhenJobsEnd } from "./job_end";

test("a page loads again when its own work has ended, not when some other has", () => {
  document.body.innerHTML = "<p><i></i></p><section data-reload-when-ended><b></b></section>";
  const reload = vi.fn();
  reloadWhenJobsEnd(document, reload);
  document.querySelector("i")?.dispatchEvent(new CustomEvent("tuban:job-ended", { bubbles: true }));
  expect(reload).not.toHaveBeenCalled();
  document.querySelector("b")?.dispatchEvent(new CustomEvent("tuban:job-ended", { bubbles: true }));
  expect(reload).toHaveBeenCalledOnce();
});

test("it waits while somebody is at something", () => {
  vi.useFakeTimers();
  const page = document.implementation.createHTMLDocument();
  page.body.innerHTML = `<section data-reload-when-ended><b></b></section><aside id="drawer">typed</aside>`;
  const reload = vi.fn();
  reloadWhenJobsEnd(page, reload);
  page.querySelector("b")?.dispatchEvent(new CustomEvent("tuban:job-ended", { bubbles: true }));
  vi.advanceTimersByTime(5000);
  expect(reload).not.toHaveBeenCalled();
  (page.querySelector("#drawer") as HTMLElement).hidden = true;
  vi.advanceTimersByTime(1000);
  expect(reload).toHaveBeenCalledOnce();
  vi.useRealTimers();
});
