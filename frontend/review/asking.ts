/** Asks the doors of the desk; what they refuse is an error with the sentence of the server. */
import { csrfToken } from "../desk/csrf";

export class Refused extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly hint: string,
  ) {
    super(message);
  }
}

export async function ask<Answer>(address: string, body?: object, more: RequestInit = {}): Promise<Answer> {
  const posted = body && {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken(document) },
  };
  const answer = await fetch(address, { credentials: "same-origin", ...posted, ...more });
  const isJson = (answer.headers.get("Content-Type") ?? "").includes("json");
  if (answer.ok && isJson) return (await answer.json()) as Answer;
  if (!isJson) throw new TypeError(`${answer.status}`); // signed out, or a failure of the server
  const told = (await answer.json()) as { code?: string; message?: string; hint?: string };
  throw new Refused(told.code ?? "", told.message ?? "", told.hint ?? "");
}
