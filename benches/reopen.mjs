// A catalogue that is on the device already, with the server stopped, in a browser that was closed and started again: from the
// page's script, which opens the engine, to the first ten results (as `open` is measured of the peers), and from navigation; at a quarter of the processor's speed on the page's thread, where the engine runs, too
// (the service worker, which hands out page, scripts and wasm, is not slowed).
// The engine page is as the peers of ../shared/bench are measured: a list of ten rows and nothing else; every file of the pack
// lies in IndexedDB and is checked by its hash when it is read. Beside it, without a bound: the whole app with the same catalogue.
// Run by `cargo xtask bench reopen`, which says in the environment where everything is; needs ../shared.
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const { CHROMIUM, CARREL_NODE_MODULES, CARREL_XTASK, CARREL_BIN, CARREL_DIST, CARREL_ENGINE } = process.env;
const { chromium } = createRequire(import.meta.url)(join(CARREL_NODE_MODULES, "playwright-core"));

const BOUND_MS = 150;
const TIMES = 3;
const QUERIES = ["sherlock holmes", "pride and prejudice", "astronomy", "history of england", "shakespere"];

const shared = process.env.CARREL_SHARED ?? fileURLToPath(new URL("../../shared", import.meta.url));
const folder = join(shared, "data/gutenberg");
const file = existsSync(folder) && readdirSync(folder).find((name) => name.startsWith("gutenberg.mrc"));
if (!file) {
  console.log("SKIPPED opening from the device: ../shared is absent");
  process.exit(0);
}
const scratch = mkdtempSync(join(tmpdir(), "carrel-bench-"));
process.on("exit", () => rmSync(scratch, { recursive: true, force: true }));

const PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Engine page</title><ol id="rows"></ol><script type="module" src="/page.js"></script></html>`;
const WORKER = `
self.addEventListener("install", (event) => event.waitUntil(caches.open("page").then((cache) => cache.addAll(["/", "/page.js", "/carrel.js", "/engine.js"]))));
self.addEventListener("activate", (event) => event.waitUntil(clients.claim()));
self.addEventListener("fetch", (event) => event.respondWith(caches.match(event.request, { ignoreSearch: true }).then((found) => found ?? fetch(event.request))));
`;
const SCRIPT = `
const began = performance.now();
import init, * as engine from "/engine.js";
import { open, start } from "/carrel.js";
const query = new URLSearchParams(location.search).get("q");
const done = (request) => new Promise((resolve, reject) => { request.onsuccess = () => resolve(request.result); request.onerror = () => reject(request.error); });
const opening = indexedDB.open("pack", 1);
opening.onupgradeneeded = () => opening.result.createObjectStore("files");
const database = done(opening);
if (query === null) {
  await navigator.serviceWorker.register("/sw.js");
  await navigator.serviceWorker.ready;
  const files = await (await fetch("/files.json")).json();
  const db = await database;
  for (const name of files) {
    const bytes = new Uint8Array(await (await fetch("/pack/" + name)).arrayBuffer());
    await done(db.transaction("files", "readwrite").objectStore("files").put(bytes, name));
  }
  document.title = "kept " + files.length;
} else {
  const at = { began };
  const note = (name) => (value) => ((at[name] = performance.now()), value);
  database.then(note("database"));
  const db = await database;
  let store; // files that are asked for together are read in one transaction
  const get = (url) => {
    if (!store) queueMicrotask(() => (store = undefined));
    store ??= db.transaction("files").objectStore("files");
    return done(store.get(url.slice(url.indexOf("/pack/") + 6)));
  };
  const first = await start("/pack/", query, get);
  const started = init({ module_or_path: first.wasm }).then(note("wasm"));
  const catalogue = await open("/pack/", engine, { started, get, first });
  const opened = performance.now();
  const hits = await catalogue.search(query, 10);
  document.getElementById("rows").append(...hits.map((hit) => Object.assign(document.createElement("li"), { textContent: hit.title + " " + hit.names })));
  const found = performance.now();
  requestAnimationFrame(() => { window.reopened = { ...at, rows: hits.length, opened, found, painted: performance.now() }; });
}
`;

/** Files of the engine page, and the pack below them. */
async function serve(pack) {
  const files = readdirSync(pack, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const names = files.map(({ parentPath, name }) => relative(pack, join(parentPath, name)));
  const text = { "/files.json": ["application/json", JSON.stringify(names)], "/": ["text/html", PAGE], "/page.js": ["text/javascript", SCRIPT], "/sw.js": ["text/javascript", WORKER] };
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const [type, body] = text[pathname] ?? [];
    if (body) return response.setHeader("content-type", type).end(body);
    const path = pathname.startsWith("/pack/") ? join(pack, pathname.slice(6)) : join(CARREL_ENGINE, pathname);
    if (!existsSync(path)) return response.writeHead(404).end();
    const kind = path.endsWith(".wasm") ? "application/wasm" : path.endsWith(".js") ? "text/javascript" : "application/octet-stream";
    response.setHeader("content-type", kind).end(readFileSync(path));
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const stop = () => new Promise((stopped) => { server.close(stopped); server.closeAllConnections(); });
  return { address: `http://localhost:${server.address().port}/`, stop };
}

/** The built site, served as visitors have it. */
async function serveSite(site) {
  const server = spawn(CARREL_XTASK, ["serve", "--dir", site, "--release", "--port", "0"], { stdio: ["ignore", "pipe", "inherit"] });
  process.on("exit", () => server.kill());
  const address = await new Promise((found, failed) => {
    createInterface({ input: server.stdout }).once("line", (line) => found(line.split(" ")[0]));
    server.once("exit", () => failed(new Error("the server did not start")));
  });
  return { address, stop: () => new Promise((stopped) => { server.once("exit", stopped); server.kill(); }) };
}

async function browserOf(profile) {
  return chromium.launchPersistentContext(profile, {
    executablePath: CHROMIUM,
    viewport: { width: 1366, height: 768 },
    args: ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
}

/** Opens an address in a browser that was just started, `rate` times slower, until `ready` gives something. */
async function start(profile, address, rate, ready) {
  const browser = await browserOf(profile);
  try {
    const page = await browser.newPage();
    const devtools = await browser.newCDPSession(page);
    await devtools.send("Emulation.setCPUThrottlingRate", { rate });
    await page.goto(address, { waitUntil: "commit" });
    return await (await page.waitForFunction(ready, undefined, { timeout: 60_000, polling: 250 })).jsonValue();
  } finally {
    await browser.close();
  }
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
const row = (name, value, unit, bound = "") => console.log(["bench", name, value.toFixed(1), unit, bound].join("\t"));

// The engine page.
const pack = join(scratch, "pack");
execFileSync(CARREL_BIN, ["index", join(folder, file), "--out", pack, "--first-answers", "--engine", join(CARREL_ENGINE, "engine_bg.wasm")], { stdio: "ignore" });
const engine = await serve(pack);
const profile = join(scratch, "engine");
{
  const browser = await browserOf(profile);
  const page = await browser.newPage();
  await page.goto(engine.address);
  await page.waitForFunction(() => document.title.startsWith("kept"), undefined, { timeout: 300_000 });
  await browser.close();
}
await engine.stop();
for (const rate of [1, 4]) {
  const starts = [];
  for (const query of Array(TIMES).fill(QUERIES).flat()) {
    starts.push(await start(profile, `${engine.address}?q=${encodeURIComponent(query)}`, rate, () => window.reopened));
  }
  if (starts.some(({ rows }) => rows === 0)) throw new Error("a query found nothing");
  if (process.env.CARREL_EACH) console.log(JSON.stringify(starts));
  const from = (name, to = "painted") => starts.map((one) => one[to] - one[name]);
  row(`engine page, CPU ${rate}x: from the page's script to the first ten results`, median(from("began")), "ms", rate === 4 ? BOUND_MS : "");
  row(`engine page, CPU ${rate}x: slowest of ${starts.length}`, Math.max(...from("began")), "ms");
  row(`engine page, CPU ${rate}x: of that until the wasm is there`, median(from("began", "wasm")), "ms");
  row(`engine page, CPU ${rate}x: of that until the catalogue is open`, median(from("began", "opened")), "ms");
  row(`engine page, CPU ${rate}x: navigation to the first ten results`, median(starts.map(({ painted }) => painted)), "ms");
}

// The whole app.
const site = join(scratch, "site");
execFileSync(CARREL_BIN, ["site", join(folder, file), "--out", site, "--app", CARREL_DIST, "--name", "Project Gutenberg"], { stdio: "ignore" });
const whole = await serveSite(site);
const reader = join(scratch, "reader");
{
  const browser = await browserOf(reader);
  const page = await browser.newPage();
  await page.goto(whole.address);
  await page.waitForFunction(() => document.querySelector("#kept")?.textContent.includes("works without a network"), undefined, { timeout: 300_000 });
  await browser.close();
}
await whole.stop();
for (const rate of [1, 4]) {
  const times = [];
  for (const query of QUERIES) {
    times.push(await start(reader, `${whole.address}#/search?q=${encodeURIComponent(query)}`, rate, () => document.querySelector(".result-list .result") && performance.now()));
  }
  row(`the app, CPU ${rate}x: navigation to the first result`, median(times), "ms");
}
process.exit(0);
