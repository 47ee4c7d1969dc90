// The libraries of a district searched as one: three sites on one host, each with its own copies.
import assert from "node:assert/strict";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { inflateRawSync } from "node:zlib";
import { join } from "node:path";
import { axe } from "./lib/axe.mjs";
import { journey, until } from "./lib/journey.mjs";
import { pictures } from "./lib/pictures.mjs";
import { newFolder, place } from "./lib/place.mjs";
import { exportFile, flip, makeSite, sha256, shardPath, shards } from "./lib/sites.mjs";
import { says, saying } from "./lib/words.mjs";
import { NETWORK_FAILS } from "./lib/world.mjs";

const DAY = "2026-11-18";
const SEARCH = "#/search?q=dragon&in=all";
const OTHERS = ["North High Library", "Southside School"];

/** Westfield with the sample's books, North with two copies of one book of dragons, Southside with some of its own. */
async function district(world) {
  const root = newFolder("district");
  const list = join(newFolder("list"), "district.txt");
  writeFileSync(list, "# Our district\nWestfield = /west/\nNorth High Library = /north/\nSouthside School = south\n");
  const books = [
    { id: "n1", title: "The dragon of the north" },
    { id: "n2", title: "Of stones" },
    { id: "n3", title: "Kwyjibo and the sea" },
  ];
  const north = exportFile("north.mrk", books, DAY);
  const twice = (text) => text.replace("$p9n1", () => "$p9n1\n=852  \\\\$hTest$k910 JOU$p9n1b");
  writeFileSync(north, twice(readFileSync(north, "utf8")));
  const south = exportFile("south.mrk", Array.from({ length: 30 }, (_, n) => ({ id: `s${n}`, title: `Dragon of the south ${n + 1}` })), DAY);
  const more = ["--union", list];
  makeSite([place.sample], { name: "Westfield", base: "/west/", out: join(root, "west"), more });
  makeSite([north], { name: OTHERS[0], base: "/north/", out: join(root, "north"), more });
  makeSite([south], { name: OTHERS[1], base: "/south/", out: join(root, "south"), more });
  // A host wants a page to begin with.
  writeFileSync(join(root, "index.html"), "<!doctype html><title>The district</title>");
  const host = await world.host(root);
  return { root, host, west: { address: `${host.address}west/` } };
}

const databases = (reader) => reader.page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name).sort());
const rows = (reader) => reader.page.locator(".result");
const libraries = (reader) => reader.page.locator(".result-foot b").allTextContents();
const count = async (reader) => Number(/[\d,]+/.exec(await reader.heading())[0].replace(",", ""));

/** Waits until a library's catalogue is wholly on this device, among what this site keeps of others. */
const kept = (reader, path) =>
  until(`the catalogue of ${path} is kept`, () =>
    reader.page.evaluate(
      async (name) =>
        // Opening one that is not there would make it.
        (await indexedDB.databases()).some((one) => one.name === name) &&
        new Promise((done) => {
          const open = indexedDB.open(name);
          open.onerror = () => done(false);
          open.onsuccess = () => {
            const ask = open.result.transaction("meta").objectStore("meta").get("manifest");
            ask.onsuccess = () => (open.result.close(), done(Boolean(ask.result)));
          };
        }),
      `carrel:/west/:union:${path}`,
    ),
  { seconds: 30 });

journey("all libraries of a district are searched as one, each with its own copies, by keyboard", async (world) => {
  const { host, west } = await district(world);
  const reader = await world.reader(west);
  await reader.arrives("#/search?q=dragon");
  const own = await count(reader);
  await reader.waitsUntilKept();
  assert.deepEqual(host.paths().filter((path) => !path.startsWith("west/")), [], "nobody asked the others yet");
  assert.deepEqual((await databases(reader)).filter((name) => name.includes("union")), []);
  // The choice is the first thing in the results.
  const all = reader.link(says("union_all"));
  assert.equal(await reader.link(says("union_one")).getAttribute("aria-current"), "true");
  await all.focus();
  await reader.presses("Enter");
  await until("the address says it", () => reader.fragment() === SEARCH);
  await reader.settled();
  await until("all have answered", async () => (await count(reader)) === own + 31);
  assert.equal(await reader.link(says("union_all")).getAttribute("aria-current"), "true");
  assert.equal(await reader.page.evaluate(() => document.activeElement.textContent), says("union_all"), "the focus stays");
  // A small library is not lost below the large ones.
  const first = (await libraries(reader)).slice(0, 10);
  for (const name of ["Westfield", ...OTHERS]) assert.ok(first.includes(name), `${name} in ${first}`);
  // Each hit has the copies of its library.
  const text = await rows(reader).filter({ hasText: OTHERS[0] }).first().innerText();
  assert.ok(text.includes("2 of 2 on the shelf"), text);
  const days = await reader.page.locator("ul.as-of").innerText();
  for (const name of ["Westfield", ...OTHERS]) assert.ok(days.includes(name), days);
  // What cannot be put together is not offered, and why is said.
  assert.deepEqual(await reader.page.locator("#sort option").evaluateAll((o) => o.map((x) => x.value)), ["best", "year-new", "year-old"]);
  await until("filters are counted", () => reader.page.locator(".results-side").isVisible());
  for (const colorScheme of ["light", "dark"]) {
    await reader.page.emulateMedia({ colorScheme });
    for (const [width, height] of [[360, 740], [1366, 768]]) {
      await reader.page.setViewportSize({ width, height });
      assert.deepEqual(await axe(reader), [], `${colorScheme} ${width}`);
      assert.ok(await reader.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${width}: nothing sticks out`);
    }
    await pictures(reader.page, `union ${colorScheme}`);
  }
  // Every page, and no hit twice.
  const seen = new Set(await reader.page.locator(".result h2 a").evaluateAll((a) => a.map((x) => x.getAttribute("href"))));
  for (let page = 2; seen.size < own + 31; page += 1) {
    const before = seen.size;
    await reader.follows(says("next_page"));
    for (const href of await reader.page.locator(".result h2 a").evaluateAll((a) => a.map((x) => x.getAttribute("href")))) seen.add(href);
    assert.equal(seen.size, Math.min(before + 20, own + 31), `page ${page}`);
  }
  // A filter counts the books of all, and leads to as many.
  await reader.arrives(SEARCH);
  const filters = reader.page.locator(".facet-values a");
  await until("filters are counted", async () => (await filters.count()) > 2);
  for (const n of [0, 2]) {
    const filter = filters.nth(n);
    const [href, promised] = [await filter.getAttribute("href"), Number((await filter.locator(".number").textContent()).replace(",", ""))];
    assert.ok(href.includes("in=all") && promised > 0, href);
    await reader.goes(href);
    await until(`${href} finds ${promised}`, async () => (await count(reader)) === promised);
    await until("the filter says that it is on", () => reader.page.locator(".facet-values a[data-on]").first().isVisible());
    await reader.goes(SEARCH);
    await until("all are there again", async () => (await count(reader)) === own + 31);
    await until("filters are counted", async () => (await filters.count()) > 2);
  }
  // A page far beyond leads to the last one, and an order that is no order of all to the best match.
  await reader.arrives("#/search?q=dragon&sort=title&page=99999&in=all");
  await until("the last page is shown", () => /^#\/search\?q=dragon&page=\d&in=all$/.test(reader.fragment()));
  // The other library's record is a page of its own site.
  await reader.arrives(SEARCH);
  await reader.page.getByRole("link", { name: "The dragon of the north" }).click();
  await until("it is there", () => reader.page.url().startsWith(`${host.address}north/#/record/n1`));
  await reader.settled();
  assert.match(await reader.page.title(), /North High Library/);
});

journey("what is read of other libraries stays out of their own stores, works offline, and goes when the device is cleared", async (world) => {
  world.expect(NETWORK_FAILS);
  const { host, west } = await district(world);
  const reader = await world.reader(west);
  await reader.arrives(SEARCH);
  const found = await count(reader);
  await reader.waitsUntilKept();
  await kept(reader, "/north/");
  await kept(reader, "/south/");
  assert.deepEqual(await databases(reader), ["carrel:/west/", "carrel:/west/:union:/north/", "carrel:/west/:union:/south/"]);
  await host.stop();
  await reader.reloads();
  await until("all answer without a network", async () => (await count(reader)) === found);
  assert.ok(!(await reader.main()).match(saying("union_away.one")));
  // Typing on: an answer to what stood there before is not shown any more.
  await reader.page.locator("#q").fill("");
  await reader.types("stones");
  assert.ok((await libraries(reader)).includes(OTHERS[0]));
  await until("the address follows", () => reader.fragment() === "#/search?q=stones&in=all");
  // This library alone, in between, is not disturbed.
  await reader.follows(says("union_one"));
  assert.equal(await reader.page.locator(".result-foot b").count(), 0);
  await host.start();
  await reader.goes("#/settings");
  await reader.page.getByRole("button", { name: says("clear"), exact: true }).click();
  await until("nothing of others is left", async () => !(await databases(reader)).some((name) => name.includes("union")));
});

journey("a library that cannot be reached is named, left out of the count, and asked again with the focus kept", async (world) => {
  world.expect(NETWORK_FAILS);
  const { root, west } = await district(world);
  renameSync(join(root, "south"), join(root, "gone"));
  const reader = await world.reader(west);
  await reader.arrives("#/search?q=dragon");
  const own = await count(reader);
  await reader.goes(SEARCH);
  await until("the others are counted", async () => (await reader.heading()) === says("results_at_least_for.other", { n: own + 1, query: "dragon" }));
  const line = reader.page.locator(".heard", { hasText: says("union_away.one", { names: `\u2068${OTHERS[1]}\u2069` }) });
  const again = line.getByRole("button", { name: says("retry") });
  assert.deepEqual(await axe(reader), []);
  await pictures(reader.page, "union a library away");
  await again.focus();
  await reader.presses("Enter");
  await reader.settled();
  await until("the button has the focus", () => again.evaluate((button) => document.activeElement === button));
  // It is back.
  renameSync(join(root, "gone"), join(root, "south"));
  await reader.presses("Enter");
  await until("all are counted", async () => (await reader.heading()) === says("results_for.other", { n: own + 31, query: "dragon" }));
  assert.equal(await line.count(), 0);
  await until("the focus goes to the heading", async () => (await reader.focused()).tag === "h1");
});

/** Makes the catalogue of a site one of a later version: its root says so, and is what `latest.json` and the list name. */
function makeLater(site) {
  const root = shards(site).find(({ role }) => role === "root");
  const bytes = readFileSync(shardPath(site, root));
  const head = 5 + bytes.subarray(5).findIndex((byte) => byte < 0x80) + 1;
  const body = bytes[4] === 1 ? inflateRawSync(bytes.subarray(head)) : Buffer.from(bytes.subarray(head));
  // The format stands in front.
  body[0] = 0x7f;
  const later = Buffer.concat([bytes.subarray(0, 4), Buffer.from([0]), bytes.subarray(5, head), body]);
  const hash = sha256(later);
  const file = `d/${hash.slice(0, 32)}.bin`;
  writeFileSync(join(site, "pack", file), later);
  for (const name of ["latest.json", "manifest.json"].map((name) => join(site, "pack", name))) {
    const text = readFileSync(name, "utf8").replaceAll(root.sha256, hash).replaceAll(root.file, file);
    writeFileSync(name, text.replaceAll(`"bytes":${root.bytes}`, `"bytes":${later.length}`));
  }
}

journey("a library whose catalogue is damaged or newer than this page is named so, with what to do", async (world) => {
  const { root, west } = await district(world);
  const [north, south] = ["north", "south"].map((name) => join(root, name));
  makeLater(north);
  const broken = shards(south).find(({ role }) => role === "root");
  flip(shardPath(south, broken));
  const reader = await world.reader(west);
  await reader.arrives(SEARCH);
  const heard = reader.page.locator(".heard");
  const sentence = (key, name) => says(`${key}.one`, { names: `\u2068${name}\u2069` });
  await until("both are named", async () => {
    const text = await heard.allInnerTexts();
    return text.some((line) => line.includes(sentence("union_too_new", OTHERS[0])) && line.includes(sentence("union_damaged", OTHERS[1])));
  });
  assert.ok((await reader.heading()).startsWith("At least "), await reader.heading());
  // Filters count what is there.
  await until("filters are counted", () => reader.page.locator(".results-side").isVisible());
  assert.deepEqual(await axe(reader), []);
  await pictures(reader.page, "union catalogues that cannot be read");
  // Mended, it is there.
  flip(shardPath(south, broken));
  await heard.getByRole("button", { name: says("retry") }).click();
  await until("the other is left", async () => !(await heard.allInnerTexts()).join().includes(sentence("union_damaged", OTHERS[1])));
  assert.ok((await heard.allInnerTexts()).join().includes(sentence("union_too_new", OTHERS[0])));
});

journey("guesses are no least while a library is away", async (world) => {
  world.expect(NETWORK_FAILS);
  const { root, west } = await district(world);
  renameSync(join(root, "north"), join(root, "gone"));
  const reader = await world.reader(west);
  // The one that is away may have the word as it was typed.
  await reader.arrives("#/search?q=draggon&in=all");
  await until("guesses are counted so far", async () => / so far for /.test(await reader.heading()));
  assert.ok(!/At least/.test(await reader.heading()));
});

journey("a library that was taken off the list leaves this device at the next start", async (world) => {
  const { root, west } = await district(world);
  const reader = await world.reader(west);
  await reader.arrives(SEARCH);
  await kept(reader, "/north/");
  await kept(reader, "/south/");
  const page = join(root, "west", "index.html");
  writeFileSync(page, readFileSync(page, "utf8").replace(/,?\["Southside School", ?"\/south\/"\]/, ""));
  // The page in the device's cache is the one before; the browser is told to ask.
  await reader.page.evaluate(async () => {
    for (const one of await navigator.serviceWorker.getRegistrations()) await one.unregister();
    for (const name of await caches.keys()) await caches.delete(name);
  });
  await reader.arrives("#/search?q=moon");
  await until("it is gone, and the other is not", async () => {
    const all = await databases(reader);
    return !all.includes("carrel:/west/:union:/south/") && all.includes("carrel:/west/:union:/north/") && all.includes("carrel:/west/");
  });
  await reader.arrives(SEARCH);
  await until("the others are searched as before", async () => (await libraries(reader)).includes(OTHERS[0]));
  assert.ok(!(await libraries(reader)).includes(OTHERS[1]));
});

journey("where there is room for one other library, the one that was of use last is kept, and the own catalogue always", async (world) => {
  const { root, west } = await district(world);
  const reader = await world.reader(west);
  const size = (name) => shards(join(root, name)).reduce((sum, { bytes }) => sum + bytes, 0);
  // A quarter of it is room for either, not for both.
  const quota = 4 * Math.max(size("north"), size("south")) + 40;
  await reader.page.addInitScript((quota) => {
    // The empty page before has no storage.
    if (navigator.storage) navigator.storage.estimate = async () => ({ quota, usage: 0 });
  }, quota);
  // The engine on the page: what the browser says can be set there.
  const parameters = "?engine=page";
  const has = async (name) => (await databases(reader)).includes(`carrel:/west/:union:/${name}/`);
  await reader.arrives("#/search?q=dragon", { parameters });
  await reader.waitsUntilKept();
  // Both are of use.
  await reader.arrives(SEARCH, { parameters });
  await kept(reader, "/north/");
  await until("for the other there was no room", async () => !(await has("south")));
  assert.ok((await libraries(reader)).includes(OTHERS[1]), "it is searched all the same");
  // Days later only the other is of use.
  await reader.page.evaluate(
    () =>
      new Promise((done) => {
        const open = indexedDB.open("carrel:/west/:union:/north/");
        open.onsuccess = () => {
          const change = open.result.transaction("meta", "readwrite");
          change.objectStore("meta").put("20000", "used");
          change.oncomplete = () => (open.result.close(), done());
        };
      }),
  );
  await reader.arrives("#/search?q=south+7&in=all", { parameters });
  await kept(reader, "/south/");
  assert.ok(!(await has("north")), "the one of use longest ago gave way");
  assert.ok((await databases(reader)).includes("carrel:/west/"));
  await reader.arrives(SEARCH, { parameters });
  await until("both are searched", async () => {
    const found = await libraries(reader);
    return OTHERS.every((name) => found.includes(name));
  });
});

journey("nothing found here leads to the other libraries, and a site without others offers none", async (world) => {
  const { west } = await district(world);
  const reader = await world.reader(west);
  const lonely = await world.reader(await world.host(place.site));
  await lonely.arrives(SEARCH);
  assert.equal(lonely.fragment(), "#/search?q=dragon");
  assert.equal(await lonely.link(says("union_all")).count(), 0);
  // A word that only the north has.
  await reader.arrives("#/search?q=kwyjibo");
  assert.equal(await reader.heading(), says("none_title", { query: "kwyjibo" }));
  await reader.follows(says("none_union"));
  await until("all are asked", () => reader.fragment() === "#/search?q=kwyjibo&in=all");
  await until("it is there", async () => (await reader.titles()).includes("Kwyjibo and the sea"));
  assert.equal(await reader.heading(), says("results_for.one", { n: 1, query: "kwyjibo" }));
});
