// A class without accounts: a link, a student's lesson, a code, the teacher's table; and a lesson on the wall.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Clerk, Gateway, string as desk } from "./lib/desk.mjs";
import { isKept } from "./lib/device.mjs";
import { journey, until } from "./lib/journey.mjs";
import { EVERY_KIND } from "./lib/looker.mjs";
import { pictures } from "./lib/pictures.mjs";
import { axeSource, newFolder, place } from "./lib/place.mjs";
import { Student } from "./lib/student.mjs";
import { copyOf, files, makeSite } from "./lib/sites.mjs";
import { says } from "./lib/words.mjs";
import { NETWORK_FAILS } from "./lib/world.mjs";

const lessons = (key, blanks) => says(`lessons.${key}`, blanks);
const string = (key, blanks) => says(`teach.${key}`, blanks);

/** A short lesson of a librarian's own. */
const SHORT = `+++
id = "T01"
title = "Two doors"
summary = "You choose a door."
grades = [6, 8]
minutes = 10
lang = "en"
licence = "CC-BY-4.0"
authors = ["A librarian"]
standards = ["AASL:IV.B.3"]

[skills]
doors = "I can choose a door."
+++

## Choose

::: choice door skill=doors
Which door leads to the library?
- [ ] The red one
  > That one leads to the gym.
- [x] The green one
  > Yes. It says so above it.
!> Read the sign first.
:::

::: judge sources skill=doors
Which of these would you trust for the opening hours?
- [sound] The sign on the library's door
  > The library puts it up itself.
- [unsound] A note that somebody lost in the gym
  > Nobody knows who wrote it, or when.
:::

::: choice again review skill=doors
Which door leads out?
- [ ] The small one
  > That one leads to the cellar.
- [x] The wide one
  > Yes. It has the green light above it.
!> Doors to the outside have a green light.
:::

::: teacher
Ask for hands first.
:::
`;

let made;
function shortSite() {
  if (made) return made;
  const folder = newFolder("lessons");
  mkdirSync(join(folder, "two-doors"));
  writeFileSync(join(folder, "two-doors", "lesson.md"), SHORT);
  writeFileSync(join(folder, "standards.toml"), readFileSync(new URL("../../lessons/standards.toml", import.meta.url)));
  made = makeSite([place.sample, "--lessons", folder]);
  return made;
}

async function makesClass(reader, name, size) {
  await reader.arrives("#/lessons/teach");
  await reader.page.locator("#class-name").waitFor({ timeout: 20_000 });
  await reader.page.locator("#class-name").fill(name);
  await reader.page.locator("#class-size").fill(String(size));
  await reader.page.locator("[data-key=make-class]").click();
  await reader.page.locator(".link-text").waitFor();
  return { link: await reader.page.locator(".link-text").innerText(), code: await reader.page.locator(".invite-code .code").innerText() };
}

/** Does the first question of “Two doors”. */
async function doesTheDoor(student) {
  await student.isAt("Choose");
  await student.chooses("door", "The green one");
  await student.checks("door");
  await student.isRight("door");
}

/** Does “Two doors” by keyboard, until the outcome is there. */
async function doesTwoDoors(student) {
  await doesTheDoor(student);
  return doesTheSources(student);
}

async function doesTheSources(student) {
  for (let n = 0; n < 2; n++) {
    const at = await student.tabTo("a verdict", (f) => f.question === "sources" && f.type === "radio" && f.text === lessons("trust"));
    if (at.row.includes("The sign")) await student.page.keyboard.press("Space");
    else await student.page.keyboard.press("ArrowDown");
  }
  await student.checks("sources");
  await student.isRight("sources");
  await student.page.locator(".outcome .code").waitFor();
  return student.page.locator(".outcome .code").innerText();
}

/** A class, and what its student 2 did of a lesson: `result`, as the student's page says it. */
async function hasAResult(world) {
  const host = await world.host(shortSite());
  const teacher = await world.reader(host);
  const { code } = await makesClass(teacher, "7b", 5);
  const student = await world.reader(host);
  await student.arrives(`#/lessons/two-doors?class=${code.replaceAll("-", "")}`);
  await student.page.locator("#join-number").fill("2");
  await student.page.locator("[data-key=join]").click();
  const result = await doesTwoDoors(new Student(student));
  return { host, teacher, student, code, result };
}

/** From the next page on, the device's clock is so many days ahead. */
async function runsAhead(reader, days) {
  await reader.page.addInitScript((days) => {
    const Real = (window.RealDate ??= Date);
    const now = () => Real.now() + days * 86_400_000;
    window.Date = class extends Real {
      constructor(...given) {
        super(...(given.length ? given : [now()]));
      }
      static now() {
        return now();
      }
    };
  }, days);
}

async function download(reader, act) {
  const coming = reader.page.waitForEvent("download");
  await act();
  const file = await coming;
  return { name: file.suggestedFilename(), path: await file.path() };
}

journey("a class link leads a student through a lesson by keyboard alone, and the code becomes a row of the teacher's table and of her CSV file", async (world) => {
  const host = await world.host(shortSite());
  const teacher = await world.reader(host);
  const { code } = await makesClass(teacher, "=7b, period 2", 5);
  await teacher.page.locator("#invite-lesson").selectOption({ label: "Two doors" });
  const link = await teacher.page.locator(".link-text").innerText();
  assert.ok(link.startsWith(`${host.address}#/lessons/two-doors?n=5&class=`), link);
  // The key never reaches the server: it stands behind the #.
  assert.ok(!new URL(link).search && !new URL(link).pathname.includes("class"));

  const reader = await world.reader(host);
  const student = new Student(reader);
  await reader.arrives(new URL(link).hash);
  await until("the class is asked for", () => reader.page.locator("#join-number").count(), { seconds: 20 });
  assert.equal(await reader.page.locator("#join-code").inputValue(), code);
  assert.equal(await reader.heading(), lessons("join_title"));
  // A number that this class does not have.
  await until("the number has the focus", async () => (await reader.focused()).id === "join-number");
  await reader.page.keyboard.type("6");
  await reader.presses("Enter");
  await until("it says why", async () => (await reader.main()).includes(lessons("join_too_high", { most: "5" })));
  await reader.presses("Control+A");
  await reader.page.keyboard.type("3");
  await reader.presses("Enter");
  const result = await doesTwoDoors(student);
  assert.match(result, /^([0-9A-Z]{4}-){5}[0-9A-Z]{3}$/);
  const outcome = await reader.page.locator(".outcome").innerText();
  const pair = /This result says: ([a-z]+ [a-z]+), number 3\./.exec(outcome)?.[1];
  assert.ok(pair, outcome);
  assert.ok(outcome.includes(lessons("code_guards")));
  await student.tabTo("the square", (f) => f.tag === "summary" && f.text === lessons("show_qr"));
  await reader.presses("Enter");
  await reader.page.locator(".square svg[role=img]").waitFor();
  const file = await download(reader, () => reader.page.locator("[data-key=save-file]").click());
  assert.match(readFileSync(file.path, "utf8"), new RegExp(`^# Two doors\n${pair}: ${result}\n`));
  // The list says who one is, and knows the way out of the class.
  await reader.goes("#/lessons");
  await until("the list says so", async () => (await reader.main()).includes(lessons("you_are", { pair, number: "3", code })));

  await teacher.goes(`#/lessons/teach/${code}/results`);
  await teacher.page.locator("#codes").waitFor();
  const wrong = result.replace(/.$/, (last) => (last === "0" ? "8" : "0")).replace(/^(....-....-)./, (_, head) => `${head}${result[10] === "Z" ? "Y" : "Z"}`);
  await teacher.page.locator("#codes").fill(`${result.toLowerCase().replaceAll("-", " ")}\n${wrong}\nhello\n`);
  await teacher.page.locator("[data-key=codes-add]").press("Enter");
  await teacher.page.locator(".grid-of-results").waitFor();
  const said = await teacher.page.locator(".said").innerText();
  assert.equal(said, `${string("taken_new.one", { n: "1" })} ${string("taken_not.other", { n: "2" })}`);
  const faults = await teacher.page.locator(".faults").innerText();
  assert.ok(faults.includes(string("slip_sum")) && faults.includes(string("slip_length", { found: "5" })), faults);
  assert.equal((await teacher.page.locator("#codes").inputValue()).split("\n").length, 2, "what was not taken stays, to be mended");
  // The student's file brings the same result: it is known.
  await teacher.page.locator("#result-files").setInputFiles(file.path);
  await until("the file is read", async () => (await teacher.page.locator(".said").innerText()).includes(string("taken_known.one", { n: "1" })));
  const row = await teacher.page.locator(".grid-of-results tbody tr").innerText();
  // Everybody can do all of it: nothing is asked again. The lesson's standard was taught.
  assert.equal(await teacher.page.locator(".ask-again").count(), 0);
  const taught = await teacher.page.locator(".taught tbody tr").allInnerTexts();
  assert.equal(taught.length, 1);
  assert.ok(taught[0].includes("AASL IV.B.3") && taught[0].includes("Two doors") && taught[0].includes("1 of 1"), taught[0]);
  assert.ok(row.includes(pair) && row.includes("100 %") && row.includes("trusted 1 of 1") && row.includes("doubted 1 of 1"), row);
  // A name that a spreadsheet would take for a formula.
  await teacher.goes(`#/lessons/teach/${code}/students`);
  const name = teacher.page.getByLabel(string("name_of", { number: "3" }));
  await name.fill("=HYPERLINK(1)");
  await name.press("Tab");
  await until("the name is on the device", () => isKept(teacher.page, ":teach", "=HYPERLINK(1)"));
  await teacher.reloads();
  await teacher.goes(`#/lessons/teach/${code}/results`);
  await teacher.page.locator(".grid-of-results").waitFor();
  const csv = await download(teacher, () => teacher.page.locator("[data-key=save-csv]").press("Enter"));
  assert.equal(csv.name, "7b-period-2-results.csv");
  assert.equal(readFileSync(csv.path, "utf8"), "\ufeffstudent,lesson,percent,trusted,deserved trust,doubted,deserved doubt,skills mastered,standards\r\n'=HYPERLINK(1),T01 Two doors,100,1,1,1,1,1,AASL:IV.B.3\r\n");
  const asked = host.requests.map(({ path }) => path);
  const secret = code.replaceAll("-", "");
  assert.ok(asked.every((path) => !path.includes(secret) && !path.includes(code)), asked.join("\n"));
}, { seconds: 120 });

journey("a lesson is done and handed in without the tools: nothing of them is needed for that", async (world) => {
  const site = copyOf(shortSite());
  const tools = files(site).filter((path) => /^app\/modules\/lessons-tools-.*\.wasm$/.test(path));
  for (const path of tools) rmSync(join(site, path));
  world.expect(NETWORK_FAILS);
  const host = await world.host(site);
  const reader = await world.reader(host);
  await reader.arrives("#/lessons/two-doors");
  assert.match(await doesTwoDoors(new Student(reader)), /^([0-9A-Z]{4}-){5}[0-9A-Z]{3}$/);
  // In a build with pieces: what wants them says so and breaks nothing.
  if (tools.length === 0) return;
  await reader.page.locator(".square summary").click();
  await until("it says so", async () => (await reader.page.locator(".square").innerText()).includes(lessons("offline_text")));
});

journey("results of no class, of another class and of too high a number are named; a class moves to another device as a file", async (world) => {
  const host = await world.host(shortSite());
  const lonely = await world.reader(host);
  await lonely.arrives("#/lessons/two-doors");
  const alone = await doesTwoDoors(new Student(lonely));
  assert.ok((await lonely.page.locator(".outcome").innerText()).includes(lessons("code_no_class")));
  // Whoever joins afterwards has the same result with a number.
  const teacher = await world.reader(host);
  const first = await makesClass(teacher, "7b", 5);
  const second = await makesClass(teacher, "7c", 1);
  await lonely.goes(`#/lessons/class?class=${first.code}`);
  await lonely.page.locator("#join-number").fill("4");
  await lonely.page.locator("[data-key=join]").click();
  await until("the list is there", () => lonely.page.locator(".lesson-card").count());
  await lonely.goes("#/lessons/two-doors");
  await lonely.page.locator(".outcome .code").waitFor();
  const joined = await lonely.page.locator(".outcome .code").innerText();
  assert.notEqual(joined, alone);
  await teacher.goes(`#/lessons/teach/${second.code}/results`);
  await teacher.page.locator("#codes").fill(`${alone}\n${joined}`);
  await teacher.page.locator("[data-key=codes-add]").click();
  const faults = teacher.page.locator(".faults");
  await until("both are named", async () => (await faults.innerText()).includes(string("slip_no_class")) && (await faults.innerText()).includes(string("slip_other_class", { name: "7b" })));
  await teacher.goes(`#/lessons/teach/${first.code}/results`);
  await teacher.page.locator("#codes").fill(joined);
  await teacher.page.locator("[data-key=codes-add]").click();
  await teacher.page.locator(".grid-of-results").waitFor();
  // Another student hands in after the first of two questions: what the class cannot do yet is asked again, with a new source first.
  const halfway = await world.reader(host);
  await halfway.arrives(`#/lessons/two-doors?class=${first.code.replaceAll("-", "")}`);
  await halfway.page.locator("#join-number").fill("2");
  await halfway.page.locator("[data-key=join]").click();
  const student = new Student(halfway);
  await student.isAt("Choose");
  await student.chooses("door", "The green one");
  await student.checks("door");
  await student.isRight("door");
  const half = await halfway.page.locator(".outcome-so-far .code").innerText();
  await teacher.page.locator("#codes").fill(half);
  await teacher.page.locator("[data-key=codes-add]").click();
  await until("questions are there", async () => (await teacher.page.locator(".ask-again li").count()) === 3);
  const asked = await teacher.page.locator(".ask-again li").allInnerTexts();
  assert.deepEqual(asked.map((text) => text.trim()), ["Which door leads out?", "Which door leads to the library?", "Which of these would you trust for the opening hours?"]);
  assert.ok((await teacher.page.locator(".taught tbody tr").innerText()).includes("1 of 2"), "one of two passed");
  await teacher.goes(`#/lessons/teach/${first.code}/students`);
  await teacher.page.locator("#size").fill("3");
  await teacher.page.getByRole("button", { name: string("change_size") }).click();
  await until("the list is shorter", async () => (await teacher.page.locator(".students tbody tr").count()) === 3);
  const file = await download(teacher, () => teacher.page.locator("[data-key=save-class]").click());
  assert.equal(file.name, "7b.carrel-class");
  const other = await world.reader(host);
  await other.arrives("#/lessons/teach");
  await other.page.locator("#class-file").setInputFiles({ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("hello") });
  await until("it says so", async () => (await other.main()).includes(string("no_class_file", { name: "notes.txt" })));
  await other.page.locator("#class-file").setInputFiles(file.path);
  await until("the class is there", async () => (await other.page.locator(".class-card").innerText()).includes(first.code));
  // It is deleted only after a question.
  await other.goes(`#/lessons/teach/${first.code}/students`);
  await other.page.locator("[data-key=forget]").click();
  await other.page.locator("[data-key=forget-yes]").click();
  await until("it is gone", async () => (await other.fragment()) === "#/lessons/teach" && (await other.page.locator(".class-card").count()) === 0);
}, { seconds: 120 });

journey("two tabs of the teacher's page lose no result; a code that is a mistake is taken out again", async (world) => {
  const host = await world.host(shortSite());
  const teacher = await world.reader(host);
  const { code } = await makesClass(teacher, "7b", 5);
  const reader = await world.reader(host);
  await reader.arrives(`#/lessons/two-doors?class=${code.replaceAll("-", "")}`);
  await reader.page.locator("#join-number").fill("2");
  await reader.page.locator("[data-key=join]").click();
  const student = new Student(reader);
  await doesTheDoor(student);
  const half = await reader.page.locator(".outcome-so-far .code").innerText();
  const whole = await doesTheSources(student);
  assert.notEqual(half, whole);
  const address = `#/lessons/teach/${code}/results`;
  const other = await teacher.page.context().newPage();
  await other.goto(`${host.address}${address}`);
  await teacher.goes(address);
  for (const page of [teacher.page, other]) await page.locator("#codes").waitFor({ timeout: 20_000 });
  const adds = async (page, text) => {
    await page.locator("#codes").fill(text);
    await page.locator("[data-key=codes-add]").click();
    await until("it is taken", async () => (await page.locator(".said").innerText()).includes(string("taken_new.one", { n: "1" })));
  };
  await adds(teacher.page, half);
  // This tab knows nothing of the first code.
  await adds(other, whole);
  await teacher.reloads();
  const codes = teacher.page.locator("details.codes");
  await codes.locator("summary").click();
  await until("both are there", async () => (await codes.locator("tbody tr").count()) === 2);
  const row = codes.locator("tbody tr", { hasText: whole });
  assert.ok((await row.innerText()).includes(string("from_typed")), "where it came from");
  await row.getByRole("button", { name: string("code_remove") }).click();
  await until("it says so", async () => (await teacher.page.locator(".said").innerText()) === string("code_removed", { code: whole }));
  assert.ok(await codes.evaluate((details) => details.open), "the list stays open");
  await teacher.reloads();
  await codes.locator("summary").click();
  assert.equal(await codes.locator("tbody tr").count(), 1);
  assert.ok((await codes.innerText()).includes(half));
  // The student had joined with another's number: the code is moved to the right one, kept so, and moved back.
  const mine = codes.locator("tbody tr", { hasText: half });
  const two = (await mine.locator("th").innerText()).trim();
  const said = () => teacher.page.locator(".said").innerText();
  const grid = teacher.page.locator(".grid-of-results tbody tr");
  const number = async () => (await grid.locator("th .number").allInnerTexts()).map((text) => text.trim()).join();
  assert.equal(await number(), "2");
  await mine.locator(`[data-key="move-${half}"]`).click();
  await mine.locator("[data-key=move-leave]").click();
  assert.equal(await mine.locator("select").count(), 0, "nothing was moved");
  await mine.locator(`[data-key="move-${half}"]`).click();
  const list = mine.getByLabel(string("code_move_to"));
  assert.equal(await list.inputValue(), "1", "it stands at the student who has it");
  assert.equal(await list.locator("option").count(), 5);
  await list.selectOption("3");
  const five = (await list.locator("option:checked").innerText()).replace(/^4 · /, "");
  await mine.locator("[data-key=move-go]").click();
  await until("it says so", async () => (await said()) === string("code_moved", { code: half, from: two, from_number: "2", to: five, to_number: "4" }));
  await until("the table has it", async () => (await number()) === "4");
  assert.ok((await mine.locator("th").innerText()).includes(string("code_moved_from", { from: two, number: "2" })));
  await teacher.reloads();
  await until("it is kept so", async () => (await grid.count()) === 1 && (await number()) === "4");
  // The same code once more is known, and stays where it is.
  await teacher.page.locator("#codes").fill(half);
  await teacher.page.locator("[data-key=codes-add]").click();
  await until("it is known", async () => (await said()).includes(string("taken_known.one", { n: "1" })));
  await until("it stays", async () => (await number()) === "4");
  await codes.locator("summary").click();
  await mine.locator(`[data-key="back-${half}"]`).click();
  await until("it says so", async () => (await said()) === string("code_is_back", { code: half, to: two, to_number: "2" }));
  await until("it is back", async () => (await number()) === "2");
  assert.equal(await codes.locator('[data-key^="back-"]').count(), 0);
}, { seconds: 120 });

journey("a student's square is read from a picture of the screen and by the camera, by us or by the browser, and a picture without one says so", async (world) => {
  const { host, teacher, student, code, result } = await hasAResult(world);
  await student.page.locator(".square summary").click();
  await student.page.locator(".square svg[role=img]").waitFor();
  // The whole screen, as a phone would photograph it, with everything around the square.
  const screen = await student.page.screenshot();
  const file = await download(teacher, async () => {
    await teacher.goes(`#/lessons/teach/${code}/students`);
    await teacher.page.locator("[data-key=save-class]").click();
  });
  /** A teacher's computer whose camera sees this picture; with a reader of the browser's own that finds one text. */
  const computer = async (picture, own) => {
    const reader = await world.reader(host);
    await reader.page.addInitScript(([url, own]) => {
      if (own) {
        window.BarcodeDetector = class {
          async detect(source) {
            if (!(source instanceof ImageBitmap) && !(source instanceof HTMLVideoElement)) throw new TypeError("no picture");
            return [{ rawValue: own }];
          }
        };
      } else delete window.BarcodeDetector;
      if (!navigator.mediaDevices) return;
      navigator.mediaDevices.getUserMedia = async () => {
        const image = new Image();
        image.src = url;
        await image.decode();
        const canvas = Object.assign(document.createElement("canvas"), { width: 1280, height: 720 });
        const ink = canvas.getContext("2d");
        const draw = () => ink.drawImage(image, 0, 0, 1280, 720);
        draw();
        setInterval(draw, 100);
        return (window.stream = canvas.captureStream());
      };
    }, [`data:image/png;base64,${picture.toString("base64")}`, own]);
    await reader.arrives("#/lessons/teach");
    await reader.page.locator("#class-file").setInputFiles(file.path);
    await until("the class is there", () => reader.page.locator(".class-card").count());
    await reader.goes(`#/lessons/teach/${code}/results`);
    await reader.page.locator("#codes").waitFor();
    return { reader, said: () => reader.page.locator(".said").innerText() };
  };
  const picture = (buffer) => ({ name: "square.png", mimeType: "image/png", buffer });
  for (const own of [undefined, result]) {
    const { reader, said } = await computer(screen, own);
    await reader.page.locator("#result-files").setInputFiles(picture(screen));
    await until("the picture is read", async () => (await said()).includes(string("taken_new.one", { n: "1" })));
    await reader.page.locator("[data-key=scan]").click();
    await until("the camera has seen it", async () => (await said()).includes(string("taken_known.one", { n: "1" })), { seconds: 20 });
    await reader.page.getByRole("button", { name: string("scan_stop") }).click();
    assert.equal(await reader.page.evaluate(() => window.stream.getTracks().every((track) => track.readyState === "ended")), true, "the camera is off");
    if (own) continue;
    await reader.page.locator("#result-files").setInputFiles(picture(await teacher.page.screenshot()));
    await until("it says so", async () => (await said()) === string("picture_without", { name: "square.png" }));
    await reader.page.locator("#result-files").setInputFiles(picture(Buffer.from("no picture")));
    await until("it says so", async () => (await said()) === string("picture_unread", { name: "square.png" }));
  }
}, { seconds: 120 });

journey("several result files at once: what was taken is counted together, and what was not is told of each", async (world) => {
  const { teacher, student, code, result } = await hasAResult(world);
  await teacher.goes(`#/lessons/teach/${code}/results`);
  await teacher.page.locator("#codes").waitFor();
  const text = (name, text) => ({ name, mimeType: "text/plain", buffer: Buffer.from(text) });
  const photo = { name: "desk.png", mimeType: "image/png", buffer: await teacher.page.screenshot() };
  const odd = `${result.slice(0, -1)}U`;
  const chosen = [photo, text("odd-result.txt", `# Two doors\nsomebody: ${odd}\n`), text("empty.txt", "# Two doors\n"), text("good-result.txt", `${result}\n`)];
  await teacher.page.locator("#result-files").setInputFiles(chosen);
  const counted = `${string("taken_new.one", { n: "1" })} ${string("taken_not_files.other", { n: "3" })}`;
  await until("all are told together", async () => (await teacher.page.locator(".said").innerText()) === counted, { seconds: 20 });
  const heads = await teacher.page.locator(".faults h3").allInnerTexts();
  assert.deepEqual(heads, ["desk.png", "odd-result.txt", "empty.txt"].map((from) => string("not_taken", { from })));
  const faults = await teacher.page.locator(".faults").innerText();
  for (const why of [string("picture_without", { name: "desk.png" }), string("slip_u"), string("taken_nothing", { from: "empty.txt" })]) assert.ok(faults.includes(why), faults);
  await teacher.page.locator(".grid-of-results tbody tr").waitFor();
  // One that is refused by itself says so, and nothing of the others is left.
  await teacher.page.locator("#result-files").setInputFiles([photo]);
  await until("it says so", async () => (await teacher.page.locator(".said").innerText()) === string("picture_without", { name: "desk.png" }), { seconds: 20 });
  assert.equal(await teacher.page.locator(".faults h3").count(), 0);
}, { seconds: 120 });

journey("a lesson is presented in two windows: the class sees no answer before it is shown, hands become bars, and keys work in both", async (world) => {
  const host = await world.host(shortSite());
  const teacher = await world.reader(host);
  await teacher.arrives("#/lessons/present/two-doors");
  await teacher.page.locator(".slide-title").waitFor({ timeout: 20_000 });
  const opening = teacher.page.context().waitForEvent("page");
  await teacher.page.locator("[data-key=open-wall]").press("Enter");
  const wall = await opening;
  const seen = async () => (await wall.locator(".wall").allInnerTexts())[0] ?? "";
  await until("the wall has the slide", async () => (await seen()).includes("Which door leads to the library?"), { seconds: 20 });
  const desk = () => teacher.page.locator(".slide").innerText();
  assert.ok((await desk()).includes("That one leads to the gym."), "the teacher sees the answer");
  assert.ok((await teacher.page.locator(".notes").innerText()).includes("Ask for hands first."));
  const hidden = ["leads to the gym", "It says so above it", "Read the sign first", "Right", "Not right"];
  for (const text of hidden) assert.ok(!(await seen()).includes(text), `the wall shows “${text}” too early`);
  assert.ok(!(await seen()).includes("Ask for hands"));
  await teacher.page.locator("[data-key=count-0-0]").fill("6");
  await teacher.page.keyboard.press("Tab");
  await until("the next box has the focus", () => teacher.page.evaluate(() => document.activeElement.dataset.key === "count-0-1"));
  await teacher.page.keyboard.type("18");
  await teacher.page.keyboard.press("Tab");
  await until("the wall has the hands", async () => (await seen()).includes("18 hands, 75 %") && (await seen()).includes("6 hands, 25 %"));
  // R typed in a box is no key.
  await teacher.page.locator("[data-key=slide-next]").focus();
  await teacher.page.keyboard.press("r");
  await until("the wall has the answer", async () => (await seen()).includes("leads to the gym") && (await seen()).includes("Read the sign first"));
  await teacher.page.keyboard.press("R");
  await until("it is hidden again", async () => !(await seen()).includes("leads to the gym"));
  // A clicker, while the class's window is in front.
  await wall.keyboard.press("PageDown");
  await until("both are on the next slide", async () => (await seen()).includes("opening hours") && (await desk()).includes("opening hours"));
  await wall.reload();
  await until("a wall that was loaded again catches up", async () => (await seen()).includes("opening hours"), { seconds: 20 });
  await teacher.page.keyboard.press("ArrowLeft");
  await until("the hands are still there", async () => (await seen()).includes("18 hands, 75 %"));
  // The teacher's window is loaded again in the middle of it: nothing is lost.
  await teacher.reloads();
  await until("the hands are still there", async () => (await desk()).includes("18 hands, 75 %"), { seconds: 20 });
  await teacher.page.locator("[data-key=clear]").click();
  await until("they are cleared", async () => !(await seen()).includes("hands,"));
  // Whoever wants no keys switches them off.
  await teacher.page.locator("#keys").uncheck();
  await teacher.page.keyboard.press("ArrowRight");
  await teacher.page.waitForTimeout(300);
  assert.ok((await desk()).includes("Which door"), "keys are off");
}, { seconds: 90 });

journey("the way that somebody went through an invented web is replayed on the wall, a move at a time", async (world) => {
  const host = await world.host(place.site);
  const reader = await world.reader(host);
  const { page } = reader;
  const student = new Student(reader);
  // Nobody did it in this browser: there is nothing to replay.
  const goesToLab = async () => {
    await page.locator(".slide-title").waitFor({ timeout: 20_000 });
    for (let slide = 0; slide < 30 && (await page.locator(".slide .slide-page").count()) === 0; slide++) await page.locator("[data-key=slide-next]").click();
    assert.ok((await page.locator(".slide").innerText()).includes("Who is behind it?"), "the slide of the web is there");
  };
  await reader.arrives("#/lessons/present/who-is-behind-it");
  await goesToLab();
  assert.equal(await page.locator("[data-key=replay]").count(), 0);
  await reader.goes("#/lessons/who-is-behind-it");
  await student.isAt("A page that looks good");
  await page.locator("[data-key=step-next]").click();
  await student.isAt("Look around");
  const lab = page.locator(".lab");
  await lab.getByRole("button", { name: lessons("new_tab") }).click();
  await lab.locator("input").fill("tap facts");
  await lab.locator("input").press("Enter");
  const report = lab.locator(".lab-results a").filter({ hasText: /paid|bottle/i }).first();
  const title = (await report.innerText()).trim();
  await report.click();
  await lab.getByRole("button", { name: lessons("keep") }).click();
  await until("it is kept", () => page.locator(".kept-list li").count());

  await reader.goes("#/lessons/present/who-is-behind-it");
  await goesToLab();
  const opening = page.context().waitForEvent("page");
  await page.locator("[data-key=open-wall]").click();
  const wall = await opening;
  const seen = async () => (await wall.locator(".wall").allInnerTexts())[0] ?? "";
  await until("the wall has the slide", async () => (await seen()).includes("Open new tabs"), { seconds: 20 });
  assert.ok((await page.locator(".notes").innerText()).includes(string("replay_how")));
  assert.ok(!(await seen()).includes("One way through"), "nothing is replayed before the teacher says so");
  const next = page.locator("[data-key=replay]");
  assert.equal(await next.innerText(), string("replay"));
  await next.focus();
  const met = [];
  for (let move = 1; await next.count(); move++) {
    await page.keyboard.press("Enter");
    await until(`the wall has move ${move}`, async () => (await wall.locator(".slide-way li").count()) === move);
    met.push(await wall.locator(".slide-way li").last().innerText());
    if (await next.count()) {
      assert.equal(await next.innerText(), string("replay_next"));
      await until("the button keeps the focus", () => page.evaluate(() => document.activeElement.dataset.key === "replay"));
    }
  }
  assert.ok(met.some((text) => /tap facts/.test(text)) && met.at(-1).includes(title), met.join("\n"));
  assert.ok((await wall.locator(".slide-page").innerText()).includes(title), "the page that was kept stands on the wall");
  await pictures(wall, "teach replay wall");
  await pictures(page, "teach replay desk");
  for (const at of [page, wall]) {
    await at.evaluate(axeSource());
    const found = await at.evaluate(async () => (await window.axe.run("main")).violations.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 120)}`));
    assert.deepEqual(found, []);
  }
  await page.locator("[data-key=replay-end]").click();
  await until("the moves are gone", async () => (await wall.locator(".slide-way").count()) === 0);
}, { seconds: 120 });

/** Opens a lesson in the teacher's window, and the class's. */
async function presents(reader, address) {
  const { page } = reader;
  await reader.goes(`#/lessons/present/${address}`);
  // The lesson before may still stand there.
  await page.locator(`.present-bar a[href*="lessons/wall/${address.split("?")[0]}?"]`).waitFor({ timeout: 20_000 });
  const opening = page.context().waitForEvent("page");
  await page.locator("[data-key=open-wall]").click();
  const wall = await opening;
  await wall.locator(".slide-title").waitFor({ timeout: 20_000 });
  return wall;
}

/** Goes to the first slide of a kind, in both windows. */
async function goesToKind(page, wall, kind) {
  const slides = await page.locator("#slide-go option").count();
  for (let n = 0; n < slides; n++) {
    await page.locator("#slide-go").selectOption({ value: String(n) });
    if ((await page.locator(".slide").getAttribute("data-kind")) !== kind) continue;
    await until("the wall follows", async () => (await wall.locator(`.wall-slide[data-kind=${kind}] .wall-place`).innerText()).includes(` ${n + 1} `));
    return;
  }
  assert.fail(`no slide of the kind ${kind}`);
}

journey("a class answers from the wall: things to put in order, results with their dates, a story, a page to judge; in Spanish the wall is Spanish", async (world) => {
  const host = await world.host(place.site);
  const reader = await world.reader(host);
  const { page } = reader;
  await reader.arrives("#/lessons/teach");
  let wall = await presents(reader, "where-does-this-book-live");
  const seen = async () => (await wall.locator(".wall").allInnerTexts())[0] ?? "";
  const shows = (text) => until(`the wall shows “${text}”`, async () => (await seen()).includes(text));
  await goesToKind(page, wall, "shelve");
  const books = await wall.locator(".things li").allInnerTexts();
  assert.equal(books.length, 4);
  for (const call of ["398 AND", "523 SUN", "594 OCT", "796 BAL"]) assert.ok(books.some((book) => book.includes(call)), `${call}: ${books}`);
  assert.equal(await wall.locator(".slide-answers").count(), 0);
  await page.locator("[data-key=reveal]").click();
  await until("the wall has the order", async () => (await wall.locator(".slide-answers ol li").first().innerText()).includes("398 AND"));

  // A story: the class says where to go, the teacher presses, and the focus has somewhere to be.
  await goesToKind(page, wall, "branch");
  await shows("But there is no 594.56");
  const focus = () => page.evaluate(() => document.activeElement.dataset.key);
  await page.locator("[data-key=count-0-1]").fill("9");
  await page.keyboard.press("Tab");
  await shows("9 hands, 100 %");
  await page.locator("[data-key=way-1]").focus();
  await page.keyboard.press("Enter");
  await shows("It is not there.");
  await shows("Good idea. Books often slip one place away.");
  assert.ok(!(await seen()).includes("hands,"), "hands of the scene before");
  assert.equal(await focus(), "way-1");
  await page.locator("[data-key=way-0]").focus();
  await page.keyboard.press("Enter");
  await shows("an octopus has three hearts");
  assert.equal(await focus(), "story-back");
  await page.keyboard.press("Enter");
  await shows("It is not there.");
  await page.keyboard.press("Enter");
  await shows("But there is no 594.56");
  assert.equal(await focus(), "way-0");
  await wall.close();

  wall = await presents(reader, "before-you-click");
  await goesToKind(page, wall, "serp");
  await shows("tortoise how old");
  const results = await wall.locator(".listed").allInnerTexts();
  assert.ok(results[0].includes("Ad") && results[0].includes("shop.shelltown.example/toys"), `an advertisement is on top: ${results}`);
  for (const text of ["riverzoo.example/animals/tortoise", "September 3, 2024", "Our keepers write down each birth and death"]) assert.ok(results.join("\n").includes(text), text);
  await wall.close();

  wall = await presents(reader, "who-is-behind-it?lang=es");
  await goesToKind(page, wall, "judge");
  assert.equal(await wall.locator(".slide-page").count(), 0);
  await page.locator("[data-key=look-1]").focus();
  await page.keyboard.press("Enter");
  await until("its page is on the wall", async () => (await wall.locator(".slide-page").count()) === 1);
  await shows("La página La Verdad de la Llave");
  const isSeen = () => wall.locator(".slide-page").evaluate((shown) => shown.getBoundingClientRect().top < innerHeight && shown.getBoundingClientRect().bottom > 0);
  assert.ok(await isSeen(), "the page came into sight");
  assert.equal(await focus(), "look-1");
  await page.locator("[data-key=look-0]").click();
  await until("one page at a time", async () => (await wall.locator(".slide-page").count()) === 1 && (await wall.locator("[data-looks] .row-about").innerText()).includes("Aguas de Villarrío"));
  await page.locator("[data-key=look-0]").click();
  await until("the page is gone", async () => (await wall.locator(".slide-page").count()) === 0);
  await page.locator("[data-key=count-0-0]").fill("18");
  await page.keyboard.press("Tab");
  await shows("18 manos, 100 %");
  await page.locator("[data-key=reveal]").click();
  await shows("Correcto");
  const spanish = await seen();
  for (const text of ["Confío", "Dudo", "Incorrecto", "Diapositiva"]) assert.ok(spanish.includes(text), text);
  for (const text of ["Right", "Not right", "Answer", "hands", "Slide ", "Trust it", "Doubt it"]) assert.ok(!spanish.includes(text), `the wall of a Spanish lesson says “${text}”`);
}, { seconds: 120 });

journey("paper, packages and standards are made on the device, also without a network", async (world) => {
  const host = await world.host(place.site);
  const teacher = await world.reader(host);
  await teacher.arrives("#/lessons/teach/lesson/who-is-behind-it");
  await teacher.waitsUntilKept();
  const all = files(place.site).filter((path) => path.startsWith("lessons/") || path.startsWith("app/modules/")).length;
  await until("lessons and modules are kept", () => teacher.page.evaluate(async (all) => {
    const [name] = await caches.keys();
    const kept = (await (await caches.open(name)).keys()).filter(({ url }) => /\/(lessons|app\/modules)\//.test(url));
    return kept.length >= all;
  }, all), { seconds: 60 });
  await host.stop();
  world.expect(NETWORK_FAILS);
  await teacher.reloads();
  await teacher.page.locator("[data-key=look-handout]").waitFor({ timeout: 20_000 });
  await teacher.page.locator("[data-key=look-handout]").press("Enter");
  const sheet = teacher.page.locator(".sheet-page");
  assert.ok(!(await sheet.innerText()).includes("Care is good, but not yet"), "a handout has no answers");
  assert.equal(await sheet.locator("img, svg").count() > 0 || (await sheet.locator("li").count()) > 5, true);
  await teacher.page.locator("[data-key=look-answer-key]").press("Enter");
  await until("the key is there", async () => (await sheet.innerText()).includes("Care is good, but not yet"));
  await teacher.page.locator("[data-key=look-web-pages]").press("Enter");
  await until("the pages are there", async () => (await sheet.locator(".web-page").count()) >= 20);
  const pages = await sheet.innerText();
  assert.ok(pages.includes("tapfacts.example") && !pages.includes("unsound"), "pages as students see them");
  await teacher.page.emulateMedia({ media: "print" });
  assert.equal(await teacher.page.locator(".papers").isVisible(), false, "only the sheet is printed");
  assert.equal(await sheet.isVisible(), true);
  await teacher.page.emulateMedia({ media: null });
  for (const [key, begins] of [["handout.brf", /^[\x20-\x7e\r\n\f]+$/], ["canvas.imscc", /^PK/], ["scorm12.zip", /^PK/], ["lesson.html", /^<!DOCTYPE html>/], ["teacher-guide", /^<!DOCTYPE html>[\s\S]*AASL/]]) {
    const file = await download(teacher, () => teacher.page.locator(`[data-key="save-${key}"]`).click());
    assert.ok(file.name.startsWith("l08-en-"), file.name);
    assert.match(readFileSync(file.path, "latin1"), begins, key);
  }
  await teacher.goes("#/lessons/teach/standards");
  await teacher.page.locator(".standards table").first().waitFor();
  await teacher.page.locator("#grades").selectOption({ index: 1 });
  const csv = await download(teacher, () => teacher.page.locator("[data-key=standards-csv]").click());
  const lines = readFileSync(csv.path, "utf8").split("\r\n");
  assert.equal(lines[0], "\ufeffcode,gloss,lessons,minutes");
  assert.ok(lines.some((line) => line.includes("L01 Where does this book live?")) && !lines.some((line) => line.includes("L18")), lines.slice(0, 5).join("\n"));
}, { seconds: 90 });

journey("questions come back after two days, are done by keyboard, and then there are none", async (world) => {
  const host = await world.host(shortSite());
  const reader = await world.reader(host);
  const student = new Student(reader);
  await reader.arrives("#/lessons/two-doors");
  await doesTwoDoors(student);
  await reader.goes("#/lessons");
  await until("the list is there", () => reader.page.locator(".lesson-card").count());
  assert.equal(await reader.page.locator(".due h2").count(), 0, "nothing is due today");
  await runsAhead(reader, 3);
  await reader.reloads();
  await until("it is time to look back", async () => (await reader.main()).includes(lessons("review_due")));
  await student.tabTo("start", (f) => f.text === lessons("review_start"));
  await reader.presses("Enter");
  await student.isAt(lessons("review_heading"));
  assert.equal((await student.focused()).text, lessons("review_heading"));
  await student.chooses("again", "The wide one");
  await student.checks("again");
  await student.isRight("again");
  await student.tabTo("back", (f) => f.text === lessons("review_end"));
  await reader.presses("Enter");
  await until("the list is there", () => reader.page.locator(".lesson-card").count());
  await reader.page.waitForTimeout(500);
  assert.equal(await reader.page.locator(".due h2").count(), 0, "the question comes back in a week");
}, { seconds: 90 });

journey("a question that was put away by a clock that ran ahead comes back when the clock is right", async (world) => {
  const host = await world.host(shortSite());
  const reader = await world.reader(host);
  await runsAhead(reader, 400);
  await reader.arrives("#/lessons/two-doors");
  await doesTwoDoors(new Student(reader));
  await reader.goes("#/lessons");
  await until("the list is there", () => reader.page.locator(".lesson-card").count());
  assert.equal(await reader.page.locator(".due h2").count(), 0, "nothing is due that day");
  await runsAhead(reader, 0);
  await reader.reloads();
  await until("it is time to look back", async () => (await reader.main()).includes(lessons("review_due")));
  await reader.page.getByRole("button", { name: lessons("review_start") }).click();
  await until("the question is there", () => reader.page.locator("[data-question=again]").count());
}, { seconds: 90 });

journey("the reading ruler follows the focus, the pointer and Alt with the arrow keys", async (world) => {
  const host = await world.host(place.site);
  const reader = await world.reader(host);
  await reader.arrives("#/lessons/who-is-behind-it");
  await reader.page.locator(".reading summary").click({ timeout: 20_000 });
  await reader.page.locator("#reading-ruler").selectOption({ index: 1 });
  const at = async () => {
    const box = await reader.page.locator(".ruler").boundingBox();
    return box.y + box.height / 2;
  };
  for (const option of [0, 1]) {
    const input = reader.page.locator("[data-question=before] input").nth(option);
    await input.focus();
    const box = await input.boundingBox();
    assert.ok(Math.abs((await at()) - (box.y + box.height / 2)) < 3, "on the focus");
  }
  await reader.page.mouse.move(400, 300);
  assert.ok(Math.abs((await at()) - 300) < 3, "on the pointer");
  await reader.page.keyboard.press("Alt+ArrowDown");
  assert.ok(Math.abs((await at()) - 328) < 3, "a line further");
  const scroll = () => reader.page.evaluate(() => scrollY);
  const before = await scroll();
  for (let press = 0; press < 15; press++) await reader.page.keyboard.press("Alt+ArrowDown");
  await until("the page moves under it", async () => (await scroll()) > before + 50);
  assert.ok((await at()) <= 768 * 0.75 + 3);
}, { seconds: 60 });

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

for (const theme of ["light", "dark"]) {
  journey(`axe finds nothing on the teacher's pages and where students join, in any state, ${theme}`, async (world) => {
    const host = await world.host(place.site);
    const reader = await world.reader(host, { colorScheme: theme });
    const { page } = reader;
    const faults = [];
    const look = async (state, at = page) => {
      await pictures(at, `teach ${state}`);
      await at.evaluate(axeSource());
      for (const [width, height] of [[1366, 768], [360, 740]]) {
        await at.setViewportSize({ width, height });
        const { wide, small, violations, passes } = await at.evaluate(async (rules) => {
          const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
          const small = [...document.querySelectorAll("main button, main select, main input:not([type=checkbox]), main summary")]
            .filter((e) => e.checkVisibility() && e.getBoundingClientRect().height < 43.5)
            .map((e) => e.outerHTML.slice(0, 90));
          const { violations, passes } = await window.axe.run("main", { runOnly: rules, resultTypes: ["violations"] });
          const nodes = violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 120)} ${node.any[0]?.message ?? ""}`));
          return { wide, small, violations: nodes, passes: passes.length };
        }, RULES);
        assert.ok(passes >= 6, `axe looked at something: ${passes}`);
        if (wide > 0) faults.push(`${state} at ${width}: ${wide} px too wide`);
        for (const text of [...small.map((s) => `small: ${s}`), ...violations]) faults.push(`${state} at ${width}: ${text}`);
      }
      await at.setViewportSize({ width: 1366, height: 768 });
    };
    await reader.arrives("#/lessons/class?class=4H7");
    await page.locator("#join-code").waitFor({ timeout: 20_000 });
    await page.locator("[data-key=join]").click();
    await look("join, refused");
    await reader.goes("#/lessons/teach");
    await page.locator("[data-key=make-class]").click({ timeout: 20_000 });
    await look("teach, refused");
    const { code } = await makesClass(reader, "7b", 5);
    await look("invite");
    await reader.goes(`#/lessons/teach/${code}/students`);
    await page.locator("[data-key=forget]").click();
    await look("students, asked");
    await reader.goes(`#/lessons/teach/${code}/results`);
    await page.locator("#codes").fill("hello");
    await page.locator("[data-key=codes-add]").click();
    await look("results, refused");
    await reader.goes("#/lessons/teach/ABC");
    await page.locator(".note").waitFor();
    await look("no class");
    await reader.goes("#/lessons/teach/standards");
    await page.locator(".standards table").first().waitFor();
    await look("standards");
    await reader.goes("#/lessons/teach/lesson/who-is-behind-it");
    await page.locator(".papers summary").click();
    await page.locator("[data-key=look-handout-large]").click();
    await look("paper");
    // Every slide of these, and of others those whose kind was not seen yet: before the answer is shown, and after.
    const whole = ["who-is-behind-it", "what-counts-as-evidence", "where-does-this-book-live", "fact-opinion-or-ad"];
    const kinds = new Set();
    for (const slug of [...whole, ...EVERY_KIND.filter((slug) => !whole.includes(slug))]) {
      const wall = await presents(reader, slug);
      const slides = await page.locator("#slide-go option").count();
      for (let n = 0; n < slides; n++) {
        await page.locator("#slide-go").selectOption({ value: String(n) });
        const kind = await page.locator(".slide").getAttribute("data-kind");
        if (!whole.includes(slug) && (kind === "" || kinds.has(kind))) continue;
        kinds.add(kind);
        for (const count of await page.locator(".count").all()) {
          await count.fill("4");
          await count.press("Tab");
          break;
        }
        await until("the wall follows", async () => (await wall.locator(".wall-place").innerText()) === string("slide_of", { n: String(n + 1), of: String(slides) }));
        if (kind !== "") {
          assert.equal(await wall.locator("[data-mark], .slide-answers, .slide-closing, .row-why, .vote-why").count(), 0, `${slug} ${n + 1}: an answer that nobody has shown`);
          await look(`wall ${slug} ${n + 1} ${kind} hidden`, wall);
        }
        const show = page.locator('[data-key^="look-"]').first();
        if (await show.count()) {
          await show.click();
          await until("its page is on the wall", () => wall.locator("[data-looks] .slide-page").count());
          await look(`wall ${slug} ${n + 1} ${kind} page`, wall);
        }
        const reveal = page.locator("[data-key=reveal]");
        if (await reveal.count()) {
          await reveal.click();
          await until("the wall has the answer", () => wall.locator("[data-mark], .slide-answers, .slide-closing").count());
        }
        await look(`present ${slug} ${n + 1}`);
        await look(`wall ${slug} ${n + 1}`, wall);
        if (kind !== "branch") continue;
        for (let step = 1; await page.locator("[data-key=way-0]").count(); step++) {
          await page.locator("[data-key=way-0]").click();
          assert.ok(step < 9, "a story ends");
        }
        await look(`present ${slug} ${n + 1} end`);
        await look(`wall ${slug} ${n + 1} end`, wall);
      }
      await wall.close();
    }
    assert.equal(kinds.size, 18, `text and seventeen kinds: ${[...kinds]}`);
    assert.equal([...new Set(faults.map((fault) => fault.replace(/^.* at \d+: /, "")))].join("\n"), "", faults.slice(0, 12).join("\n"));
  }, { seconds: 700 });
}

journey("a student hands a lesson's code in at a paired desk, and the teacher's table has it from the file that the gateway gives", async (world) => {
  world.expect(NETWORK_FAILS);
  const host = await world.host(shortSite());
  const server = await Gateway.start(world);
  try {
    const teacher = await world.reader(host);
    const { code } = await makesClass(teacher, "7b", 5);
    const student = await world.reader(host);
    await student.arrives(`#/lessons/two-doors?class=${code.replaceAll("-", "")}`);
    await student.page.locator("#join-number").fill("3");
    await student.page.locator("[data-key=join]").click();
    const result = await doesTwoDoors(new Student(student));

    const reader = await world.reader({ address: server.address, origin: server.address });
    const clerk = new Clerk(reader.page, server.address);
    await clerk.arrives();
    await clerk.isDesk();
    await clerk.signsIn();
    await clerk.pairsHere();
    await clerk.page.getByRole("link", { name: desk("lessons_link") }).click();
    await clerk.page.locator("#lesson-code").waitFor();
    const said = clerk.page.locator("main .note[role=status]");
    const sees = (text) => until(`the page says “${text}”`, async () => (await said.innerText()) === text);
    await clerk.page.locator("#lesson-class").fill("7B");
    const gives = async () => {
      await clerk.page.locator("#lesson-code").fill(result);
      await clerk.page.keyboard.press("Enter");
    };
    await gives();
    await sees(desk("lessons_not_open", { class: "7B" }));
    await clerk.presses(desk("lessons_open"));
    await sees(desk("lessons_opened", { class: "7B" }));
    await gives();
    await sees(desk("lessons_given"));
    await gives();
    await sees(desk("lessons_known"));
    const found = await clerk.page.evaluate(`${axeSource()}; axe.run(document)`);
    assert.deepEqual(found.violations.map(({ id }) => id), []);
    const file = await download(clerk, () => clerk.presses(desk("lessons_fetch")));
    assert.equal(file.name, "7B-results.txt");

    await teacher.goes(`#/lessons/teach/${code}/results`);
    await teacher.page.locator("#result-files").setInputFiles(file.path);
    await teacher.page.locator(".grid-of-results tbody tr").first().waitFor();
    assert.equal(await teacher.page.locator(".grid-of-results tbody tr").count(), 1);
    await clerk.presses(desk("lessons_close"));
    await sees(desk("lessons_closed", { class: "7B" }));
    await clerk.presses(desk("lessons_fetch"));
    await sees(desk("lessons_nothing", { class: "7B" }));
  } finally {
    await server.stop();
  }
});
