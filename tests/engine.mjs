// The engine alone, as somebody else's page uses it: engine.js, carrel.js and whole.js as `cargo xtask engine` makes them.
//   node tests/engine.mjs ENGINE PACK        (PACK: of the sample library, made with `carrel index --whole --engine`)
// Runs without a browser: `fetch` reads from the folders, and fails where a test says so.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [engineFolder, packFolder] = process.argv.slice(2);
const tests = [];
const test = (name, body) => tests.push([name, body]);
const script = (name) => pathToFileURL(join(engineFolder, name));
const fresh = (name, n) => import(`${script(name)}?${n}`);

/** What was fetched, and what is to happen instead. */
const asked = [];
let instead = () => undefined;
let type = "application/wasm";
globalThis.fetch = async (address) => {
  asked.push(String(address));
  const answer = instead(String(address));
  if (answer) return answer;
  const path = String(address).startsWith("pack/") ? join(packFolder, String(address).slice(5)) : new URL(address);
  const bytes = await readFile(path);
  return new Response(bytes, { headers: { "content-type": String(path).includes(".wasm") ? type : "application/octet-stream" } });
};
const noNetwork = () => {
  throw new TypeError("Failed to fetch");
};
const titles = async (found) => (await found).map((hit) => hit.title);
const inTime = (promise) =>
  Promise.race([promise, new Promise((_, fail) => setTimeout(() => fail(new Error("no answer")), 20_000).unref())]);

test("the wasm is asked for again after it did not come, and takes a host's wrong type", async () => {
  const { default: init } = await fresh("engine.js", 1);
  instead = noNetwork;
  await assert.rejects(init(), /Failed to fetch/);
  instead = () => undefined;
  type = "text/plain";
  const exports = await init();
  type = "application/wasm";
  assert.equal(await init(), exports);
  assert.equal(asked.filter((address) => address.includes("engine_bg.wasm")).length, 2);
});

test("a catalogue is opened, asked, kept and let go", async () => {
  const whole = await fresh("whole.js", 2);
  const { open } = await fresh("carrel.js", 2);
  // whole.js has the engine, too.
  const catalogue = await open("pack/", whole, { started: whole.default() });
  const hits = await catalogue.search("hungar games", 3);
  assert.equal(hits[0].title, "The Hunger Games");
  assert.deepEqual(Object.keys(hits[0]), ["id", "title", "subtitle", "names", "series", "year", "callNumber"]);
  assert.ok(hits[0].names.includes("Collins") && hits[0].id && hits[0].year === "2008");

  // What was asked stays here: the same is answered at once.
  assert.ok(Array.isArray(catalogue.search("hungar games", 3)));
  await catalogue.keep(whole.unpack);
  const before = asked.length;
  const found = await titles(catalogue.search("dragons of the mountain", 5));
  assert.ok(found.length > 0);
  assert.equal(asked.length, before, "with all of it here nothing is fetched");

  whole.end();
  assert.throws(() => catalogue.search("hungar games", 3), TypeError);
  const again = await open("pack/", whole, { started: whole.default() });
  assert.equal((await titles(again.search("hungar games", 3)))[0], "The Hunger Games");
});

test("the short way and the long way answer alike", async () => {
  const { open, start } = await fresh("carrel.js", 3);
  const engine = await fresh("engine.js", 3);
  const first = await start("pack/", "wonder");
  const short = await open("pack/", engine, { started: engine.default({ module_or_path: first.wasm }), first });
  const other = await fresh("engine.js", 4);
  const long = await open("pack/", other, { started: other.default() });
  for (const query of ["wonder", "diary of a whimpy kid", "dragon", "frog and toad", "isbn:9780000000000", ""]) {
    assert.deepEqual(await short.search(query, 10), await long.search(query, 10), query);
  }
  assert.ok(asked.some((address) => address.startsWith("pack/e/")), "the short way was gone");

  // Kept whole, it goes on without a network.
  const whole = await fresh("whole.js", 4);
  await whole.default();
  await short.keep(whole.unpack);
  instead = noNetwork;
  assert.ok((await inTime(titles(short.search("volcanoes and earthquakes", 5)))).length > 0);
});

test("a file that did not come, or came damaged, costs one question and not the next", async () => {
  const { open } = await fresh("carrel.js", 5);
  const engine = await fresh("engine.js", 5);
  const catalogue = await open("pack/", engine, { started: engine.default() });
  instead = (address) => (address.startsWith("pack/d/") ? noNetwork() : undefined);
  await assert.rejects(inTime(catalogue.search("charlotte's web", 3)), /Failed to fetch/);
  await assert.rejects(inTime(catalogue.search("holes", 3)), /Failed to fetch/);
  instead = (address) => (address.startsWith("pack/d/") ? new Response("<h1>Not found</h1>", { status: 404 }) : undefined);
  await assert.rejects(inTime(catalogue.search("charlotte's web", 3)), /another length|another content/);
  instead = () => undefined;
  assert.equal((await inTime(titles(catalogue.search("charlotte's web", 3))))[0], "Charlotte's Web");
});

test("what is no catalogue is named", async () => {
  const engine = await fresh("engine.js", 6);
  await engine.default();
  assert.throws(() => engine.Engine.open("no reference", new Uint8Array()), /<sha256>:<bytes>/);
  assert.throws(() => engine.Engine.open(`${"0".repeat(64)}:3`, new Uint8Array(3)), /another content/);
});

let failed = 0;
for (const [name, body] of tests) {
  instead = () => undefined;
  try {
    await body();
    console.log(`ok   ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL ${name}\n${error.stack}`);
  }
}
console.log(`${tests.length - failed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
