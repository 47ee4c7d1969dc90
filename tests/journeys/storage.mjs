// Browsers that keep nothing, or not enough, or lose it.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { axe } from "./lib/axe.mjs";
import { keptShards, loseCatalogue, losePages } from "./lib/device.mjs";
import { journey, until } from "./lib/journey.mjs";
import { place } from "./lib/place.mjs";
import { shards } from "./lib/sites.mjs";
import { says } from "./lib/words.mjs";
import { NETWORK_FAILS } from "./lib/world.mjs";

/** Everything works, and the reader is told once, plainly, that nothing is kept. */
async function worksFromMemory(reader) {
  await until("it is said that nothing is kept", () =>
    reader.page.locator("#notices").getByText(says("memory_only")).isVisible());
  assert.equal(await reader.page.locator("#kept").innerText(), says("kept_short_memory"));
  await reader.goes("#/search?q=dragon");
  assert.ok((await reader.titles()).length > 5);
  await reader.page.locator(".result-list h2 a").first().click();
  await reader.settled();
  assert.ok((await reader.page.locator(".record-find").count()) === 1);
  await reader.goes("#/settings");
  assert.ok((await reader.main()).includes(says("kept_memory")));
  assert.deepEqual(await axe(reader), []);
  await reader.page.locator("#notices").getByRole("button", { name: says("close") }).click();
  await reader.goes("#/");
  assert.equal((await reader.page.locator("#notices").innerText()).trim(), "", "once closed, it stays closed");
}

journey("a browser that allows no site data at all still searches, and says that it keeps nothing", async (world) => {
  const host = await world.host(place.site);
  const computer = await world.computer({
    // As an administrator sets it for all sites.
    prepare(profile) {
      mkdirSync(join(profile, "Default"), { recursive: true });
      const settings = { profile: { default_content_setting_values: { cookies: 2 } } };
      writeFileSync(join(profile, "Default", "Preferences"), JSON.stringify(settings));
    },
  });
  const reader = await computer.reader(host);
  await reader.arrives();
  const denied = await reader.page.evaluate(() => {
    try {
      return String(localStorage.length);
    } catch (error) {
      return error.name;
    }
  });
  assert.equal(denied, "SecurityError", "the browser really denies it");
  await worksFromMemory(reader);
  // A setting takes effect, if only for now.
  await reader.goes("#/settings");
  await reader.page.getByLabel(says("theme_dark"), { exact: true }).check();
  assert.equal(await reader.page.getAttribute("html", "data-theme"), "dark");
});

journey("lasting storage is asked for once the catalogue is being kept, and the settings say that it was granted", async (world) => {
  const host = await world.host(place.site);
  const reader = await world.reader(host);
  await reader.page.addInitScript(() => {
    // A blank page has no storage.
    if (!navigator.storage) return;
    window.asked = 0;
    navigator.storage.persist = async () => {
      window.asked += 1;
      return true;
    };
  });
  await reader.arrives();
  await reader.waitsUntilKept();
  await until("it is asked for", async () => (await reader.page.evaluate(() => window.asked)) > 0);
  await reader.types("dragon");
  await reader.goes("#/settings");
  assert.ok((await reader.main()).includes(says("storage_persisted")));
  assert.equal(await reader.page.evaluate(() => window.asked), 1, "once");
  // Where it is refused, nothing is promised.
  const other = await world.reader(host);
  await other.page.addInitScript(() => {
    if (navigator.storage) navigator.storage.persist = async () => false;
  });
  await other.arrives();
  await other.waitsUntilKept();
  await other.goes("#/settings");
  assert.ok(!(await other.main()).includes(says("storage_persisted")));
});

journey("a disk that is full from the start still lets one search, and says so", async (world) => {
  const host = await world.host(place.site);
  const reader = await world.reader(host);
  const session = await reader.page.context().newCDPSession(reader.page);
  await session.send("Storage.overrideQuotaForOrigin", { origin: host.origin, quotaSize: 1 });
  await reader.arrives();
  await worksFromMemory(reader);
});

journey("a disk that fills up while the catalogue is fetched changes nothing but what is kept", async (world) => {
  const host = await world.host(place.site);
  const reader = await world.reader(host);
  const session = await reader.page.context().newCDPSession(reader.page);
  await session.send("Storage.overrideQuotaForOrigin", { origin: host.origin, quotaSize: 200_000 });
  await reader.arrives();
  await worksFromMemory(reader);
  // There is room again: the next visit keeps the rest.
  await session.send("Storage.overrideQuotaForOrigin", { origin: host.origin });
  await reader.arrives();
  await reader.waitsUntilKept();
  assert.equal((await keptShards(reader.page)).length, shards(place.site).length);
});

journey("a database of a later version is left alone, and the search works without it", async (world) => {
  const host = await world.host(place.site);
  const reader = await world.reader(host);
  await reader.page.goto(`${host.address}404.html`);
  await reader.page.evaluate(
    () =>
      new Promise((done, fail) => {
        const request = indexedDB.open("carrel:/", 99);
        request.onsuccess = () => done(request.result.close());
        request.onerror = () => fail(request.error);
      }),
  );
  await reader.arrives();
  await worksFromMemory(reader);
});

journey("what the browser has thrown away is fetched again", async (world) => {
  const host = await world.host(place.site);
  const reader = await world.reader(host);
  await reader.arrives();
  await reader.waitsUntilKept();
  await reader.page.goto(`${host.address}404.html`);
  await loseCatalogue(reader.page);
  await reader.arrives("#/search?q=dragon");
  assert.ok((await reader.titles()).length > 5);
  await reader.waitsUntilKept();
  assert.equal((await keptShards(reader.page)).length, shards(place.site).length);
  await losePages(reader.page);
  const before = host.requests.length;
  await reader.arrives("#/help");
  assert.ok(host.paths(before).includes("text/en/help.html"));
  await host.stop();
  world.expect(NETWORK_FAILS);
  await reader.arrives("#/help");
  assert.ok((await reader.heading()) !== "", "and is kept again");
});

journey("“clear this device” removes everything, and the catalogue comes anew", async (world) => {
  // The browser keeps nothing by itself: what comes anew comes from the host.
  const host = await world.host(place.site, ["--cache-seconds", "0"]);
  const reader = await world.reader(host);
  await reader.arrives("#/settings");
  await reader.page.getByLabel(says("theme_dark"), { exact: true }).check();
  await reader.waitsUntilKept();
  const before = host.requests.length;
  await reader.page.getByRole("button", { name: says("clear") }).click();
  await until("the page is loaded anew", () => host.paths(before).includes(""));
  await reader.settled();
  assert.equal(await reader.page.getAttribute("html", "data-theme"), null);
  assert.equal(await reader.page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("carrel.")).length), 0);
  await reader.waitsUntilKept();
  const files = new Set(host.paths(before).filter((path) => path.startsWith("pack/d/")));
  assert.equal(files.size, shards(place.site).length, "every file of the catalogue was fetched again");
});
