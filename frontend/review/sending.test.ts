import { describe, expect, it } from "vitest";
import type { Kept, Patch } from "./patches";
import { Sending } from "./sending";

const patch = (number: string) => ({ uuid: `uuid-${number}`, number, mine: null }) as Patch;
const kept = (uuid: string) => ({ reading: `reading of ${uuid}`, number: uuid.slice(5), said: "新增建设" }) as Kept;
const deaf = { kept: () => undefined, refused: () => undefined };

describe("readings on their way", () => {
  it("are sent one after the other, however quickly they come", async () => {
    const heard: string[] = [];
    const answers: (() => void)[] = [];
    const sending = new Sending(
      [],
      (uuid) => {
        heard.push(uuid);
        return new Promise((answer) => answers.push(() => answer(kept(uuid))));
      },
      deaf,
    );
    sending.add(patch("1"), {});
    sending.add(patch("2"), {});
    await Promise.resolve();
    expect(heard).toEqual(["uuid-1"]);
    answers[0]?.();
    await expect.poll(() => heard).toEqual(["uuid-1", "uuid-2"]);
    answers[1]?.();
    await sending.whenSettled();
    expect(sending.last?.number).toBe("2");
  });

  it("that are refused can be gone back to, and do not stop the next", async () => {
    const refused: string[] = [];
    const sending = new Sending(
      [],
      (uuid) => (uuid === "uuid-1" ? Promise.reject(new Error("409")) : Promise.resolve(kept(uuid))),
      { ...deaf, refused: (one) => refused.push(one.number) },
    );
    const first = patch("1");
    sending.add(first, {});
    sending.add(patch("2"), {});
    await sending.whenSettled();
    expect(refused).toEqual(["1"]);
    expect(first.mine).toBeNull();
    expect(sending.last?.number).toBe("2");
    expect([sending.hasFailed, sending.takeFailed(), sending.takeFailed()]).toEqual([true, "uuid-1", undefined]);
  });

  it("can be undone ten deep, with those of an earlier visit", async () => {
    const before = Array.from({ length: 10 }, (_one, at) => ({ reading: `${at}`, number: `earlier ${at}` }));
    const sending = new Sending(before, (uuid) => Promise.resolve(kept(uuid)), deaf);
    sending.add(patch("new"), {});
    await sending.whenSettled();
    const undone: string[] = [];
    for (; sending.last; sending.forgetLast()) undone.push(sending.last.number);
    expect(undone).toHaveLength(10);
    expect(undone.slice(0, 2)).toEqual(["new", "earlier 9"]);
    expect(undone).not.toContain("earlier 0");
  });
});
