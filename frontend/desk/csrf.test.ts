import { expect, test } from "vitest";
import { csrfToken } from "./csrf";

test("the token of the page is taken before the cookie's", () => {
  const page = document.implementation.createHTMLDocument();
  page.head.innerHTML = '<meta name="csrf-token" content="of-the-page">';
  expect(csrfToken(page)).toBe("of-the-page");
});

test("without a token in the page the cookie's is taken", () => {
  // biome-ignore lint/suspicious/noDocumentCookie: the cookie is what is tested
  document.cookie = "csrftoken=of%2Dthe%2Dcookie";
  expect(csrfToken(document)).toBe("of-the-cookie");
});
