// Every state of every question of a lesson, and axe's eye on each.
import assert from "node:assert/strict";
import { until } from "./journey.mjs";
import { pictures } from "./pictures.mjs";
import { answersSomehow } from "./student.mjs";

/** Lessons that have every kind of question between them. */
export const EVERY_KIND = [
  "who-is-behind-it",
  "where-does-this-book-live",
  "keywords-not-sentences",
  "before-you-click",
  "what-counts-as-evidence",
  "better-questions",
  "paraphrase-or-patchwork",
  "anatomy-of-a-citation",
  "notes-in-my-own-words",
];

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const COLOURS = { type: "rule", values: ["color-contrast", "link-in-text-block"] };

/** Looks at what is on the screen with axe, wide and narrow, and at its colours in the dark; gathers each fault once, with the first state that has it. */
export class Looker {
  #faults = new Map();

  constructor(reader) {
    this.page = reader.page;
  }

  #add(text) {
    const fault = text.replace(/^.* at \d+: /, "");
    if (!this.#faults.has(fault)) this.#faults.set(fault, text);
  }

  /** `papers` looks at each paper of the reading settings, too, with the largest text and spaces, on the narrow screen. */
  async looks(state, papers = false) {
    await pictures(this.page, `lesson ${state}`);
    for (const [width, height] of [[1366, 768], [360, 740]]) {
      await this.page.setViewportSize({ width, height });
      const { wide, small } = await this.page.evaluate(() => {
        const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
        const small = [...document.querySelectorAll("main button, main select, main label.chip, main .option label, main summary, main .hit-title a")]
          .filter((e) => e.checkVisibility() && !e.matches(".visually-hidden"))
          .filter((e) => e.getBoundingClientRect().height < 43.5)
          .map((e) => e.outerHTML.slice(0, 90));
        return { wide, small };
      });
      const { violations, passes } = await this.#axe(RULES);
      assert.ok(passes >= 8, `axe looked at something: ${passes}`);
      if (wide > 0) this.#add(`${state} at ${width}: ${wide} px too wide`);
      for (const text of small) this.#add(`${state} at ${width}: small: ${text}`);
      for (const text of violations) this.#add(`${state} at ${width}: ${text}`);
    }
    if (papers) await this.#papers(state);
    await this.page.setViewportSize({ width: 1366, height: 768 });
    // Another theme is other colours; what else axe looks at is the same.
    await this.page.emulateMedia({ colorScheme: "dark" });
    const { violations, passes } = await this.#axe(COLOURS);
    await this.page.emulateMedia({ colorScheme: "light" });
    assert.ok(passes >= 1, `axe looked at colours: ${passes}`);
    for (const text of violations) this.#add(`${state} in the dark at 1366: ${text}`);
  }

  async #papers(state) {
    for (const paper of ["1", "2", "3", null]) {
      const wide = await this.page.evaluate((paper) => {
        const { dataset } = document.querySelector(".lesson");
        for (const name of ["size", "lines", "space"]) {
          if (paper) dataset[name] = "2";
          else delete dataset[name];
        }
        if (paper) dataset.paper = paper;
        else delete dataset.paper;
        return document.documentElement.scrollWidth - document.documentElement.clientWidth;
      }, paper);
      if (!paper) return;
      if (wide > 0) this.#add(`${state} largest at 360: ${wide} px too wide`);
      const { violations, passes } = await this.#axe(COLOURS);
      assert.ok(passes >= 1, `axe looked at colours: ${passes}`);
      for (const text of violations) this.#add(`${state} on paper ${paper} at 360: ${text}`);
    }
  }

  async #axe(rules) {
    return this.page.evaluate(async (rules) => {
      const { violations, passes } = await window.axe.run("main", { runOnly: rules, resultTypes: ["violations"] });
      const nodes = violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 120)} ${node.any[0]?.message ?? ""}`));
      return { violations: nodes, passes: passes.length };
    }, rules);
  }

  /** Says what was found. */
  isClean() {
    assert.equal([...this.#faults.values()].join("\n"), "");
  }
}

/** Goes through every state of every question of a lesson, to its last step; gives the kinds that it met. `string` says what its buttons say. */
export async function everyState(reader, slug, look, string) {
  const kinds = new Set();
  await reader.goes(slug);
  await until("the lesson is there", async () => (await reader.page.locator(".lesson").count()) === 1);
  for (;;) {
    await until("the catalogue has answered", async () => !(await reader.main()).includes(string("asking_catalogue")));
    const name = `${slug} ${await reader.page.locator(".step-title").innerText()}`;
    await look(`${name}: fresh`);
    const questions = reader.page.locator(".question");
    for (const kind of await questions.evaluateAll((all) => all.map((q) => q.dataset.kind))) kinds.add(kind);
    const each = async (act) => {
      for (let n = 0; n < (await questions.count()); n++) await act(questions.nth(n));
    };
    const press = async (question, key) => {
      const button = question.getByRole("button", { name: string(key), exact: true });
      if (!(await button.count())) return;
      await button.first().click();
      // What follows is drawn in the next task.
      await reader.page.evaluate(() => new Promise((done) => setTimeout(done)));
    };
    const opensAll = async () => {
      // All at one time: each that opens is closed no more, and the count of the others changes.
      await reader.page.locator(".question details:not([open]) > summary").evaluateAll((all) => all.forEach((summary) => summary.click()));
      await reader.page.locator(".lesson-body .term[aria-expanded=false]").evaluateAll((all) => all.forEach((term) => term.click()));
    };
    await opensAll();
    for (let round = 0; round < 2; round++) {
      await each(async (question) => {
        await press(question, "again");
        await press(question, "hint");
        for (let way = 0; way < 9 && (await question.locator(".ways button").count()); way++) await question.locator(".ways button").first().click();
        await answersSomehow(question, round);
        const up = question.locator(".row button[data-key^=up-]:not([aria-disabled])");
        if (round && (await up.count())) await up.first().click();
        const mark = question.locator(".mark-words[aria-pressed=false]:not([aria-disabled]), .mark-part[aria-pressed=false]:not([aria-disabled])");
        if (await mark.count()) await mark.first().click();
        const more = question.locator(".row-out button");
        if (await more.count()) await more.first().click();
        await press(question, "check");
        await press(question, "send");
      });
      // A check brings more to open: the way that was taken, words that are explained.
      await opensAll();
      await look(`${name}: checked ${round + 1}`, round === 0);
    }
    // Whoever missed twice may see the answer; easier twins have come.
    await each((question) => press(question, "reveal"));
    await look(`${name}: shown`);
    const lab = reader.page.locator(".lab");
    if (await lab.count()) {
      await lab.getByRole("button", { name: string("new_tab") }).click();
      await lab.locator("input").fill("who is behind water bottle bird book agua botella bolsa ماء");
      await lab.locator("input").press("Enter");
      await look(`${name}: results`);
      const link = lab.locator(".lab-results a");
      if (await link.count()) await link.first().click();
      await look(`${name}: page`);
    }
    const next = reader.page.locator("[data-key=step-next]");
    if (!(await next.count())) return kinds;
    await next.click();
    await reader.page.evaluate(() => new Promise((done) => setTimeout(done)));
  }
}
