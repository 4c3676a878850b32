import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { watchJobs } from "./jobs";

let page: Document;
const show = (state: string) => {
  page.body.innerHTML = `<div data-job="/jobs/7" data-state="${state}"></div>`;
};
beforeEach(() => {
  vi.useFakeTimers();
  page = document.implementation.createHTMLDocument();
});
afterEach(() => vi.useRealTimers());

test("work under way is asked for until it has ended, then the page hears of it", async () => {
  show("running");
  const ended = vi.fn();
  page.addEventListener("tuban:job-ended", ended);
  const ask = vi.fn(async () => {
    if (ask.mock.calls.length === 3) show("done");
  });
  watchJobs(page, ask);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(ask).toHaveBeenCalledTimes(3);
  expect(ended).toHaveBeenCalledOnce();
});

test("the longer it takes the less often it is asked for", async () => {
  show("running");
  const ask = vi.fn(async () => undefined);
  watchJobs(page, ask);
  await vi.advanceTimersByTimeAsync(60_000);
  const inTheFirstMinute = ask.mock.calls.length;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(inTheFirstMinute).toBeGreaterThan(8);
  expect(ask.mock.calls.length - inTheFirstMinute).toBeLessThanOrEqual(7);
});

test("a line that is lost does not end the watching", async () => {
  show("queued");
  const ask = vi.fn(async () => Promise.reject(new Error("lost")));
  watchJobs(page, ask);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(ask.mock.calls.length).toBeGreaterThan(2);
});

test("work that has ended is left alone", async () => {
  show("done");
  const ask = vi.fn(async () => undefined);
  watchJobs(page, ask);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(ask).not.toHaveBeenCalled();
});
