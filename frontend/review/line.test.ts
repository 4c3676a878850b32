import { describe, expect, it } from "vitest";
import { AHEAD, Line } from "./line";
import type { Patch } from "./patches";

const patch = (uuid: string, more: Partial<Patch> = {}) =>
  ({ uuid, number: uuid, mine: null, why: "", ...more }) as Patch;

function queueOf(uuids: string[]) {
  const warmed: string[] = [];
  let asked = 0;
  const line = new Line(
    async (after, count) => {
      asked += 1;
      const from = after ? uuids.indexOf(after) + 1 : 0;
      return uuids.slice(from, from + count).map((uuid) => patch(uuid));
    },
    (one) => warmed.push(one.uuid),
  );
  return { line, warmed, asked: () => asked };
}

describe("the line of patches", () => {
  it("has the next three ready when one is shown", async () => {
    const { line, warmed } = queueOf([..."abcdefgh"]);
    await line.next();
    await line.fill();
    expect(line.current?.uuid).toBe("a");
    expect(line.ready).toBeGreaterThanOrEqual(AHEAD);
    expect(warmed.slice(0, 4)).toEqual([..."abcd"]);
  });

  it("goes through everything once and says when it is over", async () => {
    const { line } = queueOf([..."abcdefg"]);
    const shown = [];
    for (let one = await line.next(); one; one = await line.next()) shown.push(one.uuid);
    expect(shown.join("")).toBe("abcdefg");
    expect(line.previous()?.uuid).toBe("g");
  });

  it("goes back no further than the first", async () => {
    const { line } = queueOf([..."abc"]);
    await line.next();
    await line.next();
    expect(line.previous()?.uuid).toBe("a");
    expect(line.previous()).toBeUndefined();
    expect(line.current?.uuid).toBe("a");
  });

  it("shows what was searched and then goes on where it was", async () => {
    const { line } = queueOf([..."abcd"]);
    await line.next();
    line.insert(patch("z"));
    expect(line.current?.uuid).toBe("z");
    expect((await line.next())?.uuid).toBe("b");
  });

  it("asks once at a time", async () => {
    const { line, asked } = queueOf([..."abcdefgh"]);
    await Promise.all([line.fill(), line.fill(), line.fill()]);
    expect(asked()).toBe(1);
  });

  it("counts what was passed over, and begins again with it", async () => {
    const { line } = queueOf([..."ab"]);
    const first = await line.next();
    await line.next();
    line.renew(patch(first?.uuid ?? "", { mine: { reading: "r", words: "" } }));
    await line.next();
    expect(line.unread).toBe(1);
    line.again();
    expect((await line.next())?.uuid).toBe("a");
  });
});
