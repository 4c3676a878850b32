import { expect, it, vi } from "vitest";
import { Sparing } from "./sparing";

it("is done at once, and once more for a thousand who ask meanwhile", async () => {
  vi.useFakeTimers();
  const deed = vi.fn(async () => undefined);
  const sparing = new Sparing(deed, 500);
  sparing.ask();
  expect(deed).toHaveBeenCalledTimes(1);
  for (let n = 0; n < 1000; n++) sparing.ask();
  await vi.advanceTimersByTimeAsync(499);
  expect(deed).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(2);
  expect(deed).toHaveBeenCalledTimes(2);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(deed).toHaveBeenCalledTimes(2);
  sparing.ask();
  expect(deed).toHaveBeenCalledTimes(3);
  vi.useRealTimers();
});

it("goes on after a deed that failed", async () => {
  vi.useFakeTimers();
  let left = 1;
  const deed = vi.fn(async () => {
    if (left-- > 0) throw new Error("closed");
  });
  process.once("unhandledRejection", () => undefined);
  const sparing = new Sparing(deed, 500);
  sparing.ask();
  sparing.ask(); // while the one that fails is under way
  await vi.advanceTimersByTimeAsync(1);
  expect(deed).toHaveBeenCalledTimes(2);
  await vi.advanceTimersByTimeAsync(5_000);
  sparing.ask();
  expect(deed).toHaveBeenCalledTimes(3);
  vi.useRealTimers();
});
