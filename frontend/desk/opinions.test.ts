import { expect, test } from "vitest";
import { speakForDepartment } from "./opinions";

const FORM = `<form data-opinion><input type="hidden" name="proposed_is_final" value="1">
  <div data-point><button type="button" data-point-turn></button>
    <input type="radio" name="p" value="yes" checked><input type="radio" name="p" value="no">
    <input type="radio" name="p" value="unknown"><label data-prefilled="yes" hidden></label></div>
  <fieldset data-part="objects open"><input type="checkbox" id="why"></fieldset>
  <button name="verdict" value="agrees" id="a"></button><button name="verdict" value="objects" id="o"></button></form>`;

test("an objection first opens its reasons and is sent when it is pressed again; agreeing is sent at once", () => {
  document.body.innerHTML = FORM;
  speakForDepartment(document);
  const form = document.querySelector("form") as HTMLFormElement;
  const sent: string[] = [];
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    sent.push((event.submitter as HTMLButtonElement).value);
  });
  const press = (id: string) => (document.getElementById(id) as HTMLElement).click();
  press("o");
  expect(sent).toEqual([]);
  expect(form.dataset.verdict).toBe("objects");
  expect(document.activeElement?.id).toBe("why");
  press("o");
  press("a");
  expect(sent).toEqual(["objects", "agrees"]);
});

test("a point is turned from yes to no, and asks where that is from", () => {
  document.body.innerHTML = FORM;
  (document.querySelector("[data-point-turn]") as HTMLElement).click();
  expect((document.querySelector("[value=no]") as HTMLInputElement).checked).toBe(true);
  expect((document.querySelector("[data-prefilled]") as HTMLElement).hidden).toBe(false);
});
