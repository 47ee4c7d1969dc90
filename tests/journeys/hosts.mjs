// Hosts as schools have them: other folders, wrong types, pages in place of missing files, years of caching.
import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { keptShards } from "./lib/device.mjs";
import { journey, until } from "./lib/journey.mjs";
import { newFolder, place } from "./lib/place.mjs";
import { exportFile, makeSite, sampleSite, shardPath, shards } from "./lib/sites.mjs";
import { says, saying } from "./lib/words.mjs";
import { NETWORK_FAILS } from "./lib/world.mjs";

/** One visit, then without the host and with a fresh browser process: everything works. */
async function worksOffline(world, host) {
  const computer = await world.computer();
  const first = await computer.reader(host);
  await first.arrives("#/search?q=dragon");
  const titles = await first.titles();
  assert.ok(titles.length > 5);
  await first.waitsUntilKept();
  await host.stop();
  await computer.switchOffAndOn();
  world.expect(NETWORK_FAILS);
  const reader = await computer.reader(host);
  await reader.arrives("#/search?q=dragon");
  assert.deepEqual(await reader.titles(), titles);
  await reader.goes("#/help");
  assert.ok((await reader.heading()) !== "");
  await computer.switchOff();
}

journey("a site in a folder works there, offline too, and asks for nothing outside of it", async (world) => {
  const site = makeSite([place.sample], { name: "Westfield School Library", base: "/library/" });
  const host = await world.host(site, ["--base", "/library/"]);
  await worksOffline(world, host);
  const outside = host.requests.filter(({ path }) => !path.startsWith("/library/"));
  assert.deepEqual(outside, []);
});

journey("a host that knows only the types of pages, styles and scripts is good enough", async (world) => {
  const host = await world.host(place.site, ["--mime", "wrong"]);
  await worksOffline(world, host);
});

journey("a host that sends scripts as plain text is told of in words", async (world) => {
  const host = await world.host(place.site, ["--mime", "wrong-js"]);
  world.expect(/module script|MIME/);
  const reader = await world.reader(host);
  await reader.page.goto(host.address);
  const notice = reader.page.locator("#broken");
  await until("the page says what is wrong", () => notice.isVisible());
  assert.ok((await notice.innerText()).includes(says("broken")));
  assert.match(await notice.innerText(), /module|script|MIME/i, "and what exactly");
});

journey("a defect that ends the program is told of in words", async (world) => {
  const host = await world.host(place.site);
  world.expect(/unreachable/);
  const reader = await world.reader(host);
  await reader.arrives("#/search?q=dragon");
  const notice = reader.page.locator("#broken");
  assert.equal(await notice.isVisible(), false);
  // As a trap in the wasm reaches the page: nobody catches it.
  await reader.page.evaluate(() => void setTimeout(() => { throw new WebAssembly.RuntimeError("unreachable"); }));
  await until("the page says that something broke", () => notice.isVisible());
  assert.ok((await notice.innerText()).includes(says("broken")));
});

journey("a host that answers 200 with a page for what is missing confuses nobody", async (world) => {
  const site = sampleSite();
  const host = await world.host(site, ["--fallback-200"]);
  const reader = await world.reader(host);
  await reader.arrives("#/search?q=dragon");
  assert.ok((await reader.titles()).length > 5);
  await reader.waitsUntilKept();
  // A file is missing: its page is not taken for it.
  const gone = sampleSite();
  for (const shard of shards(gone)) if (shard.role === "cards") rmSync(shardPath(gone, shard));
  rmSync(join(gone, "text/en/help.html"));
  const worse = await world.host(gone, ["--fallback-200"]);
  const other = await world.reader(worse);
  await other.arrives("#/search?q=dragon");
  assert.ok((await other.main()).includes(says("trouble_damaged_title")));
  await other.goes("#/help");
  assert.ok(!(await other.main()).includes("Nothing is here"), "the host's page does not become our help");
});

journey("a host that answers 200 for everything, with nothing uploaded yet, shows no catalogue", async (world) => {
  const host = await world.host(place.app, ["--fallback-200"]);
  const reader = await world.reader(host);
  await reader.arrives();
  assert.ok((await reader.main()).includes(says("trouble_no_catalogue_title")));
});

journey("an address without https searches as well, and does not promise to work without a network", async (world) => {
  const host = await world.host(place.site);
  const computer = await world.computer({ switches: ["--host-resolver-rules=MAP library.test 127.0.0.1"] });
  const plain = { address: host.address.replace("127.0.0.1", "library.test"), origin: host.origin.replace("127.0.0.1", "library.test") };
  world.trust(plain.origin);
  const reader = await computer.reader(plain);
  await reader.arrives("#/search?q=dragon");
  assert.ok((await reader.titles()).length > 5);
  assert.equal(await reader.page.evaluate(() => [isSecureContext, "serviceWorker" in navigator, typeof crypto.subtle].join()), "false,false,undefined");
  await reader.page.waitForTimeout(4000);
  assert.notEqual(await reader.page.locator("#kept").innerText(), says("kept_short"));
  await reader.goes("#/settings");
  assert.doesNotMatch(await reader.main(), saying("kept_all"), "the settings do not promise it, either");
});

journey("two libraries on one host do not mix", async (world) => {
  const folder = newFolder("two");
  const elm = [{ id: "e1", title: "Elm Street stories" }, { id: "e2", title: "Maps of the Elm" }];
  const oak = [{ id: "o1", title: "Oak Lane stories" }, { id: "o2", title: "Maps of the Oak" }];
  makeSite([exportFile("elm.mrk", elm, "2026-11-01")], { name: "Elm School", base: "/elm/", out: join(folder, "elm") });
  makeSite([exportFile("oak.mrk", oak, "2026-11-01")], { name: "Oak School", base: "/oak/", out: join(folder, "oak") });
  // The top of the host is the school's own page.
  writeFileSync(join(folder, "index.html"), "<!doctype html><title>Schools</title><h1>Our schools</h1>");
  const host = await world.host(folder);
  const computer = await world.computer();
  const readers = {};
  for (const name of ["elm", "oak"]) {
    const reader = await computer.reader({ address: `${host.address}${name}/` });
    await reader.arrives("#/search?q=stories");
    assert.deepEqual(await reader.titles(), [name === "elm" ? "Elm Street stories" : "Oak Lane stories"]);
    await reader.waitsUntilKept();
    readers[name] = reader;
  }
  assert.notDeepEqual((await keptShards(readers.elm.page)).sort(), (await keptShards(readers.oak.page)).sort());
  // Clearing one leaves the other.
  await readers.elm.goes("#/settings");
  await readers.elm.page.getByRole("button", { name: says("clear") }).click();
  await until("it is cleared and fetched again", async () => (await readers.elm.page.locator("main").innerText()).includes(says("clear")));
  await readers.elm.page.close();
  await host.stop();
  await computer.switchOffAndOn();
  world.expect(NETWORK_FAILS);
  const oakAgain = await computer.reader({ address: `${host.address}oak/` });
  await oakAgain.arrives("#/search?q=stories");
  assert.deepEqual(await oakAgain.titles(), ["Oak Lane stories"]);
});
