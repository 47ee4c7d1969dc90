// Without a network: the server's process is ended, the browser's is killed, and a new one starts on the same disk.
import assert from "node:assert/strict";
import { journey, until } from "./lib/journey.mjs";
import { PAGES } from "./lib/pages.mjs";
import { place } from "./lib/place.mjs";
import { sampleSite, shards } from "./lib/sites.mjs";
import { says } from "./lib/words.mjs";
import { NETWORK_FAILS } from "./lib/world.mjs";

/** Pages whose content comes as a module. */
const MODULES = new Set(["publish", "my sources", "lessons", "a lesson", "teach"]);

/** What a search finds, to be compared with what it finds elsewhere. */
async function found(reader, fragment) {
  await reader.arrives(fragment);
  return [await reader.heading(), ...(await reader.titles())];
}

journey("after one visit, without server and with a killed browser, a search and a record open from a link", async (world) => {
  const host = await world.host(place.site);
  const computer = await world.computer();
  const first = await computer.reader(host);
  await first.arrives();
  await first.waitsUntilAllIsKept();
  // Another browser says what is right.
  const other = await world.reader(host);
  const dragons = await found(other, "#/search?q=dragon");
  await other.arrives("#/record/wsl-00070");
  const record = await other.main();
  const headings = new Map();
  for (const { name, fragment } of PAGES) {
    await other.goes(fragment);
    // A module gives its heading when its own parts are here.
    if (MODULES.has(name)) await until(`${name} is there`, async () => (await other.page.locator("main .module > *").count()) > 0);
    await other.settled();
    headings.set(name, await other.heading());
  }
  await host.stop();
  await computer.switchOffAndOn();
  world.expect(NETWORK_FAILS);

  const reader = await computer.reader(host);
  await reader.arrives("#/record/wsl-00070");
  assert.equal(await reader.main(), record);
  await computer.switchOffAndOn();
  const next = await computer.reader(host);
  assert.deepEqual(await found(next, "#/search?q=dragon"), dragons);
  // And everything else: another search typed, and every page.
  await next.page.locator("#q").fill("");
  await next.types("hary poter");
  assert.ok((await next.titles()).some((title) => title.startsWith("Harry Potter")));
  for (const { name, fragment } of PAGES) {
    await next.goes(fragment);
    const trouble = next.page.locator("main .note[data-kind=trouble]");
    const parts = next.page.locator("main .module > *");
    if (MODULES.has(name)) await until(`${name} or trouble`, async () => (await parts.count()) + (await trouble.count()) > 0);
    if (name !== "not found") assert.deepEqual(await trouble.allInnerTexts(), [], `${name} opens`);
    const heading = headings.get(name);
    await until(`${name} has its heading, ${heading}`, async () => (await next.heading()) === heading);
  }
});

journey("a first visit that only opened a link to a record keeps everything, too", async (world) => {
  const host = await world.host(place.site);
  const computer = await world.computer();
  const first = await computer.reader(host);
  await first.arrives("#/record/wsl-00070");
  await first.waitsUntilKept();
  await host.stop();
  await computer.switchOffAndOn();
  world.expect(NETWORK_FAILS);
  const reader = await computer.reader(host);
  await reader.arrives();
  assert.ok((await reader.page.locator(".signs a").count()) > 3);
  await reader.types("wolf");
  assert.ok((await reader.titles()).length > 2);
});

journey("ten cold starts in a row without a network all succeed", async (world) => {
  const host = await world.host(place.site);
  const computer = await world.computer();
  const first = await computer.reader(host);
  await first.arrives();
  await first.waitsUntilKept();
  await host.stop();
  world.expect(NETWORK_FAILS);
  const words = ["dragon", "wolf", "moon", "space", "poems", "cats", "math", "river", "garden", "train"];
  for (const word of words) {
    await computer.switchOffAndOn();
    const reader = await computer.reader(host);
    await reader.arrives(`#/search?q=${word}`);
    assert.ok((await reader.titles()).length > 0, word);
  }
}, { seconds: 120 });

journey("a first visit that was cut off goes on where it stopped", async (world) => {
  const site = sampleSite();
  const host = await world.host(site, ["--rate-kbit", "6000"]);
  const computer = await world.computer();
  const first = await computer.reader(host);
  await first.arrives();
  const packFiles = () => host.paths().filter((path) => path.startsWith("pack/d/"));
  const all = shards(site).length;
  await until("half of the catalogue was fetched", () => new Set(packFiles()).size > all / 2, { seconds: 30 });
  await computer.switchOff();
  const before = packFiles().length;
  assert.ok(before < all, `only ${before} of ${all} files were asked for`);
  await computer.switchOn();
  const second = await computer.reader(host);
  await second.arrives();
  await second.waitsUntilKept();
  const again = packFiles().length - before;
  assert.ok(again <= all - before + 12, `${again} files were fetched after ${before} of ${all} had been`);
  await host.stop();
  await computer.switchOffAndOn();
  world.expect(NETWORK_FAILS);
  const reader = await computer.reader(host);
  await reader.arrives("#/search?q=dragon");
  assert.ok((await reader.titles()).length > 5);
});

journey("a network that goes away too early is said plainly, and the search goes on when it is back", async (world) => {
  const host = await world.host(place.site, ["--rate-kbit", "2000"]);
  const reader = await world.reader(host);
  await reader.arrives("#/search");
  await until("the catalogue is open", () => host.paths().some((path) => path.startsWith("pack/d/")));
  await host.stop();
  world.expect(NETWORK_FAILS);
  await reader.goes("#/browse/subjects");
  assert.ok((await reader.main()).includes(says("trouble_offline_title")));
  await host.start();
  await reader.page.getByRole("button", { name: says("retry") }).click();
  await reader.settled();
  assert.ok((await reader.page.locator(".headings a").count()) > 20);
});

journey("a browser that was never here finds no network and no catalogue, and the one that was finds both", async (world) => {
  const host = await world.host(place.site);
  const kept = await world.computer();
  const fresh = await world.computer();
  const first = await kept.reader(host);
  await first.arrives();
  await first.waitsUntilKept();
  await host.stop();
  world.expect(NETWORK_FAILS);
  const stranger = await fresh.reader(host);
  await assert.rejects(stranger.page.goto(host.address), /ERR_CONNECTION_REFUSED/);
  await kept.switchOffAndOn();
  const reader = await kept.reader(host);
  await reader.arrives("#/search?q=moon");
  assert.ok((await reader.titles()).length > 2);
});
