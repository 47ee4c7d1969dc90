// A lesson in a language that Carrel does not speak and that runs from right to left; and lessons as they are seen without
// colours, and at a zoom of 400 %.
import assert from "node:assert/strict";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { journey, until } from "./lib/journey.mjs";
import { EVERY_KIND, everyState, Looker } from "./lib/looker.mjs";
import { axeSource, newFolder, place, ROOT } from "./lib/place.mjs";
import { makeSite } from "./lib/sites.mjs";
import { says } from "./lib/words.mjs";

const string = (key, blanks) => says(`lessons.${key}`, blanks);
const KINDS = "choice multi sort order match highlight hotspot branch short survey lateral serp search shelve paraphrase cite judge".split(" ");

/** A library whose only lesson is the one of `tests/rtl`. */
function arabicSite() {
  const folder = newFolder("lessons");
  cpSync(join(ROOT, "crates/carrel-lessons/tests/rtl"), folder, { recursive: true });
  cpSync(join(ROOT, "lessons/standards.toml"), join(folder, "standards.toml"));
  return makeSite([place.sample], { more: ["--lessons", folder] });
}

/** Runs in the page: words that do not say their language, or stand the wrong way round. */
function tongueFaults() {
  const faults = [];
  const walker = document.createTreeWalker(document.querySelector(".lesson"), NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const words = node.data.trim();
    if (!words || !node.parentElement.checkVisibility()) continue;
    const tongue = node.parentElement.closest("[lang]").lang;
    if (/[\u0600-\u06ff]/.test(words) && tongue !== "ar") faults.push(`${tongue}: ${words}`);
    // What Carrel says ends with its full stop at the right. Parts of a citation are the lesson's own.
    if (!node.parentElement.closest(".row-text") && /^[A-Z][a-z ]+[.!]$/.test(words)) {
      if (tongue !== "en") faults.push(`${tongue}: ${words}`);
      const place = (from) => {
        const range = document.createRange();
        range.setStart(node, from);
        range.setEnd(node, from + 1);
        return range.getBoundingClientRect();
      };
      const [first, last] = [place(node.data.indexOf(words)), place(node.data.indexOf(words) + words.length - 1)];
      if (first.top === last.top && first.left > last.left) faults.push(`turned round: ${words}`);
    }
  }
  return faults;
}

journey("a lesson in Arabic runs from right to left in every state of every question: axe finds nothing, nothing scrolls sideways, and English in it says so", async (world) => {
  const host = await world.host(arabicSite());
  const reader = await world.reader(host, { colorScheme: "light" });
  await reader.arrives("#/lessons");
  await until("the list is there", () => reader.page.locator(".lesson-card").count());
  const title = reader.page.locator(".lesson-card h2 a");
  assert.deepEqual([await title.getAttribute("lang"), await title.getAttribute("dir")], ["ar", "rtl"]);
  await reader.page.evaluate(axeSource());
  const looker = new Looker(reader);
  const faults = new Set();
  const turned = async (selector) => reader.page.locator(selector).first().evaluate((e) => getComputedStyle(e).direction);
  const look = async (state) => {
    await looker.looks(state);
    assert.equal(await turned(".question, .lesson-body"), "rtl", state);
    for (const fault of await reader.page.evaluate(tongueFaults)) faults.add(`${state}: ${fault}`);
    await reader.page.setViewportSize({ width: 320, height: 256 });
    const wide = await reader.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    await reader.page.setViewportSize({ width: 1366, height: 768 });
    if (wide > 0) faults.add(`${state}: ${wide} px too wide at 320`);
  };
  const kinds = await everyState(reader, "#/lessons/who-made-it", look, string);
  const heading = reader.page.locator("main h1");
  assert.deepEqual([await heading.getAttribute("lang"), await heading.getAttribute("dir")], ["ar", "rtl"]);
  assert.deepEqual([...KINDS].filter((kind) => !kinds.has(kind)), []);
  assert.deepEqual([...faults], []);
  looker.isClean();
  const lesson = reader.page.locator(".lesson");
  assert.deepEqual([await lesson.getAttribute("lang"), await lesson.getAttribute("dir")], ["en", "rtl"]);

  // The first answer begins at the right: its button, then its words.
  const left = (selector) => reader.page.locator(selector).first().evaluate((e) => e.getBoundingClientRect().left);
  await reader.page.locator("[data-key=step-1]").click();
  await until("the first step is there", () => reader.page.locator("[data-question=owner]").count());
  assert.ok((await left("[data-question=owner] input")) > (await left("[data-question=owner] .option-text")));
  await reader.page.locator("[data-key=step-3]").click();
  await until("the web is there", () => reader.page.locator(".lab").count());
  assert.match(await reader.page.locator(".lab .arrow").evaluate((e) => getComputedStyle(e).transform), /^matrix\(-1/, "the arrow back points to the right");
  const tabs = reader.page.locator(".lab [role=tab]");
  assert.ok((await tabs.count()) > 1);
  assert.ok((await tabs.nth(0).boundingBox()).x > (await tabs.nth(1).boundingBox()).x, "the second tab stands to the left");
  await reader.page.locator(".lab [role=tab][aria-selected=true]").focus();
  const before = await reader.page.evaluate(() => document.activeElement.id);
  await reader.presses("ArrowRight");
  const after = await reader.page.evaluate(() => document.activeElement.id);
  assert.equal(Number(after.split("-").at(-1)), Number(before.split("-").at(-1)) - 1, "the arrow to the right goes to the tab before");

  // On the teacher's pages: paper, and the slides.
  await reader.goes("#/lessons/teach/lesson/who-made-it?lang=ar");
  await until("the papers are there", () => reader.page.locator("[data-key=look-handout]").count());
  assert.equal(await reader.page.locator("[data-key='save-handout.brf']").count(), 0, "there is no braille table for Arabic");
  assert.match(await reader.page.locator(".report").textContent(), /no braille table/);
  for (const sheet of ["handout", "handout-large", "answer-key", "teacher-guide"]) {
    await reader.page.locator(`[data-key=look-${sheet}]`).click();
    const page = reader.page.locator(".sheet-page");
    await until("the sheet is there", () => page.count());
    assert.deepEqual([await page.getAttribute("lang"), await page.getAttribute("dir")], ["ar", "rtl"], sheet);
    await looker.looks(`Arabic ${sheet}`);
  }
  await reader.goes("#/lessons/present/who-made-it?lang=ar");
  await until("the slide is there", () => reader.page.locator(".slide[dir=rtl]").count());
  await looker.looks("Arabic slide");
  looker.isClean();
}, { seconds: 900 });

/** Runs in the page: what is chosen, right or wrong and would not be told from the rest without its colours. */
function coloursAlone([right, wrong]) {
  const faults = [];
  const edge = (element) => {
    const style = getComputedStyle(element);
    return `${style.borderTopWidth} ${style.borderTopStyle}`;
  };
  const say = (element, what) => faults.push(`${what}: ${element.outerHTML.slice(0, 100)}`);
  const all = (selector) => [...document.querySelectorAll(`.lesson ${selector}`)].filter((e) => e.checkVisibility());
  // Radio buttons and boxes are the browser's own, which show by their shape what is chosen.
  for (const input of all(":is(input[type=radio], input[type=checkbox])")) {
    const { width, height } = input.getBoundingClientRect();
    const style = getComputedStyle(input);
    if (style.appearance === "none" || style.opacity < 1 || width < 12 || height < 12) say(input, "not the browser's own");
  }
  // Buttons that stay pressed, and the present step and tab: another edge than those beside them.
  for (const [chosen, other] of [
    [".mark-words[aria-pressed=true]:not([data-mark])", ".mark-words[aria-pressed=false]:not([data-mark])"],
    [".steps button[aria-current]", ".steps button:not([aria-current])"],
    [".lab-tabs button[aria-selected=true]", ".lab-tabs button[aria-selected=false]"],
    [".part[data-on]:not([data-mark])", ".part:not([data-on], [data-mark])"],
  ]) {
    const others = all(other).map(edge);
    for (const element of all(chosen)) if (others.includes(edge(element))) say(element, "chosen, and looks like the rest");
  }
  // Right and wrong are said in words, and a sign stands before them.
  for (const element of all(":is(.option, .placed, .row-item, .judged, .told > li, .part)[data-mark]")) {
    const sign = element.querySelector(":scope > .sign-of, :scope > label > .sign-of, :scope > .told-words > .sign-of");
    const words = element.dataset.mark === "right" ? right : wrong;
    if (!sign?.checkVisibility() || sign.textContent !== words) say(element, `does not say “${words}”`);
    else if (!/[✓✗]/.test(getComputedStyle(sign, "::before").content)) say(element, "has no sign");
    const dashed = getComputedStyle(element).borderTopStyle === "dashed";
    if (matchMedia("(forced-colors: active)").matches && dashed !== (element.dataset.mark === "wrong")) say(element, "has the edge of the other");
  }
  for (const element of all(".mark-words[data-mark]")) {
    const sign = element.querySelector(".sign-of");
    if (!sign?.checkVisibility() || sign.textContent !== (element.dataset.mark === "right" ? right : wrong)) say(element, "does not say whether it is right");
  }
  return faults;
}

const MARKS = [string("right"), string("wrong")];

journey("with forced colours what is chosen, right and wrong is told apart by shape and words in every kind of question", async (world) => {
  const host = await world.host(place.site);
  const reader = await world.reader(host, { forcedColors: "active" });
  await reader.arrives("#/lessons");
  const faults = new Set();
  const kinds = new Set();
  let marked = 0;
  const look = async (state) => {
    assert.ok(await reader.page.evaluate(() => matchMedia("(forced-colors: active)").matches));
    marked += await reader.page.locator(".lesson [data-mark]").count();
    for (const fault of await reader.page.evaluate(coloursAlone, MARKS)) faults.add(`${state}: ${fault}`);
  };
  for (const slug of EVERY_KIND) for (const kind of await everyState(reader, `#/lessons/${slug}`, look, string)) kinds.add(kind);
  assert.deepEqual(KINDS.filter((kind) => !kinds.has(kind)), []);
  assert.ok(marked > 100, `${marked} things were marked`);
  assert.deepEqual([...faults].slice(0, 20), []);
}, { seconds: 400 });

journey("at a zoom of 400 % every kind of question fits, and is told apart without colours", async (world) => {
  const host = await world.host(place.site);
  // 1280 x 1024 at 400 % (WCAG 1.4.10).
  const reader = await world.reader(host, { viewport: { width: 320, height: 256 } });
  await reader.arrives("#/lessons");
  const faults = new Set();
  const kinds = new Set();
  const look = async (state) => {
    const found = await reader.page.evaluate(() => {
      const out = [];
      const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
      if (wide > 0) out.push(`${wide} px too wide`);
      for (const element of document.querySelectorAll(".lesson :is(button, select, input, textarea, label, summary, a, p, li)")) {
        if (!element.checkVisibility() || element.closest(".lab-tabs, .table, pre, .visually-hidden, .step-words, .ruler")) continue;
        const { left, right } = element.getBoundingClientRect();
        if (left < -0.5 || right > innerWidth + 0.5) out.push(`sticks out: ${element.outerHTML.slice(0, 100)}`);
      }
      return out;
    });
    found.push(...(await reader.page.evaluate(coloursAlone, MARKS)));
    for (const fault of found) faults.add(`${state}: ${fault}`);
  };
  for (const slug of EVERY_KIND) for (const kind of await everyState(reader, `#/lessons/${slug}`, look, string)) kinds.add(kind);
  assert.deepEqual(KINDS.filter((kind) => !kinds.has(kind)), []);
  assert.deepEqual([...faults].slice(0, 20), []);
}, { seconds: 400 });
