// Lessons as students do them: by keyboard alone, without a network, after a killed browser; and every state of every
// question looked at by axe.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { journey, until } from "./lib/journey.mjs";
import { everyState, Looker } from "./lib/looker.mjs";
import { axeSource, place } from "./lib/place.mjs";
import { spoken } from "./lib/spoken.mjs";
import { Reader } from "./lib/reader.mjs";
import { answersSomehow, Student } from "./lib/student.mjs";
import { files, makeSite } from "./lib/sites.mjs";
import { read, says } from "./lib/words.mjs";
import { NETWORK_FAILS } from "./lib/world.mjs";

const string = (key, blanks) => says(`lessons.${key}`, blanks);

/** Waits until every lesson and module is on the device. */
async function waitsUntilLessonsKept(reader, site) {
  await reader.waitsUntilKept();
  const all = files(site).filter((path) => path.startsWith("lessons/") || path.startsWith("app/modules/")).length;
  await until("the lessons are kept", () =>
    reader.page.evaluate(async (all) => {
      const [name] = await caches.keys();
      const kept = (await (await caches.open(name)).keys()).filter(({ url }) => /\/(lessons|app\/modules)\//.test(url));
      return kept.length >= all;
    }, all),
  { seconds: 60 });
}

async function opens(world, slug, options) {
  const host = await world.host(place.site);
  const reader = await world.reader(host, options);
  await reader.arrives(`#/lessons/${slug}`);
  await until("the lesson is there", () => reader.page.locator(".step-title").count(), { seconds: 20 });
  return { host, reader, student: new Student(reader) };
}

journey("a student does “Who is behind it?” from start to end by keyboard alone, without a network, with the browser killed on the way", async (world) => {
  const host = await world.host(place.site);
  const computer = await world.computer();
  const first = await computer.reader(host);
  await first.arrives("#/lessons");
  await waitsUntilLessonsKept(first, place.site);
  await host.stop();
  await computer.switchOffAndOn();
  world.expect(NETWORK_FAILS);

  let reader = await computer.reader(host);
  let student = new Student(reader);
  // What a screen reader says of the step: all that can be reached has a name, and the questions are heard as groups with their answers.
  const hears = async (...expected) => {
    const { lines, faults } = await spoken(reader.page, "main .lesson");
    assert.deepEqual(faults, [], "all that can be reached has a name");
    for (const words of expected) assert.ok(lines.some((line) => line.startsWith(words)), `“${words}” is heard:\n${lines.join("\n")}`);
  };
  await reader.arrives("#/lessons");
  await until("the list is there", () => reader.page.locator(".lesson-card").count());
  await student.tabTo("the lesson", (f) => f.tag === "a" && f.text === "Who is behind it?");
  await reader.presses("Enter");
  await student.isAt("A page that looks good");
  assert.equal(await reader.heading(), "Who is behind it?");

  await hears("heading, level 2, A page that looks good", "radiogroup, You find a page that you do not know.", "radio, I open a new tab");
  await student.chooses("before", "Not sure yet");
  await student.presses("before", string("send"));
  // A wrong answer first: it says why, and the focus stays where one tries again.
  await student.chooses("first-move", "from top to bottom");
  await student.checks("first-move");
  await until("it says why", async () => (await student.question("first-move").innerText()).includes("Care is good, but not yet"));
  await until("the focus is where one tries again", async () => (await student.focused()).text === string("again"));
  await reader.presses("Enter");
  await reader.presses("Shift+Tab");
  await student.keyTo("ArrowDown", "the right answer", (f) => f.text.includes("I open a new tab"), 6);
  await student.checks("first-move");
  await student.isRight("first-move");
  await student.tabTo("the next step", (f) => f.text === string("next"));
  await reader.presses("Enter");

  await student.isAt("Look around");
  assert.equal((await student.focused()).text, "Look around", "the step's heading has the focus");
  await hears("heading, level 2, Look around", "region, ", "tablist, ", "tab, What is really in your tap?, selected", "textbox, ", "tabpanel, ");
  await student.tabTo("a new tab", (f) => f.text === string("new_tab"));
  await reader.presses("Enter");
  await until("the new tab has the focus", () => reader.page.evaluate(() => document.activeElement.matches("[role=tabpanel]")));
  await student.keyTo("Shift+Tab", "the address bar", (f) => f.text === string("address_label"));
  await reader.page.keyboard.type("tap facts");
  await reader.presses("Enter");
  await until("there are results", () => reader.page.locator(".lab-results .hit").count());
  const report = await student.tabTo("the report", (f) => f.tag === "a" && f.question === "owner" && /bottled water|bottlers|paid|Tap Facts/i.test(f.text));
  assert.ok(report.text);
  await student.keyTo("Shift+Tab", "the address bar", (f) => f.text === string("address_label"));
  await reader.presses("Control+A");
  await reader.page.keyboard.type((await reader.page.evaluate(() => [...document.querySelectorAll(".lab-results .hit-url")].map((u) => u.textContent).find((u) => u.includes("river-times") || u.includes("rivertimes")))) ?? "river times");
  await reader.presses("Enter");
  await until("the report is open", async () => (await reader.page.locator(".lab .web-site").allInnerTexts())[0]?.includes("River Times"));
  await student.tabTo("keep it", (f) => f.text === string("keep"));
  await reader.presses("Enter");
  await until("it is kept", () => reader.page.locator(".kept-list li").count());

  const tabs = () => reader.page.locator(".lab [role=tab]").evaluateAll((all) => all.map((tab) => `${tab.textContent} ${tab.ariaSelected}`));
  const before = await tabs();
  assert.ok(before.length > 1, before.join());
  // The browser dies in the middle of it. What was kept within its last milliseconds may be lost.
  await reader.page.waitForTimeout(300);
  await computer.switchOffAndOn();
  reader = await computer.reader(host);
  student = new Student(reader);
  await reader.arrives("#/lessons/who-is-behind-it");
  await student.isAt("Look around");
  assert.equal(await reader.page.locator(".kept-list li").count(), 1, "the evidence is still kept");
  assert.deepEqual(await tabs(), before, "every tab is open again");
  await student.chooses("owner", "Bottlers United");
  await student.checks("owner");
  await student.isRight("owner");
  const said = await student.question("owner").innerText();
  assert.ok(said.includes("You kept the report as evidence"), said);
  await student.tabTo("the box", (f) => f.question === "owner-name" && f.tag === "input");
  await reader.page.keyboard.type("bottlers united");
  await reader.presses("Enter");
  const misses = () => student.question("owner-name").locator(".sentence").innerText();
  assert.match(await misses(), /Not yet/);
  // A key that is held down, and the same words once more, are no other miss: the easier twin and the answer do not come.
  for (let n = 0; n < 3; n += 1) await reader.page.keyboard.down("Enter");
  await reader.page.keyboard.up("Enter");
  await reader.presses("Enter");
  assert.equal(await student.question("owner-name").getByRole("button", { name: string("reveal") }).count(), 0, "one miss");
  await reader.page.keyboard.press("ControlOrMeta+a");
  await reader.page.keyboard.type("bu communications");
  await reader.presses("Enter");
  await student.isRight("owner-name");
  await student.tabTo("the next step", (f) => f.text === string("next"));
  await reader.presses("Enter");

  await student.isAt("What do they want?");
  await hears("heading, level 2, What do they want?", "combobox, Bottlers United, Choose…", "radiogroup, The report of the water works", "button, Mark this part");
  const wants = { "Bottlers United": "more bottled water", "City Water Works": "test results", "River Times": "trust the paper", "Clean Cups Club": "your own cup" };
  for (let n = 0; n < 4; n++) {
    const select = await student.tabTo("a partner", (f) => f.question === "want" && f.tag === "select");
    const wanted = Object.entries(wants).find(([who]) => select.label.includes(who))[1];
    const index = await reader.page.evaluate((wanted) => [...document.activeElement.options].findIndex((o) => o.text.includes(wanted)), wanted);
    for (let press = 0; press < index; press++) await reader.presses("ArrowDown");
    assert.equal(await reader.page.evaluate(() => document.activeElement.selectedIndex), index);
  }
  await student.checks("want");
  await student.isRight("want");
  const sound = ["report of the water works", "report in the River Times", "study of the state university"];
  for (let n = 0; n < 6; n++) {
    const at = await student.tabTo("a verdict", (f) => f.question === "trust-five" && f.type === "radio" && f.text === string("trust"));
    if (sound.some((name) => at.row.includes(name))) await reader.presses("Space");
    else await reader.presses("ArrowDown");
  }
  await student.checks("trust-five");
  await student.isRight("trust-five");
  const parts = await reader.page.locator("[data-question=small-print] .mark-part").evaluateAll((all) => all.map((b) => b.textContent));
  assert.equal(parts.length, 5, parts.join("\n"));
  let pressed = 0;
  while (pressed < 2) {
    const part = await student.tabTo("a part", (f) => f.question === "small-print" && f.text.startsWith(string("mark_part")));
    const id = await reader.page.evaluate(() => document.activeElement.dataset.key);
    if (id === "part-3" || id === "part-4") {
      await reader.presses("Space");
      pressed += 1;
      assert.equal(await reader.page.evaluate(() => document.activeElement.getAttribute("aria-pressed")), "true", part.text);
    }
  }
  await student.checks("small-print");
  await student.isRight("small-print");
  await student.tabTo("the next step", (f) => f.text === string("next"));
  await reader.presses("Enter");

  await student.isAt("Say it in one line");
  assert.ok((await reader.main()).includes(string("unfinished", { steps: "4" })));
  // Who runs out of time hands in what there is.
  const soFar = await reader.page.locator(".outcome-so-far").innerText();
  assert.match(soFar, /So far you have [1-9][0-9]? % of all points/);
  const early = /([0-9A-Z]{4}-){5}[0-9A-Z]{3}/.exec(soFar)?.[0];
  assert.ok(early, soFar);
  await student.chooses("one-line", "the River Times has seen the bill");
  await student.checks("one-line");
  await student.isRight("one-line");
  await student.chooses("after", "Very sure");
  await student.presses("after", string("send"));
  await until("the outcome is there", async () => (await reader.page.locator(".outcome").count()) === 1);
  const outcome = await reader.page.locator(".outcome").innerText();
  assert.match(outcome, /You trusted 3 of 3 that deserve trust/);
  assert.match(outcome, /You doubted 3 of 3 that deserve doubt/);
  assert.match(outcome, /([0-9A-Z]{4}-){5}[0-9A-Z]{3}/);
  assert.ok(!outcome.includes(early), "another result is another code");
  assert.equal(await reader.page.locator(".outcome-so-far").count(), 0);
  await hears("heading, level 2, Say it in one line", `button, ${string("save_file")}`);
  const coming = reader.page.waitForEvent("download");
  await student.tabTo("save", (f) => f.text === string("save_file"));
  await reader.presses("Enter");
  const text = readFileSync(await (await coming).path(), "utf8");
  assert.match(text, /Who is behind it\?[\s\S]*([0-9A-Z]{4}-){5}[0-9A-Z]{3}/);
  // And the list knows.
  await reader.goes("#/lessons");
  await until("the list says so", async () => (await reader.page.locator(".lesson-card[data-state=done]").allInnerTexts()).some((card) => card.includes("Who is behind it?")));
}, { seconds: 240 });

journey("“Start again” asks first, then clears what was done, and nothing else", async (world) => {
  const { reader, student } = await opens(world, "who-is-behind-it");
  await student.question("before").locator("input").first().check();
  await student.question("before").getByRole("button", { name: string("send") }).click();
  await until("it is done", async () => (await student.question("before").locator("input:disabled").count()) === 3);
  await reader.reloads();
  await until("it is still done", async () => (await student.question("before").locator("input:disabled").count()) === 3);
  await reader.page.getByRole("button", { name: string("start_again") }).click();
  await reader.page.getByRole("button", { name: string("start_again_no") }).click();
  assert.equal(await student.question("before").locator("input:disabled").count(), 3);
  await reader.page.getByRole("button", { name: string("start_again") }).click();
  await reader.page.getByRole("button", { name: string("start_again_yes") }).click();
  await until("it is open again", async () => (await student.question("before").locator("input:disabled").count()) === 0);
  assert.equal((await student.focused()).text, "A page that looks good");
});

journey("around a Spanish lesson everything is in Spanish, and the list is in the reader's language again", async (world) => {
  const spanish = read("lessons", "es.toml");
  const { reader, student } = await opens(world, "who-is-behind-it?lang=es");
  const lesson = reader.page.locator(".lesson");
  assert.equal(await lesson.getAttribute("lang"), "es");
  // What is said in one language only tells the two apart; "No" and "QR" do not.
  const words = ["check", "hint", "next", "back", "to_list", "read_aloud", "reading", "glossary", "start_again", "send", "look_at", "trust", "doubt", "choose", "keep", "new_tab"];
  const met = new Set();
  const looks = async () => {
    const text = await lesson.evaluate((all) => [...all.querySelectorAll("button, summary, a, label, option")].map((one) => one.getAttribute("aria-label") ?? one.textContent.trim()));
    for (const word of words) {
      assert.ok(!text.includes(string(word)), `“${string(word)}” is in English`);
      if (text.some((one) => one.startsWith(spanish.get(`lessons.${word}`)))) met.add(word);
    }
  };
  await student.question("first-move").locator("input").first().check();
  await looks();
  await student.question("first-move").getByRole("button", { name: spanish.get("lessons.check") }).click();
  await until("it is marked", async () => (await student.question("first-move").locator(".feedback").count()) === 1);
  for (;;) {
    await looks();
    const next = reader.page.locator("[data-key=step-next]");
    if (!(await next.count())) break;
    await next.click();
    // The step is drawn in the next task.
    await reader.page.evaluate(() => new Promise((done) => setTimeout(done)));
  }
  assert.deepEqual(words.filter((word) => !met.has(word)), [], "these were met in Spanish");
  await reader.goes("#/lessons");
  await until("the list is there", () => reader.page.locator(".lesson-card").count());
  assert.ok((await reader.main()).includes(string("list_lead")));
});

journey("exercises on the catalogue ask the school's own: counts change with what is typed, and books are of this library", async (world) => {
  const { reader, student } = await opens(world, "and-or-not");
  const goes = async (id) => {
    for (let step = 0; step < 9; step++) {
      if (await student.question(id).count()) return student.question(id);
      await reader.page.locator("[data-key=step-next]").click();
      // The step is drawn in the next task.
      await reader.page.evaluate(() => new Promise((done) => setTimeout(done)));
    }
    throw new Error(`no step has ${id}`);
  };
  const predict = await goes("predict-and");
  await until("the search is there", async () => (await predict.locator(".query").count()) === 2);
  const [before, after] = await predict.locator(".query").allInnerTexts();
  assert.ok(after.startsWith(`${before} AND `), `${before} / ${after}`);
  // What there is before the change is known from the start; the other number is the question.
  assert.match(await predict.locator(".predict strong").innerText(), /\d/);
  // A guess is a number; what is none is told while it is written, and is not marked.
  const guess = predict.getByRole("textbox", { name: string("how_many") });
  assert.equal(await guess.getAttribute("inputmode"), "numeric");
  await guess.fill("many");
  await until("what is no number is told", async () => (await predict.locator(".no-number").innerText()) === string("whole_number"));
  await predict.getByRole("button", { name: string("check") }).click();
  await reader.page.evaluate(() => new Promise((done) => setTimeout(done)));
  assert.equal(await predict.locator(".feedback").count(), 0);
  await guess.fill("0");
  await until("a number is good", async () => (await predict.locator(".no-number").count()) === 0);
  await guess.press("Enter");
  await until("the counts are there", async () => (await predict.locator(".predict strong").count()) === 2);
  const [one, both] = (await predict.locator(".predict strong").allInnerTexts()).map((text) => Number(text.replace(/\D/g, "")));
  assert.ok(one > both && both >= 1, `${one} > ${both}`);
  // How near it was is said, too.
  assert.ok((await predict.locator(".feedback").innerText()).includes(`It is ${both}.`));
  assert.equal(await predict.locator(".feedback").getAttribute("data-mark"), "right");
  const build = await goes("build-one");
  const count = async (typed) => {
    await build.locator("input").fill(typed);
    const found = build.locator(".found strong");
    await until(`${typed} is counted`, async () => /\d/.test(await found.innerText()));
    return Number((await found.innerText()).replace(/\D/g, ""));
  };
  const [animals, ocean] = [await count("animals"), await count("ocean")];
  const [and, or, not] = [await count("animals AND ocean"), await count("animals OR ocean"), await count("animals NOT ocean")];
  assert.ok(animals > 0 && ocean > 0);
  assert.equal(or, animals + ocean - and);
  assert.equal(not, animals - and);
  await reader.goes("#/lessons/where-does-this-book-live");
  const shelf = await goes("whole-numbers");
  await until("books are there", async () => (await shelf.locator(".row-call").count()) === 4);
  // The titles are this library's, not the printed ones of the lesson.
  const texts = await shelf.locator(".row-text").allInnerTexts();
  assert.ok(texts.every((text) => text.trim().split(/\s+/).length > 2), texts.join("\n"));
}, { seconds: 120 });

journey("words that only took the place of the source's are named, short runs are told and do not count", async (world) => {
  const { reader, student } = await opens(world, "quote-paraphrase-point");
  for (let step = 0; step < 9 && !(await student.question("river").count()); step++) {
    await reader.page.locator("[data-key=step-next]").click();
    // The step is drawn in the next task.
    await reader.page.evaluate(() => new Promise((done) => setTimeout(done)));
  }
  const river = student.question("river");
  await river.locator("textarea").fill("The stream climbed nine feet in one night, and by dawn the lower city was under water.");
  await river.getByRole("button", { name: string("check") }).click();
  await river.locator(".feedback").waitFor();
  const said = await river.locator(".feedback").innerText();
  assert.ok(said.includes("one by one: river / stream, rose / climbed, morning / dawn, town / city."), said);
  assert.ok(said.includes("both have: nine feet in."), said);
  // In both texts: the swapped words in a box, the short run as a thread with its number.
  const [source, own] = await river.locator(".threads .thread-text").all();
  for (const [text, boxed] of [[source, ["river", "rose", "morning", "town"]], [own, ["stream", "climbed", "dawn", "city"]]]) {
    const marks = await text.locator("mark[data-frame]").allInnerTexts();
    for (const word of boxed) assert.ok(marks.includes(word), `${word} is not in a box: ${marks}`);
    assert.match((await text.locator("mark[data-thread]").allInnerTexts()).join("|"), /^1?nine feet in1?$/);
  }
  assert.ok(said.includes(string("frame_words")));
  // Nobody is accused.
  assert.doesNotMatch(said, /plagiar|cheat|copied/i);
});

journey("two tabs of one lesson: neither takes away what the other did, and a press that was not kept is told", async (world) => {
  const { host, reader, student } = await opens(world, "who-is-behind-it");
  const page = await reader.page.context().newPage();
  const second = new Student(new Reader(page, host));
  await second.reader.arrives("#/lessons/who-is-behind-it");
  await second.isAt("A page that looks good");
  const chooses = (one, id, words) => one.question(id).locator("label", { hasText: words }).click();
  const isChosen = (one, id, words) => one.question(id).locator("label", { hasText: words }).locator("input").isChecked();
  const presses = async (one, id, words) => {
    await one.question(id).getByRole("button", { name: words }).click();
    await one.page.evaluate(() => new Promise((done) => setTimeout(done)));
  };
  const note = (one) => one.page.locator(".lesson > .note", { hasText: string("elsewhere") });
  // In the first tab a question is answered to its end. The second knows nothing of it.
  await chooses(student, "first-move", "I open a new tab");
  await presses(student, "first-move", string("check"));
  await student.question("first-move").locator(".feedback").waitFor();
  assert.equal(await second.question("first-move").locator(".feedback").count(), 0);
  // A press in the second: it is not kept, what the first did is there, and that is said.
  await chooses(second, "before", "Not sure yet");
  await until("it is told", async () => (await note(second).count()) === 1, { seconds: 20 });
  await second.question("first-move").locator(".feedback").waitFor();
  assert.equal(await isChosen(second, "before", "Not sure yet"), false, "the press was not kept, and does not look so");
  // Pressed again it counts, and the note goes with the next page of the lesson.
  await chooses(second, "before", "Not sure yet");
  await presses(second, "before", string("send"));
  await second.question("before").locator(".feedback").waitFor();
  await page.locator("[data-key=step-next]").click();
  await second.isAt("Look around");
  assert.equal(await note(second).count(), 0);
  // Back to the first tab: the same the other way round.
  await student.page.locator("[data-key=step-next]").click();
  await until("it is told", async () => (await note(student).count()) === 1, { seconds: 20 });
  await student.isAt("Look around");
  await second.reader.reloads();
  await second.isAt("Look around");
  await page.locator("[data-key=step-back]").click();
  await second.isAt("A page that looks good");
  for (const id of ["before", "first-move"]) await second.question(id).locator(".feedback").waitFor();
}, { seconds: 120 });

journey("work goes on at another computer by a file; what is further stays, and other files are named", async (world) => {
  const { host, reader, student } = await opens(world, "and-or-not");
  const saves = async (reader) => {
    await reader.goes("#/lessons");
    await reader.page.locator(".work summary").click();
    await reader.page.locator("[data-key=work-save]").waitFor();
  };
  // Nothing was done yet: that is said, and no file comes.
  await saves(reader);
  await reader.page.locator("[data-key=work-save]").click();
  await until("it says so", async () => (await reader.page.locator(".work-said").innerText()) === string("work_none"));
  const answers = async (reader, student) => {
    await reader.goes("#/lessons/and-or-not");
    await until("the lesson is there", () => reader.page.locator(".question").count());
    const question = reader.page.locator(".question").first();
    await answersSomehow(question);
    await question.getByRole("button", { name: string("check") }).click();
    await question.locator(".feedback").waitFor();
    return question.getAttribute("data-question");
  };
  await until("there is a question", async () => {
    await reader.goes("#/lessons/and-or-not");
    if (await reader.page.locator(".question").count()) return true;
    await reader.page.locator("[data-key=step-next]").click();
    await reader.page.evaluate(() => new Promise((done) => setTimeout(done)));
    return reader.page.locator(".question").count();
  });
  const id = await answers(reader, student);
  await saves(reader);
  const coming = reader.page.waitForEvent("download");
  await reader.page.locator("[data-key=work-save]").click();
  const file = await coming;
  assert.match(file.suggestedFilename(), /^my-lessons-\d{4}-\d\d-\d\d\.carrel$/);
  const bytes = readFileSync(await file.path());
  const other = await world.reader(host);
  await other.arrives("#/lessons");
  await until("the list is there", () => other.page.locator(".lesson-card").count(), { seconds: 20 });
  await other.page.locator(".work summary").click();
  const field = other.page.locator("#work-file");
  await field.waitFor();
  const wrong = other.page.locator("#work-file-wrong");
  const chooses = (name, buffer) => field.setInputFiles({ name, mimeType: "application/octet-stream", buffer });
  await chooses("notes.txt", Buffer.from("Dear diary"));
  await until("it is named", async () => (await wrong.innerText()) === string("work_wrong", { name: "notes.txt" }));
  assert.equal(await field.getAttribute("aria-invalid"), "true");
  await chooses("half.carrel", bytes.subarray(0, bytes.length - 9));
  await until("it is named", async () => (await wrong.innerText()) === string("work_damaged", { name: "half.carrel" }));
  const newer = Buffer.from(bytes);
  newer[4] = 200;
  await chooses("newer.carrel", newer);
  await until("it is named", async () => (await wrong.innerText()) === string("work_newer"));
  assert.equal(await other.page.locator(".lesson-card[data-state]").count(), 0, "nothing was taken of them");
  await chooses("my-lessons.carrel", bytes);
  const said = other.page.locator(".work-said");
  await until("it is taken", async () => (await said.innerText()) === string("work_opened.one", { n: "1" }));
  assert.equal(await wrong.innerText(), "");
  await until("the list shows it", async () => (await other.page.locator(".lesson-card[data-state=begun]").count()) === 1);
  await chooses("my-lessons.carrel", bytes);
  await until("the same file changes nothing", async () => (await said.innerText()) === string("work_same"));
  // The answer stands there as it was left.
  await other.goes("#/lessons/and-or-not");
  const there = other.page.locator(`[data-question="${id}"] .feedback`);
  await there.waitFor();
}, { seconds: 120 });

journey("a lesson is read aloud sentence by sentence by a voice of this device, each sentence is marked, and Stop stops", async (world) => {
  const host = await world.host(place.site);
  const reader = await world.reader(host);
  await reader.page.addInitScript(() => {
    const voices = [
      { name: "far", lang: "en-US", localService: false },
      { name: "other tongue", lang: "fr-FR", localService: true },
      { name: "own", lang: "en-US", localService: true },
    ];
    class Utterance {
      constructor(text) {
        this.text = text;
      }
    }
    const fake = { said: [], stopped: 0, getVoices: () => voices, speak: (u) => fake.said.push(u), cancel: () => void fake.stopped++ };
    Object.defineProperty(globalThis, "speechSynthesis", { value: fake });
    Object.defineProperty(globalThis, "SpeechSynthesisUtterance", { value: Utterance });
  });
  await reader.arrives("#/lessons/who-is-behind-it");
  await until("the lesson is there", () => reader.page.locator(".step-title").count(), { seconds: 20 });
  const said = () => reader.page.evaluate(() => speechSynthesis.said.map((u) => [u.text.trim(), u.voice.name]));
  // What a word of the glossary means is hidden until it is pressed: neither said nor seen.
  const marked = () =>
    reader.page.evaluate(() =>
      [...(CSS.highlights.get("speaking") ?? [])].map((range) => {
        const part = range.cloneContents();
        part.querySelectorAll("[hidden]").forEach((meaning) => meaning.remove());
        return part.textContent.trim();
      }),
    );
  const button = reader.page.locator("[data-key=read-aloud]");
  await button.click();
  for (let n = 1; n <= 4; n++) {
    await until(`sentence ${n} is said`, async () => (await said()).length === n);
    const [text, voice] = (await said())[n - 1];
    assert.equal(voice, "own", "only a voice of this device in the lesson's language");
    assert.deepEqual(await marked(), [text], "what is said is marked");
    if (n < 4) await reader.page.evaluate(() => speechSynthesis.said.at(-1).onend(new Event("end")));
  }
  assert.equal((await said())[0][0], "A page that looks good");
  assert.equal(await button.innerText(), string("stop_reading"));
  await button.click();
  assert.equal(await button.innerText(), string("read_aloud"));
  assert.ok((await reader.page.evaluate(() => speechSynthesis.stopped)) >= 1);
  assert.deepEqual(await marked(), [], "nothing is marked any more");
  await reader.page.evaluate(() => speechSynthesis.said.at(-1).onend?.(new Event("end")));
  await reader.page.evaluate(() => new Promise((done) => setTimeout(done, 50)));
  assert.equal((await said()).length, 4, "and nothing more is said");
});

journey("reading settings show at once and are there again after a reload", async (world) => {
  const { reader } = await opens(world, "who-is-behind-it");
  const looks = () =>
    reader.page.evaluate(() => {
      const style = getComputedStyle(document.querySelector(".lesson-body"));
      const { color, backgroundColor } = getComputedStyle(document.querySelector(".lesson"));
      const ruler = getComputedStyle(document.querySelector(".ruler")).display;
      const line = getComputedStyle(document.querySelector(".lesson-body > .prose")).maxInlineSize;
      return { size: parseFloat(style.fontSize), lines: parseFloat(style.lineHeight) / parseFloat(style.fontSize), space: parseFloat(style.letterSpacing) || 0, paper: color + backgroundColor, ruler, width: parseFloat(line) };
    });
  const usual = await looks();
  await reader.page.locator(".reading > summary").click();
  await until("the settings are there", () => reader.page.locator("#reading-width").count());
  for (const [name, value] of Object.entries({ size: "2", lines: "2", space: "1", paper: "2", ruler: "1", width: "2" })) await reader.page.locator(`#reading-${name}`).selectOption(value);
  const chosen = await looks();
  for (const more of ["size", "lines", "space"]) assert.ok(chosen[more] > usual[more], `${more}: ${usual[more]}, then ${chosen[more]}`);
  assert.ok(chosen.width < usual.width, `width: ${usual.width}, then ${chosen.width}`);
  assert.notEqual(chosen.paper, usual.paper);
  assert.deepEqual([usual.ruler, chosen.ruler], ["none", "block"]);
  await reader.arrives("#/lessons/who-is-behind-it");
  await until("the lesson is there", () => reader.page.locator(".step-title").count(), { seconds: 20 });
  assert.deepEqual(await looks(), chosen, "all is as it was chosen");
});

journey("a librarian's own lessons take the place of those that come with the app", async (world) => {
  const site = makeSite([place.sample]);
  const own = files(site).filter((path) => path.startsWith("lessons/"));
  assert.ok(own.includes("lessons/lessons.bin") && own.length > 12, own.join());
  const list = files(site).find((path) => path.startsWith("app/later-"));
  assert.ok(readFileSync(join(site, "sw.js"), "utf8").includes(`"${list}"`), "the service worker keeps the list of what comes later");
  const later = readFileSync(join(site, list), "utf8");
  assert.ok(own.every((path) => later.includes(`"${path}"`)), "which names every lesson");
});

journey("axe finds nothing in any state of any question of any lesson, targets are large enough, and nothing scrolls sideways, light and dark", async (world) => {
  const host = await world.host(place.site);
  const reader = await world.reader(host, { colorScheme: "light" });
  await reader.arrives("#/lessons");
  await until("the list is there", () => reader.page.locator(".lesson-card").count());
  await reader.page.evaluate(axeSource());
  const looker = new Looker(reader);
  const kinds = new Set();
  await looker.looks("list");
  const slugs = await reader.page.locator(".lesson-card h2 a").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
  assert.ok(slugs.length >= 12, slugs.join());
  for (const slug of slugs) {
    for (const kind of await everyState(reader, slug, (state, papers) => looker.looks(state, papers), string)) kinds.add(kind);
  }
  for (const kind of "choice multi sort order match highlight hotspot branch short survey lateral serp search shelve paraphrase cite judge".split(" ")) {
    assert.ok(kinds.has(kind), `no lesson has a ${kind}`);
  }
  looker.isClean();
}, { seconds: 1500 });

journey("axe finds nothing in the Spanish lessons, at a lesson's end, and where questions come back, light and dark", async (world) => {
  const host = await world.host(place.site);
  const reader = await world.reader(host, { colorScheme: "light" });
  const spanish = read("lessons", "es.toml");
  const dice = (key) => spanish.get(`lessons.${key}`);
  await reader.arrives("#/lessons");
  await until("the list is there", () => reader.page.locator(".lesson-card").count());
  await reader.page.evaluate(axeSource());
  const looker = new Looker(reader);
  for (const slug of ["who-is-behind-it", "what-counts-as-evidence"]) {
    const kinds = await everyState(reader, `#/lessons/${slug}?lang=es`, (state, papers) => looker.looks(state, papers), dice);
    assert.ok(kinds.has("lateral") && kinds.has("judge"), [...kinds].join());
    assert.equal(await reader.page.locator(".lesson").getAttribute("lang"), "es");
    // Easier twins that came may still be open; the end is there all the same.
    await until("the lesson is at its end", async () => (await reader.page.locator(".outcome").count()) === 1);
    await looker.looks(`${slug}: end`);
  }
  await reader.page.addInitScript(() => {
    const [now, Real, days] = [Date.now, Date, 3 * 86_400_000];
    window.Date = class extends Real {
      constructor(...given) {
        super(...(given.length ? given : [now() + days]));
      }
      static now() {
        return now() + days;
      }
    };
  });
  await reader.arrives("#/lessons");
  await until("it is time to look back", () => reader.page.locator(".due h2").count());
  await reader.page.evaluate(axeSource());
  await looker.looks("list: questions come back");
  await reader.page.locator(".work summary").click();
  const file = reader.page.locator("#work-file");
  await file.waitFor();
  await looker.looks("list: work as a file");
  await file.setInputFiles({ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("Dear diary") });
  await until("it is named", async () => (await reader.page.locator("#work-file-wrong").innerText()) !== "");
  await looker.looks("list: a file that has no work");
  await reader.goes("#/lessons/review");
  await until("the questions are there", () => reader.page.locator(".question").count());
  assert.equal(await reader.page.locator(".lesson").getAttribute("lang"), "es", "they speak the language of their lesson");
  // Two lessons are due, each on a page of its own.
  const met = [];
  for (let page = 1; page <= 2; page++) {
    await looker.looks(`review ${page}: fresh`);
    const questions = reader.page.locator(".question");
    met.push(...(await questions.evaluateAll((all) => all.map((q) => q.dataset.question))));
    for (let n = 0; n < (await questions.count()); n++) {
      await answersSomehow(questions.nth(n));
      await questions.nth(n).getByRole("button", { name: dice("check") }).click();
    }
    await looker.looks(`review ${page}: checked`);
    const before = met.at(-1);
    await reader.page.locator("[data-key=review-next]").click();
    await until("what follows is there", async () => (await reader.page.locator(`[data-question="${before}"]`).count()) === 0);
    await reader.settled();
  }
  assert.equal(new Set(met).size, 4, `each skill of both lessons came back once: ${met}`);
  looker.isClean();
}, { seconds: 600 });
