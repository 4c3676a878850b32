/** One question as a field for a thumb: words to press, a number with its unit, a date as far as it is known. */
import type { App } from "../app";
import { h } from "../dom";
import type { Patch, Question } from "../packages/shapes";
import { readTyped } from "../values/fact_values";
import type { Words } from "../words";

const MOST_PRESSED = 9;
const UNITS = ["亩", "㎡", "公顷"];

export function fieldOf(
  app: App,
  patch: Patch,
  question: Question,
  value: string,
  isMissing: boolean,
  typed: (text: string) => void,
): HTMLElement {
  const { say } = app;
  const lists = app.work.form.codelists;
  const codes = question.codelist ? (lists[question.codelist] ?? []) : [];
  const fault = h("p", { class: "fault", role: "alert" });
  const told = (text: string) => {
    const read = readTyped(question, text, lists);
    fault.textContent =
      read.is === "wrong"
        ? `${say(`wrong_${read.reason}`)}${read.choices.length ? `：${read.choices.join("、")}` : ""}`
        : "";
    typed(text);
  };
  const suggestion = suggested(app, patch, question);
  const id = `fact-${question.fact}`;
  let control: HTMLElement;
  if (question.type === "flag") {
    control = pressed(id, [["yes", say("yes")], ["no", say("no")]], value, told); // biome-ignore format: two words
  } else if (codes.length && codes.length <= MOST_PRESSED) {
    control = pressed(
      id,
      codes.map((one) => [one.value, one.label] as const),
      value,
      told,
    );
  } else if (codes.length) {
    control = h(
      "select",
      { id, onchange: (event: Event) => told((event.target as HTMLSelectElement).value) },
      h("option", { value: "" }, say("unknown")),
      codes.map((one) => h("option", { value: one.value, selected: one.value === value }, one.label)),
    );
  } else if (question.type === "area") control = area(id, say("unit"), value, told);
  else if (question.fact === "note") {
    control = h(
      "textarea",
      { id, rows: 3, maxlength: 500, oninput: (event: Event) => told((event.target as HTMLTextAreaElement).value) },
      value,
    );
  } else {
    control = h("input", {
      id,
      type: "text",
      value,
      maxlength: 200,
      autocomplete: "off",
      inputmode: ["integer", "number"].includes(question.type) ? "decimal" : undefined,
      placeholder: question.type === "date" ? say("dateShape") : undefined,
      oninput: (event: Event) => told((event.target as HTMLInputElement).value),
    });
  }
  const offer =
    suggestion && suggestion !== value
      ? h(
          "button",
          {
            type: "button",
            class: "chip is-offer",
            onclick: (event: Event) => {
              const input = box.querySelector<HTMLInputElement>(`#${id}`);
              const [amount = "", unit = ""] = suggestion.split(" ");
              const units = box.querySelector<HTMLSelectElement>(".unit");
              if (units) units.value = unit;
              if (input) input.value = units ? amount : suggestion;
              told(suggestion);
              (event.currentTarget as HTMLElement).remove();
            },
          },
          say("take", { value: suggestion }),
        )
      : null;
  const box = h(
    "div",
    { class: `question${isMissing && !value ? " is-missing" : ""}`, "data-fact": question.fact },
    h(
      (codes.length && codes.length <= MOST_PRESSED) || question.type === "flag" ? "span" : "label",
      { class: "asked", for: id, id: `${id}-label` },
      question.title,
      isMissing && !value ? h("em", {}, say("required")) : null,
    ),
    control,
    offer,
    fault,
  );
  if (value) {
    const read = readTyped(question, value, lists);
    if (read.is === "wrong") fault.textContent = say(`wrong_${read.reason}` as keyof Words);
  }
  return box;
}

/** Words to press, one of them or none. */
function pressed(
  id: string,
  words: readonly (readonly [string, string])[],
  value: string,
  told: (text: string) => void,
): HTMLElement {
  const group = h("div", { class: "words", role: "radiogroup", id, "aria-labelledby": `${id}-label` });
  group.append(
    ...words.map(([code, label]) =>
      h(
        "button",
        {
          type: "button",
          role: "radio",
          class: "word",
          "data-value": code,
          "aria-checked": String(code === value),
          onclick: (event: Event) => {
            const press = event.currentTarget as HTMLElement;
            const isOn = press.getAttribute("aria-checked") !== "true";
            for (const other of group.children) other.setAttribute("aria-checked", "false");
            press.setAttribute("aria-checked", String(isOn));
            told(isOn ? code : "");
          },
        },
        label,
      ),
    ),
  );
  return group;
}

function area(id: string, unitWord: string, value: string, told: (text: string) => void): HTMLElement {
  const parts = /^\s*([^\s㎡亩公]*)\s*(.*)$/.exec(value);
  const unit = h(
    "select",
    { class: "unit", "aria-label": unitWord },
    UNITS.map((one) => h("option", { value: one, selected: one === parts?.[2] }, one)),
  );
  const input = h("input", {
    id,
    type: "text",
    inputmode: "decimal",
    autocomplete: "off",
    value: parts?.[1] ?? "",
    maxlength: 20,
  });
  const say = () => told(input.value.trim() ? `${input.value.trim()} ${unit.value}` : "");
  input.addEventListener("input", say);
  unit.addEventListener("change", say);
  return h("div", { class: "row" }, input, unit);
}

/** What the device knows already: today, who stands here, how many pictures, what was measured. */
function suggested(app: App, patch: Patch, question: Question): string {
  const own = app.work.of(patch.id);
  const measured = (of: string) => {
    const last = own.measured.filter((one) => one.body.of === of).pop();
    return last ? `${Number(last.body.area_m2).toFixed(2)} ㎡` : "";
  };
  switch (question.fact) {
    case "visited_on":
      return new Date().toLocaleDateString("sv");
    case "surveyor":
      return app.device.registered?.person.name ?? "";
    case "photo_count":
      return own.photos.length ? String(own.photos.length) : "";
    case "surveyed_area":
      return measured("land");
    case "surveyed_cultivated_area":
      return measured("cultivated");
    case "built_floor_area":
      return measured("building");
    case "change_survey_area":
      return measured("change_survey");
    default:
      return "";
  }
}
