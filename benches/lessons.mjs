// What a student downloads for one lesson beyond the app's shell (brotli), and how fast lessons open from the device with
// the page's thread slowed to a quarter by the developer tools and the server stopped. Opening is measured from the press
// on a lesson in the list to the frame after its step is on the page; tasks over 50 ms are counted while lessons open and
// while questions are answered.
// Run by `cargo xtask bench lessons`, which says in the environment where everything is.
import { spawn } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { brotliCompressSync } from "node:zlib";

const { CHROMIUM, CARREL_NODE_MODULES, CARREL_SITE, CARREL_XTASK } = process.env;
const { chromium } = createRequire(import.meta.url)(join(CARREL_NODE_MODULES, "playwright-core"));

const BOUND_BYTES = 120_000;
const BOUND_MS = 300;
const LONGEST_TASK_MS = 50;
/** Each lesson is opened so often. */
const ROUNDS = Number(process.env.CARREL_ROUNDS ?? 2);
const row = (name, value, unit, bound = "") => console.log(["bench", name, value.toFixed(1), unit, bound].join("\t"));

const weigh = (path) => brotliCompressSync(readFileSync(join(CARREL_SITE, path))).length;
const modules = readdirSync(join(CARREL_SITE, "app/modules"));
const of = (name) => modules.filter((file) => file.startsWith(`${name}-`));
// The pieces are rows of their own: which of them a lesson needs, `cargo xtask size` knows, and adds it up.
let player = 0;
for (const file of of("lessons")) {
  const bytes = weigh(`app/modules/${file}`);
  if (/^lessons-[0-9a-f]{16}\./.test(file)) player += bytes;
  row(file.replace(/-[0-9a-f]{16}(?=\.)/, ""), bytes, "bytes");
}
row("teach module", of("teach").reduce((sum, file) => sum + weigh(`app/modules/${file}`), 0), "bytes");
const list = weigh("lessons/lessons.bin");
const bundles = readdirSync(join(CARREL_SITE, "lessons")).filter((file) => /^l\d.*\.bin$/.test(file));
const sizes = bundles.map((file) => weigh(`lessons/${file}`));
row("largest bundle", Math.max(...sizes), "bytes");
row("player and list, without pieces and bundle", player + list, "bytes", BOUND_BYTES);

const server = spawn(CARREL_XTASK, ["serve", "--dir", CARREL_SITE, "--release", "--port", "0"], { stdio: ["ignore", "pipe", "inherit"] });
process.on("exit", () => server.kill());
const address = await new Promise((found, failed) => {
  createInterface({ input: server.stdout }).once("line", (line) => found(line.split(" ")[0]));
  server.once("exit", () => failed(new Error("the server did not start")));
});
const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
const wanted = modules.length + bundles.length + 2;
/** Another reader, with everything on the device. */
async function reader() {
  const page = await (await browser.newContext({ viewport: { width: 1366, height: 768 } })).newPage();
  await page.addInitScript(() => {
    window.tasks = [];
    new PerformanceObserver((found) => {
      for (const { duration, startTime } of found.getEntries()) {
        const at = `${location.hash} ${document.querySelector(".step-title")?.textContent ?? ""}`;
        window.tasks.push({ duration, startTime, at });
      }
    }).observe({ type: "longtask", buffered: true });
  });
  await page.goto(`${address}#/lessons`);
  await page.locator(".lesson-card").first().waitFor({ timeout: 60_000 });
  const kept = () => page.evaluate(async () => {
    const [name] = await caches.keys();
    if (!name) return 0;
    const all = await (await caches.open(name)).keys();
    return all.filter(({ url }) => /\/(lessons|app\/modules)\//.test(url)).length;
  });
  for (let tries = 0; (await kept()) < wanted; tries++) {
    if (tries > 120) throw new Error(`only ${await kept()} of ${wanted} files are kept`);
    await page.waitForTimeout(500);
  }
  await page.reload();
  await page.locator(".lesson-card").first().waitFor({ timeout: 60_000 });
  await page.waitForTimeout(3000);
  return page;
}
const page = await reader();
const quick = await reader();
server.kill();

const tools = await page.context().newCDPSession(page);
await tools.send("Emulation.setCPUThrottlingRate", { rate: 4 });
const slugs = await page.locator(".lesson-card h2 a").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
/** The longest task since then; says where the worst ones were. */
async function longest(page, from, what) {
  const tasks = await page.evaluate((from) => window.tasks.filter((t) => t.startTime >= from), from);
  tasks.sort((a, b) => b.duration - a.duration);
  for (const { duration, at } of tasks.slice(0, 4)) console.log(`${what}: a task of ${duration.toFixed(0)} ms at ${at}`);
  return tasks[0]?.duration ?? 0;
}
const now = (page) => page.evaluate(() => performance.now());
const times = [];
let opening = 0;
for (let round = 0; round < ROUNDS; round++) {
  for (const slug of slugs) {
    await page.evaluate(() => void (location.hash = "#/lessons"));
    await page.locator(".lesson-card").nth(slugs.length - 1).waitFor();
    await page.waitForTimeout(400);
    const from = await now(page);
    const took = await page.evaluate((slug) => new Promise((done, failed) => {
      setTimeout(() => failed(new Error(`${slug} did not open: ${location.hash}: ${document.querySelector("main").innerText.slice(0, 200)}`)), 10_000);
      const begin = performance.now();
      const seen = new MutationObserver(() => {
        if (!document.querySelector(".step-title")) return;
        seen.disconnect();
        requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - begin)));
      });
      seen.observe(document.querySelector("main"), { subtree: true, childList: true });
      document.querySelector(`.lesson-card a[href="${slug}"]`).click();
    }), slug);
    times.push(took);
    if (took > BOUND_MS) console.log(`opening ${slug}, round ${round + 1}, took ${took.toFixed(0)} ms`);
    await page.waitForTimeout(300);
    opening = Math.max(opening, await longest(page, from, `opening ${slug}`));
  }
}
times.sort((a, b) => a - b);
row("lesson opens, middle", times[times.length >> 1], "ms");
row("lesson opens, slowest of all", times.at(-1), "ms", BOUND_MS);
row("longest task while lessons open", opening, "ms", LONGEST_TASK_MS);

// Answering: the first of everything, and Check, on every step of every lesson.
async function answers(page, what) {
  const from = await now(page);
  for (const slug of slugs) {
    await page.evaluate((slug) => void (location.hash = slug), slug);
    await page.locator(".step-title").waitFor();
    for (let step = 0; step < 12; step++) {
      await page.evaluate(async () => {
        for (const input of document.querySelectorAll(".controls input[type=radio], .controls input[type=checkbox], .controls select")) {
          if (input.disabled) continue;
          if (input.localName === "select") {
            input.selectedIndex = 1;
            input.dispatchEvent(new Event("change", { bubbles: true }));
          } else if (!input.checked) input.click();
          await new Promise((done) => setTimeout(done));
        }
        for (const button of document.querySelectorAll(".question .tail button, .question footer button, .question button[data-kind=main]")) {
          if (button.isConnected) button.click();
          await new Promise((done) => setTimeout(done));
        }
      });
      const next = page.locator("[data-key=step-next]");
      if (!(await next.count())) break;
      await next.click();
    }
  }
  await page.waitForTimeout(500);
  return longest(page, from, what);
}
row("longest task while questions are answered", await answers(quick, "answering"), "ms", LONGEST_TASK_MS);
row("longest task while questions are answered, at a quarter of the speed", await answers(page, "answering at a quarter of the speed"), "ms", LONGEST_TASK_MS);
await browser.close();
