/** Sets up htmx: no code out of attributes, our own host only, the CSRF token on every request that changes something. */
import htmx from "htmx.org";
import { csrfToken } from "./csrf";
import { showToast } from "./toasts";

const SAFE = new Set(["get", "head", "options"]);

interface RequestConfiguration {
  verb: string;
  headers: Record<string, string>;
  parameters?: Record<string, unknown>;
}

export function prepareRequests(page: Document): void {
  Object.assign(htmx.config, {
    allowEval: false,
    allowScriptTags: false,
    includeIndicatorStyles: false,
    selfRequestsOnly: true,
    historyCacheSize: 0, // pages of the office are not kept in the browser's storage
    refreshOnHistoryMiss: true,
    scrollBehavior: "auto",
    responseHandling: [
      { code: "204", swap: false },
      { code: "[23]..", swap: true },
      { code: "422", swap: true }, // a form with its mistakes marked
      { code: "[45]..", swap: false, error: true },
    ],
  });
  page.addEventListener("htmx:configRequest", (event) => {
    const request = (event as CustomEvent<RequestConfiguration>).detail;
    if (SAFE.has(request.verb.toLowerCase())) return;
    const token = csrfToken(page);
    request.headers["X-CSRFToken"] = token;
    // a form that was loaded before somebody signed in anew still holds the token of then
    if (request.parameters?.csrfmiddlewaretoken) request.parameters.csrfmiddlewaretoken = token;
  });
  page.addEventListener("htmx:responseError", (event) => {
    const answer = (event as CustomEvent<{ xhr: XMLHttpRequest }>).detail.xhr;
    showToast(page, { level: "error", text: sentenceOf(answer) || page.body.dataset.sayFailed || "" });
  });
  for (const lost of ["htmx:sendError", "htmx:timeout"]) {
    page.addEventListener(lost, () => showToast(page, { level: "error", text: page.body.dataset.sayOffline ?? "" }));
  }
}

/** The message of the one error shape of the API, where the answer is one. */
export function sentenceOf(answer: Pick<XMLHttpRequest, "getResponseHeader" | "responseText">): string {
  if (!(answer.getResponseHeader("Content-Type") ?? "").includes("json")) return "";
  try {
    const body: unknown = JSON.parse(answer.responseText);
    const message = (body as { message?: unknown } | null)?.message;
    return typeof message === "string" ? message : "";
  } catch {
    return "";
  }
}
