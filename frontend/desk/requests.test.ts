import htmx from "htmx.org";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { prepareRequests, sentenceOf } from "./requests";

beforeAll(() => prepareRequests(document));
beforeEach(() => {
  document.head.innerHTML = '<meta name="csrf-token" content="of-the-page">';
  document.body.innerHTML = '<div id="toasts"></div>';
  document.body.dataset.sayOffline = "没有连上服务器";
});
const configured = (verb: string) => {
  const detail = { verb, headers: {} as Record<string, string> };
  document.body.dispatchEvent(new CustomEvent("htmx:configRequest", { bubbles: true, detail }));
  return detail.headers;
};

test("what changes something carries the token, what only reads does not", () => {
  expect(configured("post")["X-CSRFToken"]).toBe("of-the-page");
  expect(configured("get")).toEqual({});
});

test("after signing in anew in another tab a form that stayed open is taken", () => {
  // biome-ignore lint/suspicious/noDocumentCookie: as Django sets it
  document.cookie = "csrftoken=of-now";
  const detail = {
    verb: "post",
    headers: {} as Record<string, string>,
    parameters: { csrfmiddlewaretoken: "of-then" },
  };
  document.body.dispatchEvent(new CustomEvent("htmx:configRequest", { bubbles: true, detail }));
  // biome-ignore lint/suspicious/noDocumentCookie: and takes it away
  document.cookie = "csrftoken=; max-age=0";
  expect([detail.headers["X-CSRFToken"], detail.parameters.csrfmiddlewaretoken]).toEqual(["of-now", "of-now"]);
});

test("nothing is evaluated and no other host is asked", () => {
  expect(htmx.config.allowEval).toBe(false);
  expect(htmx.config.allowScriptTags).toBe(false);
  expect(htmx.config.selfRequestsOnly).toBe(true);
});

test("a lost line is said", () => {
  document.body.dispatchEvent(new CustomEvent("htmx:sendError", { bubbles: true }));
  expect(document.querySelector("#toasts")?.textContent).toContain("没有连上服务器");
});

test("an error of the API is said in its own words, a page of HTML is not", () => {
  const answer = (type: string, responseText: string) => ({ getResponseHeader: () => type, responseText });
  expect(sentenceOf(answer("application/json", '{"message":"图斑已被他人修改。"}'))).toBe("图斑已被他人修改。");
  expect(sentenceOf(answer("text/html", "<p>"))).toBe("");
  expect(sentenceOf(answer("application/json", "{"))).toBe("");
});
