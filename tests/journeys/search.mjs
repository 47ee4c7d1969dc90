// Search: as typed, in the address, narrowed and widened, misspelled, without a result.
import assert from "node:assert/strict";
import { journey, until } from "./lib/journey.mjs";
import { axeSource, place } from "./lib/place.mjs";
import { says, saying } from "./lib/words.mjs";
import { NETWORK_FAILS } from "./lib/world.mjs";

async function visit(world) {
  const host = await world.host(place.site);
  const reader = await world.reader(host);
  return reader;
}

journey("a first visitor sees results while typing", async (world) => {
  const reader = await visit(world);
  await reader.arrives();
  assert.equal(await reader.page.title(), `${says("front_page")} · Westfield School Library`);
  await reader.page.locator("#q").focus();
  const seen = new Set();
  for (const letter of "dragon") {
    await reader.types(letter);
    for (const title of await reader.titles()) seen.add(title);
  }
  const titles = await reader.titles();
  assert.ok(titles.length >= 10, `results for dragon: ${titles}`);
  assert.ok(titles.some((title) => title.includes("Dragon")), `${titles}`);
  assert.ok(seen.size > titles.length, "other results on the way there");
  // A screen reader hears of it once, when typing pauses.
  await until("the result is announced", async () =>
    (await reader.page.locator("#announce").innerText()).includes("“dragon”"));
});

journey("how long a search took stands in the browser's own timeline", async (world) => {
  const reader = await visit(world);
  await reader.arrives();
  const spans = (name) =>
    reader.page.evaluate((of) => performance.getEntriesByName(of, "measure").map(({ startTime, duration }) => ({ startTime, duration })), name);
  assert.deepEqual(await spans("carrel:query"), [], "nothing was typed yet");
  const before = await reader.page.evaluate(() => performance.now());
  await reader.types("dragon");
  await until("the question is measured", async () => (await spans("carrel:query")).length > 0);
  const [queries, engine] = [await spans("carrel:query"), await spans("carrel:engine")];
  assert.ok(queries.every(({ startTime, duration }) => startTime >= before && duration > 0), JSON.stringify(queries));
  // The engine answers further questions, such as completions; none took longer than the time there was.
  const since = engine.filter(({ startTime }) => startTime >= before);
  assert.ok(since.length > 0, JSON.stringify(engine));
  const all = (await reader.page.evaluate(() => performance.now())) - before;
  assert.ok(since.every(({ duration }) => duration >= 0 && duration < all), JSON.stringify(since));
});

/** Breaks the search worker as a defect would: its memory is spoilt, so that whatever it does next ends it. */
async function breakWorker(reader) {
  const worker = await until("there is a search worker", () => reader.page.workers().find((one) => one.url().includes("/app/worker-")));
  const script = await reader.page.evaluate(() => JSON.parse(document.querySelector("#carrel-modules").textContent).app.js);
  await worker.evaluate(async (url) => {
    const parts = await (await import(url)).default();
    const memory = Object.values(parts).find((part) => part instanceof WebAssembly.Memory);
    new Uint8Array(memory.buffer).fill(0xff);
  }, new URL(script, reader.host.address).href);
}

journey("when the search itself breaks, “Try again” searches again", async (world) => {
  world.expect(/RuntimeError|unreachable|memory access out of bounds|index out of bounds|table/);
  const reader = await visit(world);
  await reader.arrives("#/search?q=dragon");
  const titles = await reader.titles();
  const trouble = reader.page.locator("main .note[data-kind=trouble]");
  // More than once: each time another worker is started.
  for (const words of ["wolf", "cats"]) {
    await breakWorker(reader);
    await reader.page.locator("#q").fill(words);
    await until("it says that something went wrong", async () => (await trouble.count()) > 0);
    assert.ok((await trouble.innerText()).includes(says("trouble_defect_title")), await trouble.innerText());
    await trouble.getByRole("button", { name: says("retry") }).click();
    await reader.finds(words);
    assert.equal(await trouble.count(), 0);
    assert.ok((await reader.titles()).length > 0);
  }
  await reader.page.locator("#q").fill("dragon");
  await reader.finds("dragon");
  assert.deepEqual(await reader.titles(), titles);
  assert.equal(reader.page.workers().length, 1, "the broken ones are gone");
});

journey("a search that is sent before the app is there becomes a search, and nothing is loaded again", async (world) => {
  const reader = await visit(world);
  let come;
  const held = new Promise((go) => (come = go));
  await reader.page.route(/\/app\/carrel-[^/]*\.wasm$/, (route) => held.then(() => route.continue()));
  let loads = 0;
  reader.page.on("load", () => (loads += 1));
  await reader.page.goto(reader.host.address, { waitUntil: "load" });
  await reader.page.locator("#q").fill("harry potter");
  await reader.page.locator("#q").press("Enter");
  assert.equal(reader.fragment(), "#/search?q=harry+potter");
  assert.equal(await reader.page.locator("#q").inputValue(), "harry potter");
  assert.equal(await reader.page.locator("#carrel-start").count(), 1, "the app is not there yet");
  come();
  await reader.finds("harry potter");
  assert.ok((await reader.titles()).some((title) => title.startsWith("Harry Potter")));
  assert.equal(loads, 1);
  assert.equal(await reader.page.locator("#q").inputValue(), "harry potter");
});

journey("the search box may be sent to the page itself, where no script of ours is there yet", async (world) => {
  world.expect(NETWORK_FAILS);
  const reader = await visit(world);
  await reader.page.route(/\/app\/boot-[^/]*\.js$/, (route) => route.abort());
  await reader.page.goto(reader.host.address, { waitUntil: "load" });
  await reader.page.locator("#q").fill("dragon");
  await reader.page.unroute(/\/app\/boot-[^/]*\.js$/);
  await reader.page.locator("#q").press("Enter");
  await reader.finds("dragon");
  assert.equal(reader.page.url(), `${reader.host.address}#/search?q=dragon`);
});

journey("the address says what is searched, and leads there again", async (world) => {
  const reader = await visit(world);
  await reader.arrives();
  await reader.types("dragon");
  await until("the address follows", () => reader.fragment() === "#/search?q=dragon");
  const titles = await reader.titles();
  const heading = await reader.heading();
  const other = await world.reader(reader.host);
  await other.arrives("#/search?q=dragon");
  assert.equal(await other.heading(), heading);
  assert.deepEqual(await other.titles(), titles);
  assert.equal(await other.page.locator("#q").inputValue(), "dragon");
  await other.reloads();
  assert.deepEqual(await other.titles(), titles);
});

journey("back and forward walk through searches and records", async (world) => {
  const reader = await visit(world);
  await reader.arrives();
  await reader.types("dragon");
  const titles = await reader.titles();
  await reader.page.locator(".result-list h2 a").nth(9).click();
  await reader.settled();
  assert.equal(await reader.heading().then((text) => text.startsWith(titles[9])), true);
  await reader.back();
  assert.deepEqual(await reader.titles(), titles);
  assert.equal(await reader.page.locator("#q").inputValue(), "dragon");
  const link = reader.page.locator(".result-list h2 a").nth(9);
  await until("the list is where it was left", () =>
    link.evaluate((a) => a.getBoundingClientRect().top < innerHeight && a.getBoundingClientRect().bottom > 0));
  await reader.forward();
  assert.ok((await reader.heading()).startsWith(titles[9]));
  await reader.back();
  await reader.back();
  await until("the first page is there", async () => (await reader.page.getAttribute("html", "data-page")) === "home");
  assert.equal(await reader.page.locator("#q").inputValue(), "");
});

journey("a filter narrows the results and is taken away again", async (world) => {
  const reader = await visit(world);
  await reader.arrives("#/search?q=dragon");
  const all = await reader.heading();
  const offer = reader.page.locator(".facet-panel").locator("a[href*=\"format=graphic-novel\"]");
  const promised = Number(await offer.locator(".number").innerText());
  await offer.click();
  await until("the address has the filter", () => reader.fragment() === "#/search?q=dragon&format=graphic-novel");
  await until("as many results as were promised", async () =>
    (await reader.heading()) === says(promised === 1 ? "results_for.one" : "results_for.other", { n: promised, query: "dragon" }));
  assert.equal((await reader.titles()).length, promised);
  // A second one adds up, and each goes by itself.
  await reader.page.locator(".facet-panel").getByRole("link", { name: says("facet_available") }).first().click();
  await until("both are in the address", () => reader.fragment() === "#/search?q=dragon&format=graphic-novel&available=yes");
  await reader.settled();
  assert.equal(await reader.page.locator(".constraints .constraint:not([data-kind])").count(), 2);
  await reader.page.locator(".constraints").getByRole("link", { name: says("format_graphic_novel") }).click();
  await until("one filter is left", () => reader.fragment() === "#/search?q=dragon&available=yes");
  await reader.settled();
  await reader.page.locator(".constraints .constraint").click();
  await until("no filter is left", () => reader.fragment() === "#/search?q=dragon");
  await until("all results are back", async () => (await reader.heading()) === all);
});

journey("the reading level is chosen on two sliders, by the keyboard alone", async (world) => {
  const reader = await visit(world);
  await reader.arrives("#/search?q=dragon");
  const all = await reader.heading();
  const from = reader.page.locator("#level-from");
  await reader.page.locator("details.facet", { has: from }).locator("summary").focus();
  await reader.presses("Enter");
  await until("the sliders are there", () => from.isVisible());
  const easiest = await from.getAttribute("aria-valuetext");
  await from.focus();
  await reader.presses("ArrowRight");
  await until("the address has the range", () => /&level=[^&-]+-[^&-]+$/.test(reader.fragment()));
  await reader.settled();
  const some = await reader.heading();
  assert.notEqual(some, all);
  // The focus stays on the slider, which says where it is.
  await until("the slider has moved", async () => (await from.getAttribute("aria-valuetext")) !== easiest);
  await until("the focus is still there", () => reader.page.evaluate(() => document.activeElement?.id === "level-from"));
  // Every title between the sliders has a level, and in the sample all of them are invented.
  const total = Number(some.match(/\d+/)[0]);
  const sentence = await reader.page.locator(".levels .soft").innerText();
  assert.ok(sentence.endsWith(says(total === 1 ? "level_guessed.one" : "level_guessed.other", { n: total })), `${total}: ${sentence}`);
  assert.equal(await reader.page.locator(".constraints .constraint").count(), 1);
  await reader.presses("Home");
  await until("all levels are chosen again", () => reader.fragment() === "#/search?q=dragon");
  await until("all results are back", async () => (await reader.heading()) === all);
});

journey("the order of the results can be chosen, and further pages turned", async (world) => {
  const reader = await visit(world);
  await reader.arrives("#/search?q=dragon");
  await reader.page.getByLabel(says("sort_by")).selectOption("title");
  await until("the address has the order", () => reader.fragment() === "#/search?q=dragon&sort=title");
  await reader.settled();
  const filed = (title) => title.replace(/^(The|A|An|El|La|Los|Las) /, "").toLowerCase();
  const titles = (await reader.titles()).map(filed);
  assert.deepEqual(titles, titles.toSorted((a, b) => a.localeCompare(b, "en")));
  await reader.follows(says("next_page"));
  assert.equal(reader.fragment(), "#/search?q=dragon&sort=title&page=2");
  const further = (await reader.titles()).map(filed);
  assert.ok(further.length > 0);
  assert.ok(titles.at(-1).localeCompare(further[0], "en") <= 0, `${titles.at(-1)} before ${further[0]}`);
  await reader.follows(says("previous_page"));
  assert.deepEqual((await reader.titles()).map(filed), titles);
  // An old link, to a page that there is no more.
  await reader.arrives("#/search?q=dragon&sort=title&page=4294967295");
  await until("the last page is shown instead", () => /&page=[2-9]$/.test(reader.fragment()));
  await until("and has results", async () => (await reader.titles()).length > 0);
});

journey("a misspelling is understood, says so, and can be undone", async (world) => {
  const reader = await visit(world);
  await reader.arrives();
  await reader.types("hary poter");
  assert.ok((await reader.titles()).some((title) => title.startsWith("Harry Potter")));
  const corrected = reader.page.locator(".heard");
  assert.ok((await corrected.innerText()).includes(says("notice_corrected", { searched: "harry potter" })));
  await corrected.getByRole("link", { name: says("notice_instead", { asked: "hary poter" }) }).click();
  await until("it is searched as typed", () => reader.fragment() === "#/search?q=hary+poter&exact=1");
  await reader.settled();
  assert.ok(!(await reader.main()).match(saying("notice_corrected")));
  assert.ok(!(await reader.titles()).some((title) => title.startsWith("Harry Potter")));
});

journey("nothing found shows a ladder of next steps", async (world) => {
  const reader = await visit(world);
  await reader.arrives();
  await reader.types("kwyjiboo zzqqxx");
  assert.equal(await reader.heading(), says("none_title", { query: "kwyjiboo zzqqxx" }));
  const main = await reader.main();
  for (const step of ["none_steps", "none_spelling", "none_browse", "none_ask"]) assert.ok(main.includes(says(step)), step);
  assert.ok(main.includes(says("none_subjects", { letters: "kwy" })));
  await reader.follows(says("none_browse"));
  assert.equal(await reader.heading(), says("browse"));
});

journey("words that stand nowhere are left out and named", async (world) => {
  const reader = await visit(world);
  await reader.arrives("#/search?q=zzqqxx+kwyjiboo+dragon");
  await reader.settled();
  assert.ok((await reader.titles()).some((title) => /dragon/i.test(title)));
  assert.ok((await reader.main()).includes(says("notice_some_words", { words: "zzqqxx, kwyjiboo" })));
});

journey("a question whose words no book has together is answered by its topic, with other searches", async (world) => {
  const reader = await visit(world);
  await reader.arrives("#/search?q=why+do+so+many+bees+die+in+the+winter");
  await until("its topic's books are there", async () => (await reader.titles())[0] === "Honeybee");
  await until("and other searches", async () => (await reader.main()).includes(says("notice_other")));
  await reader.page.locator(".heard a", { hasText: "winter" }).first().click();
  await reader.finds("winter");
  assert.ok((await reader.titles()).length > 0);
});

/** A question whose first answer, without the further code, is another than its second. */
const QUESTION = "#/search?q=why+do+so+many+bees+die+in+the+winter";

/** The app's further code. */
const FURTHER = /\/app\/app-further-[^/]*\.wasm$/;

/** A wasm of the same shape, in which every function ends the program at once. */
function defective(wasm) {
  let at = 8;
  const number = () => {
    for (let value = 0, shift = 0; ; shift += 7) {
      const byte = wasm[at++];
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  };
  const leb = (n) => (n < 128 ? [n] : [(n & 127) | 128, ...leb(n >>> 7)]);
  const parts = [wasm.subarray(0, at)];
  while (at < wasm.length) {
    const id = wasm[at++];
    const end = number() + at;
    let section = wasm.subarray(at, end);
    if (id === 10) {
      // A body of three bytes: no locals, unreachable, end.
      const count = number();
      section = Buffer.from([...leb(count), ...Array.from({ length: count }, () => [3, 0, 0, 11]).flat()]);
    }
    parts.push(Buffer.from([id, ...leb(section.length)]), section);
    at = end;
  }
  return Buffer.concat(parts);
}

/** Keeps the app's further code from page and worker until it is let go. */
async function holdFurther(reader) {
  let go;
  const held = new Promise((done) => (go = done));
  await reader.page.context().route(FURTHER, async (route) => {
    await held;
    await route.continue();
  });
  return go;
}

/** The place of the list on the screen, and what the browser calls shifts of its layout, from now on. */
async function watchesTheList(reader) {
  await reader.page.evaluate(() => {
    window.shifts = [];
    new PerformanceObserver((list) => {
      // The filters of other books are other filters: what one is about to press is in the list.
      const inList = ({ node }) => (node?.closest ? node : node?.parentElement)?.closest(".result-list, .results-top");
      for (const { value, sources } of list.getEntries()) {
        const own = sources.filter(inList).map(({ node }) => node.className || node.nodeName);
        if (own.length > 0) window.shifts.push({ value, of: own });
      }
    }).observe({ type: "layout-shift" });
  });
  const top = () => reader.page.locator(".result-list").evaluate((list) => list.getBoundingClientRect().top);
  const before = await top();
  return async () => {
    // What was painted last is told later.
    await reader.page.evaluate(() => new Promise((done) => setTimeout(done, 500)));
    return { moved: Math.abs((await top()) - before), shifts: await reader.page.evaluate(() => window.shifts) };
  };
}

const OTHER_SEARCHES = ".result-list + .heard";

for (const [width, height] of [[1366, 768], [360, 740]]) {
  journey(`a second answer to a question leaves the list where it is (${width})`, async (world) => {
    const reader = await visit(world);
    await reader.page.setViewportSize({ width, height });
    const go = await holdFurther(reader);
    await reader.arrives(QUESTION);
    const first = await reader.titles();
    assert.ok(first.length > 0 && first[0] !== "Honeybee", `the first answer knows no topics: ${first}`);
    const moves = await watchesTheList(reader);
    go();
    await until("the topic's books are there", async () => (await reader.titles())[0] === "Honeybee");
    await until("and other searches", async () => (await reader.main()).includes(says("notice_other")));
    const { moved, shifts } = await moves();
    assert.ok(moved <= 1, `the list moved by ${moved} pixels`);
    assert.deepEqual(shifts, []);
    assert.ok((await reader.page.locator(OTHER_SEARCHES).innerText()).includes(says("notice_other")), "they stand below the list");
    await reader.page.locator(OTHER_SEARCHES).getByRole("link").last().click();
    await until("another search is there", async () => (await reader.page.locator(OTHER_SEARCHES).count()) === 0);
    await reader.settled();
    assert.ok((await reader.titles()).length > 0);
    // There is no second answer any more: what is to be said stands above the list again.
    await reader.back();
    await until("all of it", async () => (await reader.page.locator(".results-top .heard").innerText()).includes(says("notice_other")));
    assert.equal((await reader.titles())[0], "Honeybee");
  });
}

journey("a list that a reader is about to use keeps its books when a second answer comes", async (world) => {
  const reader = await visit(world);
  const go = await holdFurther(reader);
  await reader.arrives(QUESTION);
  const first = await reader.titles();
  const row = await reader.page.locator(".result").nth(1).boundingBox();
  await reader.page.mouse.move(row.x + row.width / 2, row.y + 10);
  await reader.page.mouse.move(row.x + row.width / 2, row.y + row.height / 2);
  const moves = await watchesTheList(reader);
  await reader.page.locator(".result-list").evaluate((list) => void (list.dataset.same = "yes"));
  go();
  await until("other searches stand below it", async () => (await reader.page.locator(OTHER_SEARCHES).allInnerTexts()).join().includes(says("notice_other")));
  const { moved, shifts } = await moves();
  assert.ok(moved <= 1, `the list moved by ${moved} pixels`);
  assert.deepEqual(shifts, []);
  assert.deepEqual(await reader.titles(), first);
  assert.equal(await reader.page.locator(".result-list").getAttribute("data-same"), "yes", "not even drawn anew under the pointer");
});

for (const [width, height] of [[1366, 768], [360, 740]]) {
  journey(`what comes after the results of a letter does not move them (${width})`, async (world) => {
    const reader = await visit(world);
    await reader.page.setViewportSize({ width, height });
    await reader.arrives();
    await reader.page.evaluate(() => {
      window.places = {};
      const look = () => {
        const row = document.querySelector(".result-list > .result");
        if (row) (window.places[document.querySelector("main h1").textContent] ??= new Set()).add(Math.round(row.getBoundingClientRect().top + scrollY));
        requestAnimationFrame(look);
      };
      look();
    });
    await reader.types("dragon", { delay: 250 });
    await until("there are completions", async () => (await reader.page.locator("#completions [role=option]").count()) > 3);
    await reader.page.evaluate(() => new Promise((done) => setTimeout(done, 500)));
    const places = await reader.page.evaluate(() => Object.entries(window.places).map(([heading, places]) => [heading, [...places]]));
    assert.ok(places.length >= 4, `results on the way: ${JSON.stringify(places)}`);
    for (const [heading, [first, ...others]] of places) {
      for (const other of others) assert.ok(Math.abs(other - first) <= 1, `${heading}: from ${first} to ${other}`);
    }
  });
}

journey("when the search breaks over its second answer, the first one stays and the next letter searches", async (world) => {
  world.expect(/RuntimeError|unreachable/);
  const reader = await visit(world);
  // The worker asks for it first; the page's own is held, so that the worker meets the defect alone.
  let go;
  let asked = 0;
  const held = new Promise((done) => (go = done));
  await reader.page.context().route(FURTHER, async (route) => {
    asked += 1;
    if (asked > 1) {
      await held;
      return route.continue();
    }
    const response = await route.fetch();
    await new Promise((done) => setTimeout(done, 1500));
    await route.fulfill({ response, body: defective(await response.body()) });
  });
  await reader.arrives(QUESTION);
  const first = await reader.titles();
  const heading = await reader.heading();
  assert.ok(first.length > 0);
  await until("the broken worker is gone", () => reader.page.workers().length === 0);
  await reader.page.evaluate(() => new Promise((done) => setTimeout(done, 300)));
  assert.equal(await reader.page.locator("main .note[data-kind=trouble]").count(), 0, "nothing is wrong with what is shown");
  assert.deepEqual(await reader.titles(), first);
  assert.equal(await reader.heading(), heading);
  await reader.page.locator("#q").fill("dragon");
  await reader.finds("dragon");
  assert.ok((await reader.titles()).some((title) => /dragon/i.test(title)));
  assert.equal(reader.page.workers().length, 1, "a fresh one");
  // The same question again, with code that is whole.
  go();
  await reader.page.locator("#q").fill("why do so many bees die in winter");
  await until("its topic's books are there", async () => (await reader.titles())[0] === "Honeybee");
});

journey("without the further code the first answer stays, and searching goes on", async (world) => {
  world.expect(NETWORK_FAILS);
  const reader = await visit(world);
  let asked = 0;
  await reader.page.context().route(FURTHER, (route) => {
    asked += 1;
    return route.abort();
  });
  await reader.arrives(QUESTION);
  const first = await reader.titles();
  assert.ok(first.length > 0);
  await until("the code was asked for", () => asked > 0);
  await reader.page.evaluate(() => new Promise((done) => setTimeout(done, 500)));
  assert.equal(await reader.page.locator("main .note[data-kind=trouble]").count(), 0);
  assert.deepEqual(await reader.titles(), first);
  await reader.page.locator("#q").fill("dragon");
  await reader.finds("dragon");
  assert.ok((await reader.titles()).length > 0);
});

journey("filters that leave nothing can be taken away in one step", async (world) => {
  const reader = await visit(world);
  await reader.arrives("#/search?q=dragon&format=map&language=ara");
  assert.equal(await reader.heading(), says("none_title", { query: "dragon" }));
  await reader.follows(says("none_drop_filters"));
  await reader.finds("dragon");
  assert.ok((await reader.titles()).length > 0);
  assert.equal(reader.fragment(), "#/search?q=dragon");
});

journey("an ISBN in any spelling finds its book", async (world) => {
  const reader = await visit(world);
  await reader.arrives();
  await reader.types("978-1-56931-920-8");
  assert.deepEqual(await reader.titles(), ["Dragon Ball, Vol. 1"]);
  await reader.page.locator("#q").fill("");
  await reader.types("1569319200");
  assert.deepEqual(await reader.titles(), ["Dragon Ball, Vol. 1"]);
});

journey("an ISBN that the library does not have finds no other book, and a wrong one says what is wrong", async (world) => {
  const reader = await visit(world);
  await reader.arrives();
  await reader.types("ISBN 0-14-240249-4 (pbk.)");
  assert.ok((await reader.main()).includes(says("notice_no_isbn", { number: "0142402494" })));
  assert.deepEqual(await reader.titles(), []);
  await reader.page.locator("#q").fill("");
  await reader.types("0-14-240249-5");
  assert.ok((await reader.main()).includes(says("notice_not_isbn_last", { number: "0142402495", last: "4" })));
  assert.deepEqual(await reader.titles(), []);
});

journey("a question finds what it asks about, and a word too many is left out and named", async (world) => {
  const reader = await visit(world);
  await reader.arrives();
  await reader.types("how do sharks work");
  assert.ok((await reader.titles()).some((title) => /shark/i.test(title)));
  await reader.page.locator("#q").fill("");
  await reader.types("harry potter book 1");
  assert.equal((await reader.titles())[0], "Harry Potter and the Sorcerer's Stone");
  await reader.page.locator("#q").fill("");
  await reader.types("cats OR sharks");
  assert.ok((await reader.main()).includes(says("notice_signs")));
});

journey("a phrase that stands nowhere can be searched without its quotation marks", async (world) => {
  const reader = await visit(world);
  await reader.arrives();
  await reader.types('"stone sorcerers" ');
  assert.deepEqual(await reader.titles(), []);
  await reader.follows(says("none_quotes"));
  await until("the words are searched", () => reader.fragment() === "#/search?q=stone+sorcerers");
  await until("and found", async () => (await reader.titles()).some((title) => title.startsWith("Harry Potter")));
});

journey("a form on another page of the school can send a search here", async (world) => {
  const reader = await visit(world);
  await reader.arrives("", { parameters: "?q=dragon" });
  await reader.finds("dragon");
  assert.equal(reader.page.url(), `${reader.host.address}#/search?q=dragon`);
});

journey("what is typed is completed to titles, people, series and subjects, by arrow keys, without covering the results", async (world) => {
  const reader = await visit(world);
  await reader.page.addInitScript(axeSource());
  await reader.arrives();
  await reader.page.locator("#q").focus();
  await reader.page.keyboard.type("dra", { delay: 40 });
  const options = () => reader.page.locator("#completions [role=option]").allTextContents();
  const groups = () => reader.page.locator("#completions [role=group]").evaluateAll((all) => all.map((g) => g.ariaLabel));
  await until("there are completions", async () => (await options()).length > 3);
  assert.deepEqual(await groups(), ["browse_titles", "browse_authors", "browse_series", "browse_subjects"].map((key) => says(key)));
  const box = (selector) => reader.page.locator(selector).first().boundingBox();
  const [list, results] = [await box("#completions"), await box(".result-list")];
  assert.ok(list.y + list.height <= results.y, "the list stands above the results");
  const faults = await reader.page.evaluate(async () => {
    const { violations, passes } = await window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"] });
    return { violations: violations.map((v) => v.id), passes: passes.length };
  });
  assert.deepEqual(faults.violations, []);
  assert.ok(faults.passes >= 15, `axe looked at something: ${faults.passes} rules passed`);
  // Down to the first person, and there.
  const texts = await options();
  const at = texts.findIndex((text) => text.includes(","));
  for (let n = 0; n <= at; n += 1) await reader.presses("ArrowDown");
  const active = await reader.page.locator("#q").getAttribute("aria-activedescendant");
  assert.equal(await reader.page.locator(`#${active}`).textContent(), texts[at]);
  assert.equal(await reader.page.locator(`#${active}`).getAttribute("aria-selected"), "true");
  assert.equal(await reader.page.evaluate(() => document.activeElement.id), "q", "the focus stays in the box");
  const leads = await reader.page.locator(`#${active}`).getAttribute("href");
  await reader.presses("Enter");
  await until("the person's books are shown", () => reader.fragment() === leads);
  assert.ok(leads.startsWith("#/search?author="), leads);
  const count = Number(texts[at].match(/(\d+)$/)[1]);
  await until("as many as was said", async () => (await reader.titles()).length === count);
});
