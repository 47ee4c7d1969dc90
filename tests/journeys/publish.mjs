// Publishing in the browser: an export becomes a site on this computer, the same to the byte as the command's.
import assert from "node:assert/strict";
import { cpSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { inflateRawSync } from "node:zlib";
import { journey } from "./lib/journey.mjs";
import { place } from "./lib/place.mjs";
import { files, makeSite, sampleSite, sha256 } from "./lib/sites.mjs";

/** The files of a zip, read by its central directory as any other program would. */
function unzip(zip) {
  const end = zip.lastIndexOf("PK\x05\x06", undefined, "latin1");
  const found = new Map();
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    assert.equal(zip.toString("latin1", at, at + 4), "PK\x01\x02");
    const [method, packed] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20)];
    const [name, extra, comment] = [28, 30, 32].map((offset) => zip.readUInt16LE(at + offset));
    const path = zip.toString("utf8", at + 46, at + 46 + name);
    const local = zip.readUInt32LE(at + 42);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const bytes = zip.subarray(start, start + packed);
    found.set(path, method === 8 ? inflateRawSync(bytes) : bytes);
    at += 46 + name + extra + comment;
  }
  return found;
}

/**
 * In the page: starts the module and asks it everything the Publish page asks, with one file. Gives what it said at each
 * step, and the zip.
 */
async function publishes({ address, file, name, modified, library, base, query }) {
  const modules = JSON.parse(document.getElementById("carrel-modules").textContent);
  const at = (path) => new URL(path, document.baseURI).href;
  const worker = new Worker(at(modules.worker.js), { type: "module" });
  const steps = new Set();
  const next = (wanted) =>
    new Promise((done, fail) => {
      worker.onerror = (event) => fail(new Error(event.message));
      worker.onmessage = ({ data }) => {
        if (data === "ready") return wanted === "ready" && done();
        if (typeof data === "string") return fail(new Error(data));
        if (data.say === "progress") return steps.add(data.step);
        if (data.say === "failed") return fail(new Error(`${data.message} ${data.remedy}`));
        if (data.say === wanted) done(data);
      };
    });
  const asks = (message, wanted) => {
    const answer = next(wanted);
    worker.postMessage(message);
    return answer;
  };
  await asks([at(modules.import.js), at(modules.import.wasm)], "ready");
  const chosen = new File([await (await fetch(file)).blob()], name, { lastModified: modified });
  const { report, text, usable } = await asks({ ask: "read", titles: [chosen], items: [] }, "report");
  const built = await asks({ ask: "build", name: library, base }, "built");
  const hits = await asks({ ask: "preview", number: 1, query, limit: 5 }, "hits");
  const site = await asks({ ask: "site", app: address }, "site");
  worker.terminate();
  // Out of the page by way of a string: the bridge to the test carries nothing else.
  const bytes = new Uint8Array(site.zip);
  let latin = "";
  for (let from = 0; from < bytes.length; from += 32768) latin += String.fromCharCode(...bytes.subarray(from, from + 32768));
  return { report: JSON.stringify(report), text, usable, records: built.records, hits: JSON.stringify(hits.hits), steps: [...steps], zip: btoa(latin) };
}

journey("the reader for library exports makes, in the browser, the command's site to the byte", async (world) => {
  const site = sampleSite();
  cpSync(place.sample, join(site, "export.mrc"));
  const host = await world.host(site);
  const reader = await world.reader(host);
  await reader.arrives("#/publish");
  const before = host.requests.length;
  const options = { name: "Publishing School", base: "/library/" };
  const made = await reader.page.evaluate(publishes, {
    address: host.address,
    file: `${host.address}export.mrc`,
    name: "westfield.mrc",
    modified: statSync(place.sample).mtimeMs,
    library: options.name,
    base: options.base,
    query: "dragon",
  });
  assert.equal(made.usable, true);
  assert.ok(made.records > 800, `${made.records} titles`);
  assert.match(made.text, /records read/);
  assert.match(made.hits, /Dragon/);
  assert.ok(made.steps.length >= 3, `progress was told: ${made.steps}`);
  const zipped = unzip(Buffer.from(made.zip, "base64"));
  const expected = makeSite([place.sample], options);
  assert.deepEqual([...zipped.keys()].sort(), files(expected).sort());
  const other = [...zipped].filter(([path, bytes]) => sha256(bytes) !== sha256(readFileSync(join(expected, path))));
  assert.deepEqual(other.map(([path]) => path), [], "files that differ");
  // What is uploaded last comes last, so that unpacking in order is an upload in order.
  assert.equal([...zipped.keys()].at(-1), "pack/latest.json");
  // Nothing of the export went anywhere: only files of the app were asked for.
  assert.ok(host.requests.slice(before).every(({ method }) => method === "GET" || method === "HEAD"));
}, { seconds: 120 });
