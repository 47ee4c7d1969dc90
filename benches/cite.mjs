// Citing in the browser: a list of 100 sources is written in every style, with the page's thread slowed to a quarter by the
// developer tools. Measured by the module itself from the sources to finished entries (`carrel-cite-format`), and from the
// choice of another style to the drawn page (`carrel-cite`).
// Run by `cargo xtask bench cite`, which says in the environment where everything is.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";

const { CHROMIUM, CARREL_NODE_MODULES, CARREL_SITE, CARREL_XTASK } = process.env;
const { chromium } = createRequire(import.meta.url)(join(CARREL_NODE_MODULES, "playwright-core"));

/** Milliseconds for 100 entries. */
const BOUND_MS = 50;
const STYLES = ["mla", "apa", "chicago-notes", "chicago-author-date", "chicago-notes-17", "chicago-author-date-17", "harvard", "elementary"];

const server = spawn(CARREL_XTASK, ["serve", "--dir", CARREL_SITE, "--port", "0"], { stdio: ["ignore", "pipe", "inherit"] });
process.on("exit", () => server.kill());
const address = await new Promise((found, failed) => {
  createInterface({ input: server.stdout }).once("line", (line) => found(line.split(" ")[0]));
  server.once("exit", () => failed(new Error("the server did not start")));
});
const row = (name, value, unit, bound = "") => console.log(["bench", name, value.toFixed(1), unit, bound].join("\t"));

/** Books, articles and pages by turns, with names and titles of usual lengths. */
const sources = Array.from({ length: 100 }, (_, n) => {
  const type = ["BOOK", "JOUR", "ELEC", "CHAP", "NEWS"][n % 5];
  return [
    `TY  - ${type}`, `AU  - Author${n % 40}, Given Name`, `AU  - Second${n}, Ann`, `TI  - A title about the number ${n} and what it means for bees`,
    "T2  - The Journal of Many Things", `PY  - ${1990 + (n % 30)}/05/0${1 + (n % 9)}/`, "PB  - A Publishing House", "VL  - 12", "IS  - 3", "SP  - 101", "EP  - 125",
    `UR  - https://journal.example/articles/${n}`, "ER  - ",
  ].join("\n");
}).join("\n");

const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
const page = await browser.newPage();
await page.goto(`${address}#/cite`);
await page.locator('[data-key="bring"]').click({ timeout: 30_000 });
await page.locator("#cite-paste").fill(sources);
await page.locator('[data-key="bring-read"]').click();
await page.locator('[data-key="bring-take"]').click();
await page.waitForFunction(() => document.querySelectorAll(".cite-list > li").length === 100);
const tools = await page.context().newCDPSession(page);
await tools.send("Emulation.setCPUThrottlingRate", { rate: 4 });
let worst = 0;
for (const style of STYLES) {
  const times = { "carrel-cite-format": [], "carrel-cite": [] };
  for (let run = 0; run < 5; run++) {
    // Away and back: the style is written anew, its engine is made already after the first time.
    for (const choice of [style === "mla" ? "apa" : "mla", style]) {
      await page.evaluate(() => performance.clearMeasures());
      await page.locator("#cite-style").selectOption(choice);
      // Its file comes when it is first used.
      await page.waitForFunction(() => performance.getEntriesByName("carrel-cite").length > 0);
      await page.waitForTimeout(50);
    }
    for (const name of Object.keys(times)) {
      const found = await page.evaluate((name) => performance.getEntriesByName(name).map((entry) => entry.duration), name);
      times[name].push(found[0]);
    }
  }
  const middle = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];
  const format = middle(times["carrel-cite-format"]);
  worst = Math.max(worst, format);
  row(`cite.100.${style}.format`, format, "ms", BOUND_MS);
  row(`cite.100.${style}.page`, middle(times["carrel-cite"]), "ms");
}
await browser.close();
server.kill();
process.exitCode = worst <= BOUND_MS ? 0 : 1;
