import { beforeEach, expect, it } from "vitest";
import { tellOfLostPictures } from "./pictures";

beforeEach(() => {
  document.body.innerHTML =
    '<figure><img src="/a.jpg" alt="后时相" loading="lazy"></figure><a href="/photo/"><img src="/b.jpg" alt="近景" loading="lazy"></a>' +
    '<img src="/c.jpg" alt="" loading="lazy">';
  document.body.dataset.sayLostPicture = "图片打不开";
});

it("says in its place that a picture cannot be shown, with the way to the reason", () => {
  tellOfLostPictures(document);
  for (const picture of [...document.images]) picture.dispatchEvent(new Event("error"));
  const told = document.querySelector<HTMLAnchorElement>("figure a.picture-lost");
  expect([told?.textContent, told?.title, told?.pathname]).toEqual(["图片打不开", "后时相", "/a.jpg"]);
});

it("puts no link into a link, and leaves decoration alone", () => {
  for (const picture of [...document.images]) picture.dispatchEvent(new Event("error"));
  expect(document.querySelector("a[href='/photo/'] > span.picture-lost")?.textContent).toBe("图片打不开");
  expect(document.images.length).toBe(1);
});

it("tells of one that failed before anybody listened, and not of a drawing without a size", async () => {
  document.body.innerHTML = '<img src="/gone.jpg" alt="近景"><img src="/place.svg" alt="位置">';
  const [gone, drawing] = [...document.images];
  for (const picture of [gone, drawing]) Object.defineProperty(picture, "complete", { value: true });
  if (gone) gone.decode = () => Promise.reject(new Error("broken"));
  if (drawing) drawing.decode = () => Promise.resolve();
  tellOfLostPictures(document);
  await Promise.resolve();
  await Promise.resolve();
  expect([...document.images].map((picture) => picture.alt)).toEqual(["位置"]);
});
