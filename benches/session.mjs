// A reader's session: what each keystroke takes until its results are on the screen (`carrel:query`, which the app itself
// measures) and in the engine (`carrel:engine`), and every task that holds the page's thread up for more than 50 ms: by the
// clock, as the page's visitors feel it, and by the processor's time for it, because a busy machine takes the thread away in the
// middle of a task. A wait of our own takes no processor time, but it comes back at the same place in every session: counted, too.
// Once on the sample library and, where ../shared is, once on Project Gutenberg's catalogue.
// Run by `cargo xtask bench session`, which says in the environment where everything is.
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { longTasks, TRACED } from "./tasks.mjs";

const { CHROMIUM, CARREL_NODE_MODULES, CARREL_SITE, CARREL_XTASK, CARREL_BIN, CARREL_DIST } = process.env;
const { chromium } = createRequire(import.meta.url)(join(CARREL_NODE_MODULES, "playwright-core"));

const SESSIONS = 3;
const LONGEST_TASK_MS = 50;
const MARK = "carrel-bench";
const SAMPLE = ["dragon", "harry potter", "wimpy kid", "space", "hary poter", "dinosaurs", "civil war", "how to draw", "jane austen", "cats"];
const GUTENBERG = ["sherlock holmes", "whale", "pride and prejudice", "history of england", "dickens", "shakespere", "poems", "astronomy", "alice", "the war"];

const scratch = mkdtempSync(join(tmpdir(), "carrel-bench-"));
process.on("exit", () => rmSync(scratch, { recursive: true, force: true }));

async function serve(folder) {
  const server = spawn(CARREL_XTASK, ["serve", "--dir", folder, "--release", "--port", "0"], { stdio: ["ignore", "pipe", "inherit"] });
  process.on("exit", () => server.kill());
  const address = await new Promise((found, failed) => {
    createInterface({ input: server.stdout }).once("line", (line) => found(line.split(" ")[0]));
    server.once("exit", () => failed(new Error("the server did not start")));
  });
  return { address, stop: () => server.kill() };
}

/** Notes what the page measures of itself. */
function watch() {
  window.noted = { query: [], engine: [], tasks: [] };
  new PerformanceObserver((list) => {
    for (const { name, duration } of list.getEntries()) {
      if (name.startsWith("carrel:")) window.noted[name.slice(7)]?.push(duration);
    }
  }).observe({ type: "measure", buffered: true });
  new PerformanceObserver((list) => {
    for (const { duration, startTime } of list.getEntries()) window.noted.tasks.push({ duration, startTime, at: location.hash });
  }).observe({ type: "longtask", buffered: true });
}

/** One session in a browser of its own: on a device that has the catalogue, as most visits are. */
async function session(address, queries) {
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
    await page.addInitScript(watch);
    await page.goto(address);
    await page.waitForFunction(() => document.querySelector("#kept")?.textContent !== "", undefined, { timeout: 120_000 });
    await browser.startTracing(page, { categories: TRACED });
    await page.reload();
    const quiet = () => page.waitForFunction(() => {
      const main = document.querySelector("main");
      return main.textContent.trim() && !document.querySelector(".waiting, [aria-busy=true]");
    });
    await quiet();
    const box = page.locator("#q");
    for (const query of queries) {
      await page.goto(`${address}#/`);
      await quiet();
      await box.fill("");
      await box.pressSequentially(query, { delay: 110 });
      await page.waitForTimeout(300);
      await quiet();
      const links = page.locator(".result-list h2 a");
      if ((await links.count()) === 0) continue;
      await links.first().click();
      await quiet();
      await page.goBack();
      await quiet();
      const facet = page.locator(".facet-panel a").first();
      if (await facet.isVisible()) await facet.click();
      await quiet();
    }
    for (const fragment of ["#/browse", "#/browse/subjects", "#/browse/titles", "#/new", "#/help", "#/settings"]) {
      await page.goto(address + fragment);
      await quiet();
      await page.waitForTimeout(100);
    }
    const noted = await page.evaluate((mark) => performance.mark(mark) && window.noted, MARK);
    const long = longTasks(await browser.stopTracing(), MARK, LONGEST_TASK_MS);
    return { ...noted, processor: long.map(({ processor }) => processor) };
  } finally {
    await browser.close();
  }
}

const at = (numbers, share) => numbers.toSorted((a, b) => a - b)[Math.min(numbers.length - 1, Math.floor(numbers.length * share))];
const row = (name, value, unit, bound = "") => console.log(["bench", name, value.toFixed(1), unit, bound].join("\t"));

async function measure(name, folder, queries) {
  const server = await serve(folder);
  const sessions = [];
  for (let run = 0; run < SESSIONS; run++) sessions.push(await session(server.address, queries));
  server.stop();
  const query = sessions.flatMap((one) => one.query);
  const engine = sessions.flatMap((one) => one.engine);
  row(`${name}: keystrokes measured`, query.length, "keystrokes");
  row(`${name}: keystroke to painted results, p50`, at(query, 0.5), "ms");
  row(`${name}: keystroke to painted results, p95`, at(query, 0.95), "ms");
  row(`${name}: in the engine, p50`, at(engine, 0.5), "ms");
  row(`${name}: in the engine, p95`, at(engine, 0.95), "ms");
  const tasks = sessions.flatMap((one) => one.tasks);
  const places = sessions.map((one) => new Set(one.tasks.map((task) => task.at)));
  const again = new Set(tasks.map((task) => task.at).filter((place) => places.filter((seen) => seen.has(place)).length > 1));
  row(`${name}: longest task on the page's thread, of processor time`, Math.max(0, ...sessions.flatMap((one) => one.processor)), "ms", LONGEST_TASK_MS);
  row(`${name}: places of tasks over 50 ms in more than one session`, again.size, "places", 0);
  row(`${name}: longest task on the page's thread, by the clock`, Math.max(0, ...tasks.map(({ duration }) => duration)), "ms");
  row(`${name}: tasks over 50 ms by the clock in ${SESSIONS} sessions`, tasks.length, "tasks");
  for (const { duration, startTime, at: where } of tasks) {
    console.log(`${name}: a task of ${duration.toFixed(0)} ms, ${(startTime / 1000).toFixed(1)} s after the start, at ${where}`);
  }
}

await measure("sample", CARREL_SITE, SAMPLE);

const shared = process.env.CARREL_SHARED ?? fileURLToPath(new URL("../../shared", import.meta.url));
const folder = join(shared, "data/gutenberg");
const file = existsSync(folder) && readdirSync(folder).find((name) => name.startsWith("gutenberg.mrc"));
if (file) {
  const site = join(scratch, "gutenberg");
  execFileSync(CARREL_BIN, ["site", join(folder, file), "--out", site, "--app", CARREL_DIST, "--name", "Project Gutenberg"], { stdio: "ignore" });
  await measure("gutenberg", site, GUTENBERG);
} else {
  console.log("SKIPPED the session on Project Gutenberg's catalogue: ../shared is absent");
}
process.exit(0);
