// What a journey happens in: hosts, a browser that many readers share, and computers that can be switched off.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Host } from "./host.mjs";
import { ROOT, newFolder, place, playwright } from "./place.mjs";
import { Reader } from "./reader.mjs";

/** A quiet Chromium: without the traffic of its own that it would start with. */
const SWITCHES = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** How long a click may wait for its element, in milliseconds. */
const PATIENCE = 10_000;

/** What the browser itself says where files are missing or the network is away: for journeys that want it so. */
export const NETWORK_FAILS = /^Failed to load resource: |^An unknown error occurred when fetching the script\.$/;

let shared;

export class World {
  #hosts = [];
  #contexts = [];
  #computers = [];
  #readers = [];
  #problems = [];
  #expected = [];
  #trusted = new Set();

  /** Serves a folder from a process of its own. */
  async host(folder, options) {
    const host = await Host.start(folder, options);
    this.#hosts.push(host);
    return host;
  }

  /** A reader with an empty browser. `options` are Playwright's for a context. */
  async reader(host, options = {}) {
    shared ??= playwright().chromium.launch({ executablePath: place.chromium, args: SWITCHES });
    const context = await (await shared).newContext({ viewport: { width: 1366, height: 768 }, locale: "en-US", ...options });
    this.#contexts.push(context);
    context.setDefaultTimeout(PATIENCE);
    this.watch(context);
    return this.sit(context, host);
  }

  /** A reader in a new tab of a context. */
  async sit(context, host) {
    const reader = new Reader(await context.newPage(), host);
    this.#readers.push(reader);
    return reader;
  }

  /** A computer with a disk of its own: what its browser keeps is still there after it was switched off. */
  async computer({ switches = [], prepare = () => {} } = {}) {
    const computer = new Computer(this, switches);
    prepare(computer.profile);
    this.#computers.push(computer);
    await computer.switchOn();
    return computer;
  }

  /** Notes what nobody looks at: exceptions, broken policies, requests to strangers. */
  watch(context) {
    const note = (text) => this.#problems.push(text);
    context.on("weberror", (event) => {
      const error = event.error();
      note(`exception in the page: ${error?.stack || error?.message || JSON.stringify(error)}`);
    });
    if (process.env.CARREL_LOUD) context.on("console", (message) => console.log(`  ~ ${message.type()}: ${message.text()}`));
    context.on("console", (message) => {
      const text = message.text();
      if (message.type() === "error" || /Content Security Policy|Refused to /.test(text)) note(`the browser says: ${text}`);
    });
    context.on("request", (request) => {
      const url = new URL(request.url());
      const known = this.#trusted.has(url.origin) || this.#hosts.some((host) => host.origin === url.origin);
      if (/^https?:|^wss?:/.test(url.protocol) && !known) note(`a request to another site: ${request.url()}`);
    });
  }

  /** Another name of one of our hosts. */
  trust(origin) {
    this.#trusted.add(origin);
  }

  /** From now on this complaint is part of the journey. */
  expect(pattern) {
    this.#expected.push(pattern);
  }

  complaint() {
    // The browser's own words come with a prefix of ours.
    const plain = (text) => text.replace(/^the browser says: /, "");
    const left = this.#problems.filter((text) => !this.#expected.some((pattern) => pattern.test(plain(text))));
    return left.length > 0 ? left.join("\n") : undefined;
  }

  /** What the last reader saw, for a journey that failed. */
  async picture() {
    const reader = this.#readers.at(-1);
    if (!reader || reader.page.isClosed()) return "";
    const folder = join(ROOT, "target", "journeys");
    mkdirSync(folder, { recursive: true });
    const path = join(folder, `${new Date().toISOString().replace(/\D/g, "").slice(8, 17)}.png`);
    try {
      await reader.page.screenshot({ path, timeout: 5000 });
      const text = await reader.page.evaluate(() => document.querySelector("main")?.innerText.replace(/\s+/g, " ").slice(0, 240));
      return `\nat ${reader.page.url()}, see ${path}, where main begins: ${text}`;
    } catch (error) {
      return `\nat ${reader.page.url()}; no picture: ${String(error).split("\n")[0]}`;
    }
  }

  async end() {
    for (const context of this.#contexts) await context.close();
    for (const computer of this.#computers) await computer.switchOff();
    for (const host of this.#hosts) await host.stop();
  }

  /** After the last journey. */
  static async over() {
    await (await shared)?.close();
  }
}

/** A computer: one browser profile on disk, and a browser process that can be killed and started again. */
class Computer {
  #world;
  #switches;
  #process;
  #browser;
  /** Where its disk is. */
  profile = newFolder("profile");
  context;

  constructor(world, switches) {
    this.#world = world;
    this.#switches = switches;
  }

  async switchOn() {
    const args = [
      "--headless",
      ...SWITCHES,
      "--remote-debugging-port=0",
      `--user-data-dir=${this.profile}`,
      "--window-size=1366,768",
      "--lang=en-US",
      ...this.#switches,
      "about:blank",
    ];
    // A group of its own, so that its helper processes die with it.
    const chromium = spawn(place.chromium, args, { detached: true, stdio: ["ignore", "ignore", "pipe"] });
    this.#process = chromium;
    let said = "";
    const endpoint = await new Promise((found, fail) => {
      createInterface({ input: chromium.stderr }).on("line", (line) => {
        said += `${line}\n`;
        const [, url] = /^DevTools listening on (ws:\S+)/.exec(line) ?? [];
        if (url) found(url);
      });
      chromium.once("exit", (code) => fail(new Error(`Chromium did not start (${code}): ${said.slice(-1000)}`)));
    });
    this.#browser = await playwright().chromium.connectOverCDP(endpoint);
    this.context = this.#browser.contexts()[0];
    this.context.setDefaultTimeout(PATIENCE);
    this.#world.watch(this.context);
  }

  /** A reader in a new tab. */
  reader(host) {
    return this.#world.sit(this.context, host);
  }

  /** Kills the browser and all its processes at once. Nothing is asked or told. */
  async switchOff() {
    const chromium = this.#process;
    if (!chromium) return;
    this.#process = undefined;
    if (chromium.exitCode === null && chromium.signalCode === null) {
      const gone = once(chromium, "exit");
      process.kill(-chromium.pid, "SIGKILL");
      await gone;
    }
    await this.#browser.close().catch(() => {});
  }

  async switchOffAndOn() {
    await this.switchOff();
    await this.switchOn();
  }

  /** Lets the browser end by itself, so that it writes down everything (a log of its network, for one). */
  async shutDown() {
    const chromium = this.#process;
    this.#process = undefined;
    const gone = once(chromium, "exit");
    const session = await this.#browser.newBrowserCDPSession();
    await session.send("Browser.close").catch(() => {});
    await gone;
  }
}
