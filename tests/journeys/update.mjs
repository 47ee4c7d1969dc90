// Updates: of the app, and of the catalogue; whole, half, broken, and on hosts that cache for years.
import assert from "node:assert/strict";
import { copyFileSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { changeNote, keptShards } from "./lib/device.mjs";
import { journey, until } from "./lib/journey.mjs";
import { appVersion, copyOf, exportFile, flip, makeSite, shards, upload } from "./lib/sites.mjs";
import { says } from "./lib/words.mjs";
import { NETWORK_FAILS } from "./lib/world.mjs";

const BOOKS = [
  { id: "b1", title: "Rivers of the north" },
  { id: "b2", title: "Rivers of the south" },
  { id: "b3", title: "Mountains and their goats" },
];
const APRIL = { id: "b4", title: "Rivers in April" };
const MAY = { id: "b5", title: "Rivers in May" };

/** Sites that differ in the app alone: A, B, C. */
const versions = (marks) =>
  marks.map((mark) => makeSite([exportFile("books.mrk", BOOKS, "2026-11-01")], { app: appVersion(mark) }));

/** Which version of the app the page came from. */
const version = (reader) => reader.page.locator('meta[name="journey-version"]').getAttribute("content");

/** Counts how often the page is loaded from now on. */
function loads(reader) {
  const count = { loads: 0 };
  reader.page.on("load", () => (count.loads += 1));
  return count;
}

/** A reader who has a site on the device, and the folder it was served from. */
async function keeps(world, site) {
  const folder = copyOf(site);
  const host = await world.host(folder);
  const reader = await world.reader(host);
  await reader.arrives();
  await reader.waitsUntilKept();
  return { folder, host, reader };
}

/** The names of the files that the service worker keeps. */
const keptFiles = (reader) =>
  reader.page.evaluate(async () => {
    const [name] = await caches.keys();
    if (!name) return [];
    return (await (await caches.open(name)).keys()).map(({ url }) => url.replace(/[?].*/, "").split("/").pop());
  });

const offered = (reader) =>
  until("the new version is offered", () => reader.page.locator("#notices").getByText(says("update_ready")).isVisible());

journey("a new app is offered, taken over once when the reader wants it, and again for the next", async (world) => {
  const [a, b, c] = versions(["A", "B", "C"]);
  const { folder, reader } = await keeps(world, a);
  for (const [site, before, after] of [[b, "A", "B"], [c, "B", "C"]]) {
    upload(site, folder);
    await reader.arrives("#/search?q=rivers");
    assert.equal(await version(reader), before, "nothing changes by itself");
    await offered(reader);
    assert.deepEqual((await reader.titles()).length, 2);
    const counted = loads(reader);
    await reader.page.locator("#notices").getByRole("button", { name: says("update_now") }).click();
    await until(`version ${after} is there`, async () => (await version(reader)) === after);
    await reader.settled();
    await reader.page.waitForTimeout(1500);
    assert.equal(counted.loads, 1, "the page is loaded again once");
    assert.equal(await reader.page.locator("#notices").getByText(says("update_ready")).count(), 0);
    assert.equal((await reader.titles()).length, 2, "what was searched is still searched");
    await reader.goes("#/help");
    assert.equal(await reader.page.locator("#journey-version").innerText(), after);
    await reader.goes("#/search?q=rivers");
  }
  // Only the newest version's files are kept.
  const kept = (await keptFiles(reader)).filter((name) => name.startsWith("style-"));
  assert.equal(kept.length, 1, `${kept}`);
});

journey("who never presses the button has the newest app at the second visit", async (world) => {
  const [a, b, c] = versions(["A", "B", "C"]);
  for (const options of [[], ["--cache-seconds", "157680000"]]) {
    const folder = copyOf(a);
    const host = await world.host(folder, options);
    const computer = await world.computer();
    const first = await computer.reader(host);
    await first.arrives();
    await first.waitsUntilKept();
    await first.leaves();
    for (const [site, after] of [[b, "B"], [c, "C"]]) {
      upload(site, folder);
      const visit = await computer.reader(host);
      await visit.arrives();
      await offered(visit);
      await visit.leaves();
      const next = await computer.reader(host);
      await next.arrives();
      assert.equal(await version(next), after, `second visit, host ${options}`);
      assert.equal((await next.page.locator("#notices").innerText()).trim(), "");
      await next.leaves();
    }
    await computer.switchOff();
    await host.stop();
  }
}, { seconds: 90 });

journey("two tabs: the one that did not ask is not loaded again, and goes on working", async (world) => {
  const [a, b] = versions(["A", "B"]);
  const { folder, host, reader } = await keeps(world, a);
  upload(b, folder);
  const other = await world.sit(reader.page.context(), host);
  await other.arrives("#/search?q=rivers");
  await reader.arrives();
  await offered(reader);
  await other.page.waitForLoadState("load");
  const counted = loads(other);
  await reader.page.locator("#notices").getByRole("button", { name: says("update_now") }).click();
  await until("version B is there", async () => (await version(reader)) === "B");
  await other.page.waitForTimeout(1000);
  assert.equal(counted.loads, 0);
  await other.goes("#/search?q=goats");
  await until("it searches", async () => (await other.titles()).join() === "Mountains and their goats");
  await other.goes("#/help");
  await until("it shows its pages", async () => (await other.heading()) === says("nav_help"));
});

journey("an app that waits is put in place by the reader alone, not by a catalogue that comes after it", async (world) => {
  const [a] = versions(["A"]);
  const app = appVersion("B");
  const b = makeSite([exportFile("b.mrk", BOOKS, "2026-11-01")], { app });
  const c = makeSite([exportFile("c.mrk", [...BOOKS, APRIL], "2026-11-08")], { app });
  const { folder, reader } = await keeps(world, a);
  upload(b, folder);
  await reader.arrives();
  await offered(reader);
  upload(c, folder);
  const worker = () => reader.page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    await registration.update();
    return registration.installing === null && registration.waiting?.state === "installed";
  });
  const counted = loads(reader);
  await until("the newest waits", worker);
  await reader.page.waitForTimeout(1500);
  assert.equal(counted.loads, 0);
  assert.ok(await worker(), "it still waits");
  await reader.goes("#/help");
  assert.equal(await reader.page.locator("#journey-version").innerText(), "A", "nothing changes by itself");
  await reader.goes("#/search?q=rivers");
  await reader.page.locator("#notices").getByRole("button", { name: says("update_now") }).click();
  await until("version B is there", async () => (await version(reader)) === "B");
  await until("with its catalogue", async () => (await reader.titles()).length === 3);
});

journey("an update that was cut off before its page is offered when it is whole, not put in place", async (world) => {
  const [a, b] = versions(["A", "B"]);
  const { folder, reader } = await keeps(world, a);
  upload(b, folder);
  copyFileSync(join(a, "index.html"), join(folder, "index.html"));
  world.expect(NETWORK_FAILS);
  const styles = async () => (await keptFiles(reader)).filter((name) => name.startsWith("style-")).length;
  await reader.arrives();
  await until("files of both versions are kept", async () => (await styles()) === 2);
  await reader.page.waitForTimeout(1500);
  assert.equal(await reader.page.locator("#notices").getByText(says("update_ready")).count(), 0);
  copyFileSync(join(b, "index.html"), join(folder, "index.html"));
  await reader.arrives();
  await offered(reader);
  assert.equal(await version(reader), "A");
});

journey("a damaged part holds up no other that is kept for later", async (world) => {
  const [a] = versions(["A"]);
  const folder = copyOf(a);
  const parts = readdirSync(join(folder, "app/modules"));
  flip(join(folder, "app/modules", parts[0]));
  const host = await world.host(folder);
  const reader = await world.reader(host);
  world.expect(NETWORK_FAILS);
  await reader.arrives();
  const kept = () => keptFiles(reader);
  await until("the others are kept", async () => {
    const names = new Set(await kept());
    return parts.slice(1).every((part) => names.has(part));
  }, { seconds: 60 });
  assert.ok(!(await kept()).includes(parts[0]), "the damaged one is not");
  await until("and what making a site needs", async () => (await kept()).includes("app.json"));
});

for (const [what, spoil] of [
  ["misses a file", (site) => rmSync(join(site, "text/en/help.html"))],
  ["has a damaged file", (site) => flip(join(site, "app", readdirSync(join(site, "app")).find((name) => name.endsWith(".wasm"))))],
  ["is half uploaded", (site) => rmSync(join(site, "app"), { recursive: true })],
]) {
  journey(`an app that ${what} is not taken over, and the next good one is`, async (world) => {
    const [a, b, c] = versions(["A", "B", "C"]);
    spoil(b);
    const folder = copyOf(a);
    const host = await world.host(folder);
    const computer = await world.computer();
    const first = await computer.reader(host);
    await first.arrives();
    await first.waitsUntilKept();
    await first.leaves();
    upload(b, folder);
    world.expect(NETWORK_FAILS);
    const during = await computer.reader(host);
    for (const visit of [1, 2]) {
      await during.arrives("#/search?q=rivers");
      assert.equal(await version(during), "A", `visit ${visit}`);
      assert.equal((await during.titles()).length, 2);
      await during.goes("#/help");
      assert.equal(await during.page.locator("#journey-version").innerText(), "A");
      await during.page.waitForTimeout(700);
      assert.equal(await during.page.locator("#notices").getByText(says("update_ready")).count(), 0);
    }
    await during.leaves();
    upload(c, folder);
    const after = await computer.reader(host);
    await after.arrives();
    await offered(after);
    await after.leaves();
    const last = await computer.reader(host);
    await last.arrives();
    assert.equal(await version(last), "C");
  });
}

journey("a new catalogue is taken over whole while the page stays, and the one after it", async (world) => {
  const a = makeSite([exportFile("a.mrk", BOOKS, "2026-11-01")]);
  const b = makeSite([exportFile("b.mrk", [...BOOKS, APRIL], "2026-11-08")]);
  const c = makeSite([exportFile("c.mrk", [...BOOKS, APRIL, MAY], "2026-11-15")]);
  const folder = copyOf(a);
  const host = await world.host(folder);
  const reader = await world.reader(host);
  await reader.arrives("#/search?q=rivers");
  await reader.waitsUntilKept();
  const counts = [2];
  for (const [site, count, day] of [[b, 3, "November 8, 2026"], [c, 4, "November 15, 2026"]]) {
    upload(site, folder);
    await reader.arrives("#/search?q=rivers");
    assert.equal((await reader.titles()).length, counts.at(-1), "what is on the device comes first");
    const counted = loads(reader);
    await until(`${count} results are there`, async () => (await reader.titles()).length === count);
    await until("the page says so", () => reader.page.locator("#notices").getByText(says("new_catalogue", { date: day })).isVisible());
    assert.equal(counted.loads, 0, "without loading the page again");
    counts.push(count);
  }
  await reader.reloads();
  assert.equal((await reader.titles()).length, 4, "and it stays");
  // The files of the oldest are gone, those of the last two may be there.
  const kept = await keptShards(reader.page);
  const wanted = new Set([...shards(c), ...shards(b)].map(({ sha256 }) => sha256));
  assert.ok(kept.every((key) => [...wanted].some((hash) => hash.startsWith(key))), "only files of the last two catalogues are kept");
});

journey("an older catalogue does not come back over a newer one, unless the site stays with it for a day", async (world) => {
  const old = makeSite([exportFile("a.mrk", BOOKS, "2026-11-01")]);
  const recent = makeSite([exportFile("b.mrk", [...BOOKS, APRIL], "2026-11-08")]);
  const folder = copyOf(recent);
  const host = await world.host(folder);
  const reader = await world.reader(host);
  await reader.arrives("#/search?q=rivers");
  await reader.waitsUntilKept();
  // A cache on the way still has last week's file.
  copyFileSync(join(old, "pack/latest.json"), join(folder, "pack/latest.json"));
  copyFileSync(join(old, "pack/manifest.json"), join(folder, "pack/manifest.json"));
  await reader.arrives("#/search?q=rivers");
  await reader.page.waitForTimeout(2500);
  assert.equal((await reader.titles()).length, 3);
  assert.equal((await reader.page.locator("#notices").innerText()).trim(), "");
  // The librarian went back to last week's export, and a day has passed.
  upload(old, folder);
  const seen = await changeNote(reader.page, "older", "[0-9]{5}$", "20000");
  assert.match(seen, /^[0-9a-f]{64}[0-9]{5}$/);
  await reader.arrives("#/search?q=rivers");
  await until("the older catalogue is taken", async () => (await reader.titles()).length === 2);
});

journey("a catalogue that is half uploaded is not taken over, is told of, and is once it is whole", async (world) => {
  const a = makeSite([exportFile("a.mrk", BOOKS, "2026-11-01")]);
  const b = makeSite([exportFile("b.mrk", [...BOOKS, APRIL], "2026-11-08")]);
  const folder = copyOf(a);
  const host = await world.host(folder);
  const reader = await world.reader(host);
  await reader.arrives("#/search?q=rivers");
  await reader.waitsUntilKept();
  world.expect(NETWORK_FAILS);
  // Someone uploads by hand, in the worst order: first what names the files, the old ones deleted, the new ones to come.
  rmSync(join(folder, "pack/d"), { recursive: true });
  for (const name of ["latest.json", "manifest.json"]) copyFileSync(join(b, "pack", name), join(folder, "pack", name));
  await reader.arrives("#/search?q=rivers");
  assert.equal((await reader.titles()).length, 2);
  await reader.goes("#/record/b3");
  assert.equal(await reader.heading(), "Mountains and their goats");
  await reader.goes("#/settings");
  await until("the settings say that the newest catalogue is not whole", async () =>
    (await reader.main()).includes(says("kept_broken")));
  upload(b, folder);
  await reader.arrives("#/search?q=rivers");
  await until("the new one is there", async () => (await reader.titles()).length === 3);
});

journey("an app and a catalogue that come together both arrive within two visits", async (world) => {
  const a = makeSite([exportFile("a.mrk", BOOKS, "2026-11-01")], { app: appVersion("A") });
  const b = makeSite([exportFile("b.mrk", [...BOOKS, APRIL], "2026-11-08")], { app: appVersion("B") });
  const folder = copyOf(a);
  const host = await world.host(folder, ["--cache-seconds", "157680000"]);
  const computer = await world.computer();
  const first = await computer.reader(host);
  await first.arrives("#/search?q=rivers");
  await first.waitsUntilKept();
  await first.leaves();
  upload(b, folder);
  const visit = await computer.reader(host);
  await visit.arrives("#/search?q=rivers");
  await until("the new catalogue is there", async () => (await visit.titles()).length === 3);
  await offered(visit);
  await visit.leaves();
  await host.stop();
  await computer.switchOffAndOn();
  world.expect(NETWORK_FAILS);
  const offline = await computer.reader(host);
  await offline.arrives("#/search?q=rivers");
  assert.equal(await version(offline), "B");
  assert.equal((await offline.titles()).length, 3);
});

for (const [how, remains] of [["", true], [", also when nothing else is there any more", false]]) {
  journey(`the app can be taken off every device${how}`, async (world) => {
    const [a] = versions(["A"]);
    const folder = copyOf(a);
    const host = await world.host(folder);
    const computer = await world.computer();
    const first = await computer.reader(host);
    await first.arrives();
    await first.waitsUntilKept();
    const worker = join(folder, "sw.js");
    writeFileSync(worker, readFileSync(worker, "utf8").replace("const RETIRED = false;", "const RETIRED = true;"));
    if (!remains) {
      for (const name of readdirSync(folder).filter((name) => name !== "sw.js")) rmSync(join(folder, name), { recursive: true });
      world.expect(NETWORK_FAILS);
    }
    await first.leaves();
    const second = await computer.reader(host);
    await second.arrives();
    await second.page.waitForTimeout(1000);
    await second.leaves();
    const third = await computer.reader(host);
    if (remains) await third.arrives();
    else await third.page.goto(`${host.address}sw.js`);
    await until("nothing of it is kept any more", () =>
      third.page.evaluate(async () => (await caches.keys()).length === 0));
  });
}
