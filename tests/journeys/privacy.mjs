// What leaves the device: nothing but requests for files of this site, and no word of what was searched.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { journey, until } from "./lib/journey.mjs";
import { PAGES } from "./lib/pages.mjs";
import { newFolder, place } from "./lib/place.mjs";
import { says } from "./lib/words.mjs";

journey("a whole session asks no other site for anything, by the browser's own log of its network", async (world) => {
  const host = await world.host(place.site);
  const log = join(newFolder("netlog"), "net.json");
  const computer = await world.computer({ switches: [`--log-net-log=${log}`] });
  const reader = await computer.reader(host);
  await reader.arrives();
  await reader.types("dragon");
  for (const { fragment } of PAGES) await reader.goes(fragment);
  await reader.goes("#/lessons/teach");
  await reader.page.locator("[data-key=make-class]").waitFor({ timeout: 20_000 });
  await reader.goes("#/record/wsl-00070");
  await reader.page.getByRole("button", { name: says("cite") }).click();
  await reader.waitsUntilKept();
  await reader.reloads();
  const storage = await reader.page.evaluate(async () => ({
    cookies: document.cookie,
    local: Object.keys(localStorage),
    session: Object.keys(sessionStorage),
    databases: (await indexedDB.databases()).map(({ name }) => name).sort(),
  }));
  await computer.shutDown();
  const { constants, events } = JSON.parse(readFileSync(log, "utf8"));
  const starts = constants.logEventTypes.URL_REQUEST_START_JOB;
  const asked = events.filter(({ type, params }) => type === starts && params?.url).map(({ params }) => params);
  const ours = new Set(asked.filter(({ url }) => url.startsWith(host.address)).map(({ url }) => url));
  assert.ok(ours.size > 50, `the log saw our own ${ours.size} requests`);
  // What the browser asks its maker on its own account has no page as its initiator.
  const byPages = asked.filter(({ initiator }) => initiator && initiator !== "not an origin");
  assert.ok(byPages.length > 50, `the log names the initiators: ${byPages.length}`);
  const strangers = byPages.filter(({ url }) => !url.startsWith(host.address) && /^(https?|wss?|ftp):/.test(url));
  assert.deepEqual(strangers.map(({ url, initiator }) => `${url} for ${initiator}`), []);
  // The catalogue; what the reader made in "My sources" and did in the lessons; a teacher's classes. All of it stays here.
  const databases = ["carrel:/", "carrel:/:cite", "carrel:/:lessons", "carrel:/:teach"];
  assert.deepEqual(storage, { cookies: "", local: [], session: [], databases });
});

journey("no word of a search reaches the server's log", async (world) => {
  const host = await world.host(place.site);
  const reader = await world.reader(host);
  await reader.arrives();
  await reader.types("zebra divorce");
  await reader.goes("#/search?q=puberty");
  await reader.reloads();
  await reader.waitsUntilKept();
  const words = host.requests.filter(({ path }) => /zebra|divorce|puberty/.test(path));
  assert.deepEqual(words, []);
});

journey("the content policy is in force: neither an inline script nor a foreign request gets through", async (world) => {
  const host = await world.host(place.site);
  const reader = await world.reader(host);
  await reader.arrives();
  // Playwright tells of a request before the policy stops it.
  world.expect(/Content Security Policy|stranger\.invalid/);
  const got = await reader.page.evaluate(async () => {
    const script = document.createElement("script");
    script.textContent = "window.inlineRan = true";
    document.head.append(script);
    const image = new Image();
    image.src = "http://stranger.invalid/pixel.png";
    document.body.append(image);
    const said = [];
    document.addEventListener("securitypolicyviolation", (event) => said.push(event.effectiveDirective));
    const fetched = await fetch("http://stranger.invalid/").then(() => "came", () => "stopped");
    // Not eval(): what a test runner evaluates may do that in spite of the policy. A timer's text may not.
    setTimeout("window.textRan = true", 0);
    await new Promise((done) => setTimeout(done, 200));
    return { inline: window.inlineRan ?? "stopped", evaluated: window.textRan ?? "stopped", fetched, said };
  });
  assert.equal(got.inline, "stopped");
  assert.equal(got.fetched, "stopped");
  assert.equal(got.evaluated, "stopped");
  assert.ok(got.said.includes("connect-src") || got.said.includes("img-src"), `${got.said}`);
});

journey("the catalogue does not open inside another site's page", async (world) => {
  const host = await world.host(place.site);
  const folder = newFolder("frame");
  writeFileSync(join(folder, "index.html"), `<!doctype html><title>Stranger</title><link rel="icon" href="data:,"><iframe src="${host.address}" width="900" height="600"></iframe>`);
  const stranger = await world.host(folder);
  const reader = await world.reader(host);
  await reader.page.goto(stranger.address);
  const frame = reader.page.frames().find((one) => one.url().startsWith(host.address));
  await until("it says where it is to be found", async () =>
    (await frame.locator("#broken").innerText()).includes(host.address));
  assert.equal(await frame.locator(".signs").count(), 0);
});

journey("the app can be installed", async (world) => {
  const host = await world.host(place.site);
  const reader = await world.reader(host);
  await reader.arrives();
  await reader.waitsUntilKept();
  const session = await reader.page.context().newCDPSession(reader.page);
  const { errors, data } = await session.send("Page.getAppManifest");
  assert.deepEqual(errors, []);
  const manifest = JSON.parse(data);
  assert.equal(manifest.name, "Westfield School Library");
  assert.ok(manifest.icons.some(({ sizes }) => sizes.includes("512")) && manifest.icons.some(({ purpose }) => purpose?.includes("maskable")));
  const { installabilityErrors } = await session.send("Page.getInstallabilityErrors");
  // A context of Playwright's is an incognito window.
  assert.deepEqual(installabilityErrors.filter(({ errorId }) => errorId !== "in-incognito"), []);
});
