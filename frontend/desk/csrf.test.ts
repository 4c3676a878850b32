import { expect, test } from "vitest";
import { csrfToken } from "./csrf";

test("the token of the cookie is taken before the page's: it is of the latest sign-in", () => {
  document.head.innerHTML = '<meta name="csrf-token" content="of-the-page">';
  // biome-ignore lint/suspicious/noDocumentCookie: the cookie is what is tested
  document.cookie = "csrftoken=of%2Dthe%2Dcookie";
  expect(csrfToken(document)).toBe("of-the-cookie");
});

test("without a cookie the page's is taken", () => {
  const page = document.implementation.createHTMLDocument();
  page.head.innerHTML = '<meta name="csrf-token" content="of-the-page">';
  expect(csrfToken(page)).toBe("of-the-page");
});
