// Every kind of question, from the first stop to the end, by keyboard alone; and what a screen reader says of it before,
// after a miss, and at the end. The transcripts are golden files in `spoken/`: whoever changes what a blind student
// hears sees it in the diff. CARREL_UPDATE=1 writes them anew.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { journey, until } from "./lib/journey.mjs";
import { ROOT, newFolder, place } from "./lib/place.mjs";
import { makeSite } from "./lib/sites.mjs";
import { spoken } from "./lib/spoken.mjs";
import { Student } from "./lib/student.mjs";
import { says } from "./lib/words.mjs";

const string = (key, blanks) => says(`lessons.${key}`, blanks);
const GOLDEN = join(ROOT, "tests", "journeys", "spoken");

/** A folder of lessons with one lesson: every example of FORMAT.md, each in a step of its own, as a librarian copies them. */
function everyKind() {
  const folder = newFolder("lessons");
  const write = (path, text) => {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const guide = readFileSync(join(ROOT, "lessons", "FORMAT.md"), "utf8");
  const examples = guide.split("```").filter((_, n) => n % 2 === 1).map((fence) => fence.slice(fence.indexOf("\n") + 1)).filter((text) => text.startsWith(":::"));
  const build = '::: search build-one task=build max=40 words="animals, ocean"\nFind books about animals, at most 40.\n@ good\n  > That is a list one can look through.\n@ many\n  > Too many. Add a word with AND.\n@ none\n  > Nothing. Take a word away.\n@ paper\n  > Write the search on a card.\n:::\n';
  const steps = [...examples, build].map((text) => `## ${/^::: (\S+)/.exec(text)[1]} ${/^::: \S+ ?(\S*)/.exec(text)[1]}\n\n${text}`);
  const head = '+++\nid = "T1"\ntitle = "Every kind"\nsummary = "One question of each kind."\ngrades = [6, 8]\nminutes = 200\nlicence = "CC-BY-4.0"\nstandards = ["AASL:IV.B.3"]\n[skills]\nwho-is-behind = "I can say who is behind a page."\n+++\n';
  write("every-kind/lesson.md", head + steps.join("\n"));
  write("standards.toml", readFileSync(join(ROOT, "lessons", "standards.toml"), "utf8"));
  const page = (name, owner, truth) =>
    write(`every-kind/web/${name}.page.md`, `+++\nurl = "${name}.example"\ntitle = "${name}"\nowner = "${owner}"\nlooks = "news"\ndate = "2026-02-11"\ntruth = "${truth}"\n+++\n## Head of ${name}\n\nWords about bottlers and water on ${name}. [More](city-water).\n`);
  page("tap-facts", "Bottlers United", "unsound");
  page("river-times-bottlers", "River Times", "sound");
  page("enc-tap-facts", "Encyclopedia", "sound");
  page("city-water", "City", "sound");
  page("pure-peak", "Bottlers United", "mixed");
  return folder;
}

/** Whether a golden file begins with these words; while it is written nothing does, so that all has been said. */
function begins(name, text) {
  const path = join(GOLDEN, `${name}.txt`);
  return !process.env.CARREL_UPDATE && existsSync(path) && readFileSync(path, "utf8").startsWith(text);
}

/** Compares with a golden file, or writes it. */
function isGolden(name, text) {
  const path = join(GOLDEN, `${name}.txt`);
  if (process.env.CARREL_UPDATE) {
    mkdirSync(GOLDEN, { recursive: true });
    writeFileSync(path, text);
  }
  assert.ok(existsSync(path), `${path} does not exist: CARREL_UPDATE=1 writes it`);
  assert.equal(text, readFileSync(path, "utf8"), `what a screen reader says of “${name}” has changed; if that is better, CARREL_UPDATE=1 writes it anew`);
}

/** What is done by keyboard alone; each gives the right answer from whatever stands there. */
class Hands {
  constructor(student) {
    this.student = student;
    this.reader = student.reader;
    this.page = student.page;
  }

  of(id) {
    return (f) => f.question === id;
  }

  async press(id, words) {
    await this.student.tabTo(`“${words}”`, (f) => f.question === id && f.tag === "button" && f.text.startsWith(words));
    await this.reader.presses("Enter");
  }

  /** Ticks or presses these, as they come. */
  async ticks(id, wanted) {
    const left = new Set(wanted);
    while (left.size) {
      const at = await this.student.tabTo([...left].join(", "), (f) => f.question === id && [...left].some((words) => f.text.includes(words)));
      await this.reader.presses("Space");
      left.delete([...left].find((words) => at.text.includes(words)));
    }
  }

  /** Marks parts of a page: the button stands below its part, and its key names it. */
  async marks(id, keys) {
    for (const left = new Set(keys); left.size; ) {
      await this.student.tabTo("a part", (f) => f.question === id && f.tag === "button");
      const key = await this.page.evaluate(() => document.activeElement.dataset.key);
      if (!left.delete(key)) continue;
      await this.reader.presses("Space");
    }
  }

  /** Radio buttons of several things: `choice` names the button for the text of a thing. */
  async eachRow(id, things, choice) {
    for (let n = 0; n < things; n++) {
      const seen = this.rows;
      const at = await this.student.tabTo("the next thing", (f) => f.question === id && f.type === "radio" && !seen.has(`${f.row}`) && choice(f.row) !== undefined);
      seen.add(at.row);
      const wanted = choice(at.row);
      if (at.text.includes(wanted)) await this.reader.presses("Space");
      else await this.student.keyTo("ArrowDown", wanted, (f) => f.text.includes(wanted), 6);
    }
  }

  /** Puts a row in order with its buttons: the first to the top, then the second below it, and so on. */
  async orders(id, wanted) {
    const texts = () => this.student.question(id).locator(".row > li .row-text").allInnerTexts();
    for (let place = 0; place < wanted.length; place++) {
      let at = (await texts()).findIndex((text) => text.includes(wanted[place]));
      assert.ok(at >= 0, `${wanted[place]} is in the row: ${await texts()}`);
      if (at === place) continue;
      await this.student.tabTo(`“Move up” of ${wanted[place]}`, (f) => f.question === id && f.text.startsWith(`${string("move_up")}: `) && f.text.includes(wanted[place]));
      for (; at > place; at--) {
        await this.reader.presses("Enter");
        await until("it moved up", async () => (await texts())[at - 1].includes(wanted[place]));
        const { text } = await this.student.focused();
        assert.ok(text.includes(wanted[place]), `the focus stays on what moves, and is on “${text}”`);
      }
    }
  }

  async selects(id, pairs) {
    for (let n = 0; n < Object.keys(pairs).length; n++) {
      const select = await this.student.tabTo("a partner", (f) => f.question === id && f.tag === "select");
      const [, wanted] = Object.entries(pairs).find(([left]) => select.label.includes(left));
      await this.reader.presses("Home");
      const index = await this.page.evaluate((wanted) => [...document.activeElement.options].findIndex((o) => o.text.includes(wanted)), wanted);
      for (let press = 0; press < index; press++) await this.reader.presses("ArrowDown");
    }
  }

  async writes(id, text) {
    await this.student.tabTo("the box", (f) => f.question === id && ["input", "textarea"].includes(f.tag));
    await this.reader.presses("Control+A");
    await this.page.keyboard.type(text);
  }
}

/** The digits of a call number decide, then its letters. */
const shelfKey = (call) => call.replace(/^(\d+)(\.\d+)?/, (_, whole, rest) => whole.padStart(4, "0") + (rest ?? ".").padEnd(8, " "));

const SORTED = { "1932": "Fact", finest: "Opinion", Cola: "Ad" };
const SOUND = ["yearly water report", "three experts"];

/** For each question: a try that misses (none where there is no miss), and the right one. */
const DEEDS = {
  "owner-1": { miss: (h) => h.student.chooses("owner-1", "number of likes"), right: (h) => h.student.chooses("owner-1", "news report") },
  signs: { miss: (h) => h.ticks("signs", ["The picture"]), right: (h) => h.ticks("signs", ["The picture", "The date", "updated on"]) },
  kinds: {
    miss: (h) => h.eachRow("kinds", 3, () => "Fact"),
    right: (h) => h.eachRow("kinds", 2, (row) => Object.entries(SORTED).find(([part, box]) => row.includes(part) && box !== "Fact")?.[1]),
  },
  study: { miss: () => {}, right: (h) => h.orders("study", ["Scientists collect", "Other experts", "A journal"]) },
  claims: {
    miss: (h) => h.selects("claims", { cleaner: "A photo", "more water": "Meter" }),
    right: (h) => h.selects("claims", { cleaner: "Fish counts", "more water": "Meter" }),
  },
  evidence: { miss: (h) => h.ticks("evidence", ["Everybody in town"]), right: (h) => h.ticks("evidence", ["We counted", "Everybody in town", "In 1990"]) },
  "who-paid": { miss: (h) => h.marks("who-paid", ["part-0"]), right: (h) => h.marks("who-paid", ["part-0", "part-1"]) },
  "share-it": { miss: (h) => h.press("share-it", "Share it at once"), again: (h) => h.press("share-it", string("story_again")), right: (h) => h.press("share-it", "Look for the photo"), checks: false, at: "scene" },
  "owner-name": { miss: (h) => h.writes("owner-name", "tap facts"), right: (h) => h.writes("owner-name", "bottlers united") },
  before: { right: (h) => h.student.chooses("before", "A little sure"), key: "send" },
  owner: {
    miss: async (h) => {
      await h.press("owner", string("new_tab"));
      await until("the new tab has the focus", () => h.page.evaluate(() => document.activeElement.matches("[role=tabpanel]")));
      await h.student.keyTo("Shift+Tab", "the address bar", (f) => f.text === string("address_label"));
      await h.page.keyboard.type("bottlers water");
      await h.reader.presses("Enter");
      await until("there are results", () => h.page.locator(".lab-results .hit").count());
      await h.student.tabTo("the report", (f) => f.tag === "a" && f.text.includes("river-times"));
      await h.reader.presses("Enter");
      await until("the report is open", async () => (await h.page.locator(".lab .web-site").allInnerTexts())[0]?.includes("river-times"));
      await h.student.tabTo("keep it", (f) => f.text === string("keep"));
      await h.reader.presses("Enter");
      await until("it is kept", () => h.page.locator(".kept-list li").count());
      await h.student.chooses("owner", "A club of doctors");
    },
    right: (h) => h.student.chooses("owner", "Bottlers United"),
  },
  "first-click": { miss: (h) => h.student.chooses("first-click", "7 shocking"), right: (h) => h.student.chooses("first-click", "Drinking water report") },
  "predict-and": { miss: (h) => h.writes("predict-and", "400"), right: (h) => h.writes("predict-and", "1") },
  "shelf-1": {
    miss: () => {},
    right: async (h) => {
      const calls = await h.student.question("shelf-1").locator(".row-call").allInnerTexts();
      await h.orders("shelf-1", calls.toSorted((a, b) => (shelfKey(a) < shelfKey(b) ? -1 : 1)));
    },
  },
  flood: {
    miss: (h) => h.writes("flood", "The river rose nine feet in one night."),
    right: (h) => h.writes("flood", "The River Times tells how people woke up to a flood: overnight the water had climbed nine feet."),
  },
  "book-1": {
    miss: () => {},
    right: async (h) => {
      await h.student.tabTo("leave it out", (f) => f.question === "book-1" && f.text.startsWith(string("leave_out")) && f.text.includes("Sol House"));
      await h.reader.presses("Enter");
      await h.orders("book-1", ["Ortiz", "Rivers", "2021"]);
    },
  },
  "five-sources": {
    miss: (h) => h.eachRow("five-sources", 4, () => string("doubt")),
    right: (h) => h.eachRow("five-sources", 2, (row) => (SOUND.some((part) => row.includes(part)) ? string("trust") : undefined)),
  },
  "build-one": {
    miss: async (h) => {
      await h.writes("build-one", "zzzz");
      await until("it is counted", async () => /\d/.test(await h.page.locator(".found strong").innerText()));
    },
    right: async (h) => {
      await h.writes("build-one", "animals AND ocean");
      await until("it is counted", async () => /^[1-9]/.test(await h.page.locator(".found strong").innerText()));
    },
  },
};

journey("every kind of question is done by keyboard alone, and a screen reader hears what it is, what was missed and why", async (world) => {
  const site = makeSite([place.sample, "--lessons", everyKind()]);
  const host = await world.host(site);
  const reader = await world.reader(host);
  // The order of answers comes from the clock.
  await reader.page.addInitScript(() => {
    Date.now = () => 1_795_000_000_000;
  });
  await reader.arrives("#/lessons/every-kind");
  await until("the lesson is there", () => reader.page.locator(".step-title").count(), { seconds: 20 });
  const student = new Student(reader);
  const hands = new Hands(student);
  const met = new Set();
  const faults = [];
  for (;;) {
    await until("the catalogue has answered", async () => !(await reader.main()).includes(string("asking_catalogue")));
    for (const id of await reader.page.locator(".question").evaluateAll((all) => all.map((q) => q.dataset.question))) {
      const kind = await student.question(id).getAttribute("data-kind");
      const { miss, right, again, key = "check", checks = true, at = "feedback" } = DEEDS[id] ?? assert.fail(`there is no deed for the question ${id}`);
      const name = met.has(kind) ? `${kind}-${id}` : kind;
      let text = "";
      const hear = async (state) => {
        await reader.settled();
        const says = async () => {
          const heard = await spoken(reader.page, `[data-question="${id}"]`);
          const polite = (await reader.page.locator("#announce").textContent()).trim();
          // How long somebody stayed depends on the machine.
          const lines = heard.lines.map((line) => line.replace(/after \d+ seconds/, "after N seconds"));
          return { faults: heard.faults, said: `--- ${state}\n${lines.join("\n")}\n${polite ? `polite: ${polite}\n` : ""}` };
        };
        // The focus and what is said politely follow the words: a slow machine has three seconds for them.
        let heard;
        await until("it is said as always", async () => {
          heard = await says();
          return begins(name, text + heard.said);
        }, { seconds: 3 }).catch(() => {});
        faults.push(...heard.faults.map((line) => `${id} ${state}: ${line}`));
        text += heard.said;
      };
      const told = () => until("it is said what is missed", () => student.question(id).locator("[data-feedback]").count());
      await hear("fresh");
      hands.rows = new Set();
      if (miss) {
        await miss(hands);
        if (checks) await student.presses(id, string(key));
        await told();
        await hear("missed");
        if (again) await again(hands);
        else if (await student.question(id).getByRole("button", { name: string("again"), exact: true }).count()) await student.presses(id, string("again"));
      }
      hands.rows = new Set();
      await right(hands);
      if (checks) await student.presses(id, string(key));
      await told();
      if (at === "scene") await until("the scene has the focus", () => reader.page.evaluate((id) => document.activeElement.dataset.scene === id, id));
      else if (kind !== "survey") await student.isRight(id);
      await hear("done");
      isGolden(name, text);
      met.add(kind);
    }
    const next = reader.page.locator("[data-key=step-next]");
    if (!(await next.count())) break;
    await student.tabTo("the next step", (f) => f.text === string("next"));
    const before = await student.step();
    await reader.presses("Enter");
    await until("the next step is there", async () => (await student.step()) !== before);
  }
  for (const kind of "choice multi sort order match highlight hotspot branch short survey lateral serp search shelve paraphrase cite judge".split(" ")) {
    assert.ok(met.has(kind), `no ${kind} was met`);
  }
  assert.deepEqual(faults, [], "all that can be reached has a name");
}, { seconds: 240 });
