import { expect, test } from "vitest";
import { filterQuery, readAddress, writeAddress } from "./address";

test("an address that was written is read as the same view", () => {
  const text =
    "?campaign=0f1e&c=113.839385,31.759376&z=17.00&pin=113.8393850,31.7593760&patch=a1&chosen=b2,c3&by=state&base=none&layers=d4:75,e5:100&swipe=40&grid=1&measure=area~113.8300000,31.7500000~113.8400000,31.7500000~113.8400000,31.7600000&q=152&finding=unlawful";
  expect(writeAddress(readAddress(text))).toBe(text);
});

test("what nobody can mean is left out", () => {
  const view = readAddress("?c=here&z=far&swipe=200&layers=a:x,b:900&fit=1,2,3");
  expect(view.centre).toBeNull();
  expect(view.zoom).toBeNull();
  expect(view.swipe).toBe(100);
  expect(view.fit).toBeNull();
  expect([...view.layers]).toEqual([
    ["a", 1],
    ["b", 1],
  ]);
});

test("tiles, list and sheet are asked with the filter only", () => {
  expect(filterQuery(readAddress("?z=3&state=issued&patch=a1")).toString()).toBe("state=issued");
});

test("a measured line that is none is left out", () => {
  expect(readAddress("?measure=area~1,2~3,4").measured).toBeNull();
  expect(readAddress("?measure=length~1,2~here").measured).toBeNull();
  expect(readAddress("?measure=weight~1,2~3,4").measured).toBeNull();
});
