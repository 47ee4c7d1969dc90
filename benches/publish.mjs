// Publishing in the browser: 20,000 records become a site's zip, asked of the import worker directly, and through the
// Publish page as a librarian does it. The records are the sample's, over and over, each time with another control number.
//
// "A slow machine" is made by sharing: the browser's whole process (throttling in the developer tools does not reach
// workers) is held to one core on which three other programs count without end, so that it has about a quarter of it.
// By how much that slows is measured beside it. Where there is no `taskset`, that part is left out, and said.
// A task on the page's thread is judged by the processor's time for it (`tasks.mjs`): the kernel takes the thread away in the
// middle of one, on the slow machine most of the time. Each that is long by the clock is printed with the step it ended in.
// Run by `cargo xtask bench publish`, which says in the environment where everything is.
import { spawn, spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { manyRecords } from "../tests/journeys/lib/publisher.mjs";
import { longTasks, TRACED } from "./tasks.mjs";

const { CHROMIUM, CARREL_NODE_MODULES, CARREL_SITE, CARREL_XTASK } = process.env;
const { chromium } = createRequire(import.meta.url)(join(CARREL_NODE_MODULES, "playwright-core"));

const RECORDS = 20_000;
/** Seconds through the page on a slow machine. */
const BOUND_S = 60;
/** Milliseconds of the processor that a task on the page's thread may take. */
const BOUND_TASK_MS = 50;
const MARK = "carrel-bench";

const scratch = mkdtempSync(join(tmpdir(), "carrel-bench-"));
process.on("exit", () => rmSync(scratch, { recursive: true, force: true }));
cpSync(CARREL_SITE, scratch, { recursive: true });
writeFileSync(join(scratch, "many.mrc"), manyRecords(RECORDS));
const server = spawn(CARREL_XTASK, ["serve", "--dir", scratch, "--port", "0"], { stdio: ["ignore", "pipe", "inherit"] });
process.on("exit", () => server.kill());
const address = await new Promise((found, failed) => {
  createInterface({ input: server.stdout }).once("line", (line) => found(line.split(" ")[0]));
  server.once("exit", () => failed(new Error("the server did not start")));
});


const SWITCHES = ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const browsing = (executablePath) => chromium.launch({ executablePath, args: SWITCHES });
const row = (name, value, unit, bound = "") => console.log(["bench", name, value.toFixed(3), unit, bound].join("\t"));

/** The worker alone, as fast as this machine is. */
async function throughTheWorker(browser) {
  const page = await browser.newPage();
  await page.goto(`${address}#/publish`);
  await page.waitForFunction(() => document.querySelector("main h1"));
  const took = await page.evaluate(async (address) => {
    const modules = JSON.parse(document.getElementById("carrel-modules").textContent);
    const at = (path) => new URL(path, document.baseURI).href;
    const file = new File([await (await fetch(`${address}many.mrc`)).blob()], "many.mrc", { lastModified: 1_795_000_000_000 });
    const worker = new Worker(at(modules.worker.js), { type: "module" });
    const asks = (message, wanted) =>
      new Promise((done, fail) => {
        const start = performance.now();
        worker.onmessage = ({ data }) => {
          if (data === wanted || data.say === wanted) done([(performance.now() - start) / 1000, data]);
          else if (data.say === "failed" || typeof data === "string") fail(new Error(data.message ?? data));
        };
        worker.postMessage(message);
      });
    const [start] = await asks([at(modules.import.js), at(modules.import.wasm)], "ready");
    const [read] = await asks({ ask: "read", titles: [file], items: [] }, "report");
    const [build, { records }] = await asks({ ask: "build", name: "Bench", base: "/" }, "built");
    const [preview] = await asks({ ask: "preview", number: 1, query: "dragon", limit: 10 }, "hits");
    const [zip, { bytes }] = await asks({ ask: "site", app: address }, "site");
    worker.terminate();
    return { start, read, build, preview, zip, records, bytes };
  }, address);
  await page.close();
  row("records published", took.records, "records");
  for (const step of ["start", "read", "build", "preview", "zip"]) row(`publish, step “${step}”`, took[step], "s");
  row("publish 20,000 records, all steps", took.start + took.read + took.build + took.zip, "s");
  row("the site's zip", took.bytes, "bytes");
}

/** Milliseconds for a fixed piece of counting. */
const counting = (page) =>
  page.evaluate(() => {
    const start = performance.now();
    let x = 1;
    for (let n = 0; n < 3e8; n++) x = (x * 48271) % 2147483647;
    return x && performance.now() - start;
  });

/** As a librarian: from the press on "Read" to the zip in the downloads. Gives seconds and long tasks, each with its step. */
async function throughThePage(browser) {
  const page = await browser.newPage();
  page.setDefaultTimeout(300_000);
  await page.goto(`${address}#/publish`);
  await page.setInputFiles("#publish-titles", join(scratch, "many.mrc"));
  await browser.startTracing(page, { categories: TRACED });
  await page.evaluate((mark) => {
    const { startTime } = performance.mark(mark);
    window.steps = [];
    const note = () => {
      const step = document.querySelector(".publish-step > h2")?.textContent ?? "";
      if (step !== window.steps.at(-1)?.step) window.steps.push({ step, at: performance.now() - startTime });
    };
    new MutationObserver(note).observe(document.body, { childList: true, subtree: true });
    note();
  }, MARK);
  const start = performance.now();
  await page.click("#publish-read");
  await page.fill("#publish-name", "Bench");
  await page.click(".make button[type=submit]");
  await page.waitForSelector(".tried li");
  const coming = page.waitForEvent("download");
  await page.click(".publish-step button[data-kind=main]");
  await (await coming).path();
  const seconds = (performance.now() - start) / 1000;
  const steps = await page.evaluate(() => window.steps);
  const long = longTasks(await browser.stopTracing(), MARK, BOUND_TASK_MS).filter(({ from }) => from >= 0);
  await page.close();
  // What a task draws is noted at its end, by a coarser clock than the trace's.
  const ended = ({ from, clock }) => steps.findLast(({ at }) => at <= from + clock + 2)?.step;
  return { seconds, tasks: long.map((task) => ({ ...task, step: ended(task) })) };
}

/** What held the page's thread up; 0 when no task took 50 ms: shorter ones are not told of. */
function tellTasks(where, tasks) {
  const longest = (by) => Math.max(0, ...tasks.map((task) => task[by]));
  row(`${where}: longest task on its thread, of processor time`, longest("processor"), "ms", BOUND_TASK_MS);
  row(`${where}: longest task on its thread, by the clock`, longest("clock"), "ms");
  for (const { from, clock, processor, step } of tasks) {
    console.log(`${where}: a task of ${clock.toFixed(0)} ms, ${processor.toFixed(1)} of the processor, ${(from / 1000).toFixed(1)} s after the start, to “${step}”`);
  }
}

const quick = await browsing(CHROMIUM);
await throughTheWorker(quick);
const plain = await throughThePage(quick);
row("publish 20,000 records through the page", plain.seconds, "s");
tellTasks("publish through the page", plain.tasks);
const blank = await quick.newPage();
const alone = Math.min(await counting(blank), await counting(blank));
await quick.close();

if (spawnSync("taskset", ["-c", "0", "true"]).status === 0) {
  const held = join(scratch, "chromium-on-one-core");
  writeFileSync(held, `#!/bin/sh\nexec taskset -c 0 "${CHROMIUM}" "$@"\n`);
  chmodSync(held, 0o755);
  // Each in a session of its own, or the kernel would give them one share together.
  const others = [1, 2, 3].map(() => spawn("taskset", ["-c", "0", process.execPath, "-e", "for (;;);"], { detached: true, stdio: "ignore" }));
  process.on("exit", () => others.forEach((other) => other.kill("SIGKILL")));
  const slow = await browsing(held);
  const page = await slow.newPage();
  row("the slow machine: times slower, measured by counting", (await counting(page)) / alone, "times");
  const { seconds, tasks } = await throughThePage(slow);
  row("publish 20,000 records through the page, slow machine", seconds, "s", BOUND_S);
  tellTasks("publish through the page, slow machine", tasks);
  await slow.close();
} else {
  console.error("SKIPPED the slow machine: it needs `taskset` (util-linux)");
}
server.kill();
process.exit(0);
