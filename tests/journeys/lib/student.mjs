// A student in a lesson: what they do by keyboard alone, and what they do quickly to see every state of a question.
import assert from "node:assert/strict";
import { until } from "./journey.mjs";
import { says } from "./words.mjs";

const string = (key, blanks) => says(`lessons.${key}`, blanks);

export class Student {
  constructor(reader) {
    this.reader = reader;
    this.page = reader.page;
    this.lesson = this.page.locator("main .lesson");
  }

  /** Waits until a step with this heading is on the screen. */
  async isAt(title) {
    await until(`the step “${title}” is there`, async () => (await this.step()) === title, { seconds: 20 });
  }

  async step() {
    return (await this.page.locator(".step-title").allInnerTexts())[0] ?? "";
  }

  question(id) {
    return this.page.locator(`[data-question="${id}"]`);
  }

  /** What has the focus, as a sighted keyboard user sees it. */
  focused() {
    return this.page.evaluate(() => {
      const element = document.activeElement;
      const label = element.closest("label")?.innerText ?? element.getAttribute("aria-label") ?? element.innerText ?? "";
      return {
        tag: element.localName,
        type: element.type ?? "",
        text: label.trim(),
        question: element.closest("[data-question]")?.dataset.question ?? "",
        row: element.closest("[data-thing]")?.innerText ?? "",
        label: element.labels?.[0]?.innerText ?? "",
        feedback: element.dataset.feedback ?? "",
      };
    });
  }

  /** Presses a key until something has the focus. */
  async keyTo(key, what, found, most = 150) {
    const passed = [];
    for (let press = 0; press < most; press++) {
      await this.page.keyboard.press(key);
      const focused = await this.focused();
      if (found(focused)) return focused;
      passed.push(focused.text.slice(0, 30) || focused.tag);
    }
    assert.fail(`${key} never came to ${what}; it passed ${passed.join(" | ")}`);
  }

  tabTo(what, found) {
    return this.keyTo("Tab", what, found);
  }

  /** Goes to a button of a question and presses it. */
  async presses(id, words) {
    await this.tabTo(`“${words}” of ${id}`, (f) => f.question === id && f.tag === "button" && f.text.startsWith(words));
    await this.page.keyboard.press("Enter");
    // What follows is drawn in the next task, and takes the focus.
    await this.page.evaluate(() => new Promise((next) => setTimeout(next)));
  }

  /** Chooses a radio button of a question by its words, with arrow keys. */
  async chooses(id, words) {
    let at = await this.tabTo(`the answers of ${id}`, (f) => f.question === id && f.type === "radio");
    if (at.text.includes(words)) await this.page.keyboard.press("Space");
    else at = await this.keyTo("ArrowDown", `the answer “${words}”`, (f) => f.text.includes(words), 12);
    assert.ok((await this.focused()).text.includes(words), `the focus stays on “${words}”`);
  }

  async checks(id) {
    await this.presses(id, string("check"));
  }

  /** The question is at its end, and what is said of it has the focus. */
  async isRight(id) {
    await until(`${id} is right`, async () => (await this.focused()).feedback === id);
    const mark = await this.page.locator(`[data-feedback="${id}"]`).getAttribute("data-mark");
    assert.equal(mark, "right", await this.page.locator(`[data-feedback="${id}"]`).innerText());
  }
}

/** Answers a question somehow: the first of everything, and in a later round the next, as the same once more is no other try. True when something was given. */
export async function answersSomehow(question, round = 0) {
  return question.evaluate((section, round) => {
    const seen = new Map();
    let given = false;
    // Of radio buttons the last that is pressed counts.
    const isNext = (name) => {
      const n = seen.get(name) ?? 0;
      seen.set(name, n + 1);
      return n <= round;
    };
    for (const input of section.querySelectorAll(".controls input, .controls select, .controls textarea")) {
      if (input.disabled || input.readOnly) continue;
      if (input.type === "radio") {
        if (isNext(input.name) && !input.checked) input.click();
      } else if (input.type === "checkbox") {
        if (isNext("box") && !input.checked) input.click();
      } else if (input.localName === "select") {
        input.selectedIndex = Math.min(1 + round, input.options.length - 1);
        input.dispatchEvent(new Event("change", { bubbles: true }));
      } else if (!input.closest(".lab-bar")) {
        input.value = input.inputMode === "numeric" ? `${7 + round}` : `something of my own${round || ""}`;
        input.dispatchEvent(new Event("input", { bubbles: true }));
      }
      given = true;
    }
    return given;
  }, round);
}
