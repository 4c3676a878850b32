import { beforeAll, expect, test } from "vitest";
import { fillPracticeAccounts } from "./practice_accounts";

beforeAll(() => fillPracticeAccounts(document));

test("a click on a role fills the form and goes to its button", () => {
  document.body.innerHTML = `<form data-sign-in><input name="username"><input name="password"><button type="submit"></button></form>
    <button data-account="county-clerk" data-password="practice">经办人</button>`;
  document.querySelector<HTMLElement>("[data-account]")?.click();
  const fields = [...document.querySelectorAll("input")].map((field) => field.value);
  expect(fields).toEqual(["county-clerk", "practice"]);
  expect(document.activeElement).toBe(document.querySelector("[type=submit]"));
});
