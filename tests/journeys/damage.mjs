// Damaged, missing and mixed-up files: never a wrong answer, always a plain word, and healing by itself where it can.
import assert from "node:assert/strict";
import { copyFileSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { axe } from "./lib/axe.mjs";
import { flipKept, keptHash, keptShards } from "./lib/device.mjs";
import { journey, until } from "./lib/journey.mjs";
import { place } from "./lib/place.mjs";
import { flip, sampleSite, shardPath, shards } from "./lib/sites.mjs";
import { says } from "./lib/words.mjs";
import { NETWORK_FAILS } from "./lib/world.mjs";

const SEARCH = "#/search?q=dragon";
const RECORD = "#/record/wsl-00070";

/** One file of each kind the catalogue has, the smallest and the largest of it. */
function sampleOf(site) {
  const all = shards(site).toSorted((a, b) => a.bytes - b.bytes);
  const kinds = [...new Set(all.map(({ role }) => role))];
  return kinds.flatMap((kind) => {
    const same = all.filter(({ role }) => role === kind);
    return [...new Set([same[0], same.at(-1)])];
  });
}

/** What a reader finds: results and a record, each right or told to be damaged. */
async function seen(reader) {
  const look = async (fragment, right) => {
    await reader.goes(fragment);
    const text = await reader.main();
    if (text.includes(says("trouble_damaged_title"))) return "damaged";
    return right(text);
  };
  return [await look(SEARCH, () => reader.titles().then((titles) => titles.join())), await look(RECORD, (text) => text)];
}

async function right(world, host) {
  const reader = await world.reader(host);
  await reader.arrives();
  return seen(reader);
}

const WAYS = {
  "one flipped bit": (path) => flip(path),
  "a cut-off end": (path) => truncateSync(path, readFileSync(path).length >> 1),
  "nothing in it": (path) => writeFileSync(path, ""),
  "another file's bytes": (path, other) => copyFileSync(other, path),
  "a web page in its place": (path) => writeFileSync(path, "<!doctype html><title>404</title><h1>Not found</h1>"),
};

journey("a file that is damaged on the host is never used, is named, and heals when the host is mended", async (world) => {
  const site = sampleSite();
  const host = await world.host(site);
  const expected = await right(world, host);
  const sample = sampleOf(site);
  assert.ok(sample.length >= 6, `${sample.map(({ role }) => role)}`);
  const ways = Object.entries(WAYS);
  let told = 0;
  for (const [number, shard] of sample.entries()) {
    const path = shardPath(site, shard);
    const good = readFileSync(path);
    const [way, damage] = ways[number % ways.length];
    damage(path, shardPath(site, sample[(number + 1) % sample.length]));
    const what = `${shard.role} (${shard.file}) with ${way}`;
    const reader = await world.reader(host);
    await reader.arrives(SEARCH);
    const got = await seen(reader);
    for (const [n, text] of got.entries()) {
      assert.ok(text === "damaged" || text === expected[n], `${what}: a wrong answer: ${text}`);
    }
    if (got.includes("damaged")) told += 1;
    assert.notEqual(await reader.page.locator("#kept").innerText(), says("kept_short"), `${what}: not all is kept`);
    writeFileSync(path, good);
    await reader.arrives(SEARCH);
    assert.deepEqual(await seen(reader), expected, `${what}: after mending`);
    await reader.waitsUntilKept();
    await reader.page.close();
  }
  assert.ok(told >= 2, `${told} of ${sample.length} were needed and told`);
}, { seconds: 240 });

journey("“try again” is enough once a damaged file was mended", async (world) => {
  const site = sampleSite();
  const host = await world.host(site);
  const root = shards(site).find(({ role }) => role === "root");
  const path = shardPath(site, root);
  const good = readFileSync(path);
  flip(path);
  const reader = await world.reader(host);
  await reader.arrives(SEARCH);
  assert.ok((await reader.main()).includes(says("trouble_damaged_title")));
  await reader.page.locator("main summary", { hasText: says("more_detail") }).click();
  assert.deepEqual(await axe(reader), [], "with the detail open");
  const detail = await reader.page.locator("main pre").innerText();
  assert.ok(detail.includes(root.file) && detail.includes(root.sha256), `the detail names the file: ${detail}`);
  writeFileSync(path, good);
  await reader.page.getByRole("button", { name: says("retry") }).click();
  await reader.finds("dragon");
  assert.ok((await reader.titles()).length > 5);
});

journey("a damaged copy in the browser's own cache is passed by", async (world) => {
  const site = sampleSite();
  const host = await world.host(site, ["--cache-seconds", "157680000"]);
  const root = shards(site).find(({ role }) => role === "root");
  const path = shardPath(site, root);
  const good = readFileSync(path);
  flip(path);
  const reader = await world.reader(host);
  await reader.arrives(SEARCH);
  assert.ok((await reader.main()).includes(says("trouble_damaged_title")));
  writeFileSync(path, good);
  await reader.arrives(SEARCH);
  assert.ok((await reader.titles()).length > 5);
});

journey("a kept file that is damaged on the device is found out and fetched again", async (world) => {
  const site = sampleSite();
  // The browser keeps nothing by itself: what is fetched again comes from the host.
  const host = await world.host(site, ["--cache-seconds", "0"]);
  const expected = await right(world, host);
  const reader = await world.reader(host);
  await reader.arrives();
  await reader.waitsUntilKept();
  const kept = await keptShards(reader.page);
  assert.equal(kept.length, shards(site).length);
  let healed = 0;
  for (const shard of sampleOf(site)) {
    const key = kept.find((name) => name === shard.sha256) ?? kept.find((name) => shard.sha256.startsWith(name));
    assert.equal(await flipKept(reader.page, [key]), 1);
    assert.notEqual(await keptHash(reader.page, key), shard.sha256);
    const before = host.requests.length;
    await reader.arrives(SEARCH);
    assert.deepEqual(await seen(reader), expected, `${shard.role} ${shard.file}`);
    const asked = host.paths(before).filter((path) => path === `pack/${shard.file}`).length;
    if (asked > 0) {
      healed += 1;
      await until(`${shard.file} is whole again`, async () => (await keptHash(reader.page, key)) === shard.sha256);
    }
    // Files these pages do not read stay damaged until someone does: put right, so that one at a time is damaged.
    if (asked === 0) await flipKept(reader.page, [key]);
  }
  assert.ok(healed >= 3, `${healed} were read and healed`);
}, { seconds: 120 });

journey("when every kept file is damaged, the search is still right", async (world) => {
  const site = sampleSite();
  const host = await world.host(site);
  const expected = await right(world, host);
  const computer = await world.computer();
  const first = await computer.reader(host);
  await first.arrives();
  await first.waitsUntilKept();
  const kept = await keptShards(first.page);
  assert.equal(await flipKept(first.page, kept), shards(site).length);
  await computer.switchOffAndOn();
  const reader = await computer.reader(host);
  await reader.arrives(SEARCH);
  assert.deepEqual(await seen(reader), expected);
});

journey("without a network a damaged file is said to be missing, and the rest works", async (world) => {
  const site = sampleSite();
  const host = await world.host(site, ["--cache-seconds", "0"]);
  const expected = await right(world, host);
  const reader = await world.reader(host);
  await reader.arrives();
  await reader.waitsUntilKept();
  // The blocks in which whole records lie: searching does not need them.
  const records = new Set(shards(site).filter(({ role }) => role === "records").map(({ sha256 }) => sha256));
  const keys = (await keptShards(reader.page)).filter((key) => [...records].some((hash) => hash.startsWith(key)));
  assert.ok(keys.length > 0, `roles: ${[...new Set(shards(site).map(({ role }) => role))]}`);
  await flipKept(reader.page, keys);
  await host.stop();
  world.expect(NETWORK_FAILS);
  await reader.arrives(SEARCH);
  assert.equal((await reader.titles()).join(), expected[0]);
  await reader.goes(RECORD);
  assert.ok((await reader.main()).includes(says("trouble_offline_title")));
  assert.deepEqual(await axe(reader), []);
  await host.start();
  await reader.page.getByRole("button", { name: says("retry") }).click();
  await reader.settled();
  assert.equal(await reader.main(), expected[1]);
}, { seconds: 90 });

journey("a site without a catalogue says so, and leads the librarian on", async (world) => {
  const host = await world.host(place.app);
  world.expect(NETWORK_FAILS);
  const reader = await world.reader(host);
  await reader.arrives();
  assert.ok((await reader.main()).includes(says("trouble_no_catalogue_title")));
  assert.deepEqual(await axe(reader), []);
  await reader.follows(says("trouble_no_catalogue_do"));
  assert.equal(reader.fragment(), "#/publish");
});

journey("a catalogue that was uploaded without some of its files says what is missing", async (world) => {
  const site = sampleSite();
  for (const shard of shards(site)) if (shard.role !== "root") rmSync(shardPath(site, shard));
  const host = await world.host(site);
  world.expect(NETWORK_FAILS);
  const reader = await world.reader(host);
  await reader.arrives(SEARCH);
  assert.ok((await reader.main()).includes(says("trouble_damaged_title")));
});
