// Keeps the app itself (not the catalogue: its files are in IndexedDB) so that it starts without a network.
//
// `carrel site` puts the list of files in place of the empty one below: [path beside this file, first half of its SHA-256]. Every file is
// kept under its path and hash, so an install that was cut short goes on where it stopped, and an update fetches only
// what changed. A new version waits until the reader wants it; it never takes over by itself.
// The parts that are fetched when first needed (LATER) are not part of the install: they come when the page says that the
// reader waits for nothing, or when they are asked for. Their list is a file of the install.
"use strict";

const FILES = /*PRECACHE*/[];

// To take the app off every device that has it, publish this file with true here.
const RETIRED = false;

const SCOPE = self.registration.scope;
const CACHE = `carrel:shell:${SCOPE}`;
const PAGE = "index.html";
const LATER = ["app/modules/", "lessons/"];
// What the Publish page needs besides, to make a site without a network: the list of all files, and this script.
const SPARE = ["app.json", "sw.js"];
const at = (path) => new URL(path, SCOPE).href;
// The key of a kept file. No server is ever asked for such an address.
const key = ([path, hash]) => `${at(path)}?sha256=${hash}`;
// Under this key: the keys of the version in use. What else is kept belongs to one that waits, or came halfway.
const ACTIVE = at("?active");
const comesLater = (url) => LATER.some((folder) => url.startsWith(at(folder)));
const listed = new Map(FILES.map((file) => [at(file[0]), file]));
const isLaterList = ([path]) => path.startsWith("app/later-");
// What comes later: by its address, path and hash.
const later = async () => {
  const list = FILES.find(isLaterList);
  const files = list ? await (await fromShell(list, at(list[0]))).json() : [];
  return new Map(files.map((file) => [at(file[0]), file]));
};
const wanted = async () => new Set([...FILES, ...(await later()).values()].map(key));

const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

// The type a file must be sent with to be of use, whatever the host calls it.
const TYPES = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  wasm: "application/wasm",
  json: "application/json",
  svg: "image/svg+xml",
  png: "image/png",
  webmanifest: "application/manifest+json",
};

// Fetches one file and accepts it only when it is the listed one: a host that answers with a page, an old copy or half
// an upload is refused. What the page has just loaded is taken from the browser's cache; the second try goes past it.
async function fetchFile(file) {
  const [path, hash] = file;
  let wrong = "";
  for (const cache of ["default", "reload"]) {
    const response = await fetch(at(path), { cache, credentials: "same-origin" });
    if (!response.ok) {
      wrong = `the host answered ${response.status}`;
      continue;
    }
    const bytes = await response.arrayBuffer();
    // Service workers run only where there is WebCrypto.
    const found = hex(await crypto.subtle.digest("SHA-256", bytes));
    if (found.startsWith(hash)) {
      const type = TYPES[path.split(".").pop()] || "application/octet-stream";
      return new Response(bytes, { headers: { "content-type": type } });
    }
    wrong = `SHA-256 ${found} instead of ${hash}…`;
  }
  throw new Error(`${path}: ${wrong}`);
}

const keptKeys = async (cache) => new Set((await cache.keys()).map((request) => request.url));

// Brings what is missing of the install. A version that is put in place meanwhile clears away what it does not know,
// which may be what has just been kept here: so it is looked again until nothing is missing.
async function fill(cache) {
  for (let round = 0; round < 3; round += 1) {
    const kept = await keptKeys(cache);
    const missing = FILES.filter((file) => !kept.has(key(file)));
    if (missing.length === 0) return;
    // Two at a time: the reader's first results come before our storekeeping.
    const next = async () => {
      for (let file = missing.shift(); file; file = missing.shift()) {
        await cache.put(key(file), await fetchFile(file));
      }
    };
    await Promise.all([next(), next()]);
  }
}

async function install() {
  // It needs nothing, and a site that was taken away has nothing.
  if (RETIRED) return self.skipWaiting();
  const cache = await caches.open(CACHE);
  const kept = await keptKeys(cache);
  // The page names its catalogue, so it changes with every one. When nothing else did since the version in use, the app is
  // the same: no reader needs to be asked, and nothing is loaded again.
  // (A part that would go away may be in use.)
  const used = new Set(await cache.match(ACTIVE).then((list) => list?.json()));
  const samePage = used.size > 0 && FILES.every((file) => used.has(key(file)) || file[0] === PAGE || isLaterList(file));
  await fill(cache);
  const stay = await wanted();
  if (samePage && [...kept].every((url) => !comesLater(url) || stay.has(url))) self.skipWaiting();
}

// One after the other, and again at the next visit where the network failed. One that is not to be had holds up no other.
async function keepTheRest() {
  const cache = await caches.open(CACHE);
  for (const file of (await later()).values()) {
    try {
      if (!(await cache.match(key(file)))) await cache.put(key(file), await fetchFile(file));
    } catch (error) {
      console.warn(`Not kept for use without a network: ${error.message}`);
    }
  }
  for (const url of SPARE.map(at)) {
    if (await cache.match(url)) continue;
    const response = await fetch(url, { cache: "no-cache" });
    // Some hosts answer with a page where a file is missing.
    const isPage = async () => (await response.clone().text()).trimStart().startsWith("<");
    if (response.ok && !(await isPage())) await cache.put(url, response);
  }
}

async function activate() {
  if (RETIRED || FILES.length === 0) return retire();
  const cache = await caches.open(CACHE);
  const before = await cache.keys();
  await cache.put(ACTIVE, new Response(JSON.stringify(FILES.map(key))));
  // Without the list nothing is known to be old.
  const stay = await wanted().catch(() => undefined);
  for (const request of before) {
    // What is not ours may belong to a version that is just being installed: that one will clear away in its turn.
    if (self.registration.installing) break;
    if (stay && !stay.has(request.url) && request.url !== ACTIVE) await cache.delete(request);
  }
  // Who had everything, for the Publish page too, gets it again now, or at the next visit.
  if (before.some(({ url }) => url === at(SPARE[0]))) keepTheRest().catch(() => {});
  // The first page may be served from now on, too; later versions come here only when the reader asked.
  await self.clients.claim();
  // Pages do not wait for this.
  fill(cache).catch((error) => console.warn(`Not kept for use without a network: ${error.message}`));
}

async function retire() {
  await caches.delete(CACHE);
  await self.registration.unregister();
}

// A kept file; one that has got lost (a browser may clear it) is fetched and kept again.
async function fromShell(file, request) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(key(file));
  if (kept) return kept;
  try {
    const fresh = await fetchFile(file);
    await cache.put(key(file), fresh.clone()).catch(() => {});
    return fresh;
  } catch (error) {
    // A newer version was uploaded over this one: the network knows better than a missing file.
    return fetch(request);
  }
}

async function part(url, request) {
  const file = await later().then((all) => all.get(url)).catch(() => undefined);
  return file ? fromShell(file, request) : fetch(request);
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("message", (event) => {
  if (event.data === "activate") self.skipWaiting();
  if (event.data === "rest") event.waitUntil(keepTheRest().catch(() => {}));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || RETIRED || FILES.length === 0) return;
  const url = new URL(request.url);
  // Only our own folder; catalogue files are the page's business, and so are questions like latest.json?t=….
  if (!url.href.startsWith(SCOPE) || url.href.startsWith(at("pack/"))) return;
  url.hash = "";
  const parameters = url.search;
  url.search = "";
  if (request.mode === "navigate") {
    // The page itself, with or without parameters. Other pages in our folder are not ours to answer.
    const page = listed.get(at(PAGE));
    if (page && (url.href === SCOPE || url.href === at(PAGE))) event.respondWith(fromShell(page, request));
    return;
  }
  if (SPARE.map(at).includes(url.href)) {
    event.respondWith(fetch(request).catch(async (error) => (await caches.match(url.href)) ?? Promise.reject(error)));
    return;
  }
  if (parameters !== "") return;
  const file = listed.get(url.href);
  if (file) event.respondWith(fromShell(file, request));
  else if (comesLater(url.href)) event.respondWith(part(url.href, request));
});
