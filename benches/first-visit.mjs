// A first visit on a slow link: 400 kbit/s and 400 ms round trip, a host that sends brotli, a browser that knows
// nothing. From navigation to the first result on the screen, and what went over the wire until then.
// Run by `cargo xtask bench first-visit`, which says in the environment where everything is.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { join } from "node:path";

const { CHROMIUM, CARREL_NODE_MODULES, CARREL_SITE, CARREL_XTASK } = process.env;
const { chromium } = createRequire(import.meta.url)(join(CARREL_NODE_MODULES, "playwright-core"));

const LINK = ["--latency-ms", "400", "--rate-kbit", "400"];
const BOUND_MS = 6500;
const LONGEST_TASK_MS = 50;
const RUNS = 5;

const server = spawn(CARREL_XTASK, ["serve", "--dir", CARREL_SITE, "--release", "--port", "0", ...LINK], {
  stdio: ["ignore", "pipe", "inherit"],
});
process.on("exit", () => server.kill());
const address = await new Promise((found, failed) => {
  createInterface({ input: server.stdout }).once("line", (line) => found(line.split(" ")[0]));
  server.once("exit", () => failed(new Error("the server did not start")));
});

/** Notes when the first result is on the screen, and every task that held the page up. */
function watch() {
  window.longest = 0;
  new PerformanceObserver((list) => {
    for (const task of list.getEntries()) window.longest = Math.max(window.longest, task.duration);
  }).observe({ type: "longtask", buffered: true });
  const look = () => {
    if (document.querySelector(".result-list .result")) window.firstResult = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

/** One visit in a browser of its own. */
async function visit(act) {
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-component-update"],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
    await page.addInitScript(watch);
    const network = await page.context().newCDPSession(page);
    await network.send("Network.enable");
    let bytes = 0;
    network.on("Network.loadingFinished", (event) => (bytes += event.encodedDataLength));
    await act(page);
    await page.waitForFunction(() => window.firstResult !== undefined, undefined, { timeout: 60_000 });
    const untilThen = bytes;
    const { firstResult, longest } = await page.evaluate(() => ({ firstResult: window.firstResult, longest: window.longest }));
    return { ms: firstResult, bytes: untilThen, longest };
  } finally {
    await browser.close();
  }
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
const row = (name, value, unit, bound = "") => console.log(["bench", name, Math.round(value), unit, bound].join("\t"));

const ways = {
  "a link to a search": (page) => page.goto(`${address}#/search?q=dragon`, { waitUntil: "commit" }),
  "home, then typing": async (page) => {
    await page.goto(address, { waitUntil: "commit" });
    await page.locator("#q").pressSequentially("dragon", { delay: 120 });
  },
};
for (const [name, act] of Object.entries(ways)) {
  const visits = [];
  for (let run = 0; run < RUNS; run++) visits.push(await visit(act));
  row(`${name}: first result`, median(visits.map((visit) => visit.ms)), "ms", BOUND_MS);
  row(`${name}: slowest of ${RUNS}`, Math.max(...visits.map((visit) => visit.ms)), "ms");
  row(`${name}: page's bytes until then`, median(visits.map((visit) => visit.bytes)), "bytes");
  row(`${name}: longest task on the page's thread`, median(visits.map((visit) => visit.longest)), "ms", LONGEST_TASK_MS);
}
server.kill();
process.exit(0);
