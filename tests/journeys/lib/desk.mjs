// A gateway that can be killed, and people at a desk and a kiosk.
import { spawn, spawnSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { until } from "./journey.mjs";
import { newFolder, place } from "./place.mjs";
import { says } from "./words.mjs";

export const string = (key, blanks) => says(`desk.${key}`, blanks);
export const PASSWORD = "a long password";

/** The gateway's process, over a folder of data. */
export class Gateway {
  #data = newFolder("gateway");
  #process;
  #port = 0;
  address;

  /** `ils`: what stands in `ils.toml`, where the library's own system is. */
  static async start(world, { ils } = {}) {
    const gateway = new Gateway();
    if (ils) writeFileSync(join(gateway.#data, "ils.toml"), ils);
    const made = spawnSync(place.server, ["staff", "--data", gateway.#data, "--name", "ann", "--admin"], { input: `${PASSWORD}\n` });
    if (made.status !== 0) throw new Error(`no member of staff: ${made.stderr}`);
    await gateway.start();
    world.trust(new URL(gateway.address).origin);
    return gateway;
  }

  async start() {
    const args = ["serve", "--data", this.#data, "--site", place.desk, "--listen", `127.0.0.1:${this.#port}`];
    const server = spawn(place.server, args, { stdio: ["ignore", "pipe", "inherit"] });
    this.#process = server;
    this.address = await new Promise((found, fail) => {
      createInterface({ input: server.stdout }).on("line", (line) => {
        const [, url] = /^listening on (\S+)$/.exec(line) ?? [];
        if (url) found(url);
      });
      server.once("exit", (code) => fail(new Error(`the gateway did not start (${code})`)));
    });
    this.#port = Number(new URL(this.address).port);
  }

  #says(...args) {
    const done = spawnSync(place.server, [args[0], "--data", this.#data, ...args.slice(1)]);
    if (done.status !== 0) throw new Error(`${args[0]} failed: ${done.stderr}`);
  }

  /** Writes a backup, and gives its path. Stop the server first. */
  backsUp() {
    this.#says("backup");
    const folder = join(this.#data, "backups");
    const [last] = readdirSync(folder).sort().reverse();
    return join(folder, last);
  }

  /** Puts a backup in place. Stop the server first. */
  restores(path) {
    this.#says("restore", "--from", path);
  }

  async stop() {
    const server = this.#process;
    this.#process = undefined;
    if (!server) return;
    const gone = once(server, "exit");
    server.kill("SIGKILL");
    await gone;
  }
}

/** Somebody at a desk or a kiosk. */
export class Clerk {
  constructor(page, address) {
    this.page = page;
    this.address = address;
  }

  async arrives(fragment = "") {
    await this.page.goto("about:blank");
    await this.page.goto(`${this.address}desk/${fragment}`, { waitUntil: "commit" });
    await this.page.locator(".state, .note").first().waitFor({ timeout: 20_000 });
  }

  async goes(fragment) {
    await this.page.evaluate((to) => void (location.hash = to), fragment);
    const name = fragment === "#/" ? "" : fragment.slice(2);
    await this.page.locator(`.page[data-page="${name}"]`).waitFor();
  }

  presses(name) {
    return this.page.getByRole("button", { name, exact: true }).click();
  }

  /** Says that this computer is the desk. */
  async isDesk() {
    await this.presses(string("setup_desk_choose"));
    await this.page.locator("#scan").waitFor();
  }

  /** Waits until the pages are on this device, to the last one. */
  async isKept() {
    await until("the service worker is in charge", () =>
      this.page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.active?.state === "activated"), { seconds: 30 });
  }

  async isKiosk(word) {
    await this.page.locator("#setup-word").fill(word);
    const accept = this.page.locator("#setup-accept");
    if (await accept.isVisible()) await accept.check();
    await this.presses(string("setup_kiosk_choose"));
    await this.page.locator("#scan").waitFor();
  }

  /** A scanner's burst, and Enter. */
  async bursts(text) {
    await this.page.keyboard.type(text, { delay: 1 });
    await this.page.keyboard.press("Enter");
  }

  /** Scans, and waits until the screen says this. */
  async scans(text, expected) {
    await this.bursts(text);
    if (expected) await this.sees(expected);
  }

  said() {
    return this.page.locator(".said").innerText();
  }

  async sees(text) {
    await until(`the screen says “${text}”`, async () => (await this.said()).includes(text), { seconds: 15 });
  }

  /** Lends a book on a card; what was said before it is no answer. */
  async lends(card, copy) {
    await this.goes("#/");
    await this.presses(string("mode_out"));
    await this.scans(card);
    await this.scans(copy.barcode, string("recorded", { act: string("act_out") }));
  }

  async pending() {
    return Number(/\d+/.exec(await this.page.locator("#pending").innerText())[0]);
  }

  async sends() {
    await until("everything is sent", async () => (await this.pending()) === 0, { seconds: 40 });
  }

  async signsIn(name = "ann", password = PASSWORD) {
    await this.goes("#/settings");
    await this.page.locator("#staff-name").fill(name);
    await this.page.locator("#staff-password").fill(password);
    await this.presses(string("gateway_sign_in"));
    await this.page.getByText(string("gateway_signed_in", { name })).waitFor();
  }

  /** The six digits that an app shows for a secret in base 32 (RFC 6238), so many steps ahead. */
  static appCode(secret, ahead = 0) {
    const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    const bits = [...secret.replaceAll(" ", "")].map((letter) => letters.indexOf(letter).toString(2).padStart(5, "0")).join("");
    const key = Buffer.from(bits.match(/.{8}/g).map((eight) => Number.parseInt(eight, 2)));
    const step = Buffer.alloc(8);
    step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + ahead));
    const sum = createHmac("sha1", key).update(step).digest();
    const at = sum[19] & 15;
    return String((sum.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
  }

  async asksForCode(role) {
    await this.presses(string(role === "desk" ? "gateway_code_desk" : "gateway_code_kiosk"));
    const said = this.page.locator("#gateway > [role=status]");
    return until("a code is shown", async () => /: ([2-9A-Z]{8})$/.exec(await said.innerText())?.[1]);
  }

  /** Who may give out codes pairs the computer in front of them with one press. */
  async pairsHere() {
    await this.goes("#/settings");
    await this.presses(string("gateway_pair_this"));
    await this.page.getByText(string("gateway_paired")).waitFor();
    await until("it is connected", () => this.page.locator('.net[data-net="online"]').isVisible(), { seconds: 20 });
  }

  async pairs(code, label) {
    await this.goes("#/settings");
    await this.page.locator("#pair-code").fill(code);
    await this.page.locator("#pair-label").fill(label);
    await this.presses(string("gateway_pair"));
    await this.page.getByText(string("gateway_paired")).waitFor();
    await until("it is connected", () => this.page.locator('.net[data-net="online"]').isVisible(), { seconds: 20 });
  }

  /** The part of a system on the page that makes files. Those that are not the library's own lie behind a fold, which is opened. */
  async system(name) {
    const part = this.page.locator(".system", { hasText: name });
    await part.waitFor({ state: "attached" });
    const fold = this.page.locator("details.others:not([open])", { has: part });
    if ((await fold.count()) > 0) await fold.locator(":scope > summary").click();
    return part;
  }

  /** The file of a system, and its sheet; or a file for each of so many classes. */
  async handsIn(system, classes = 0, second = "") {
    await this.goes("#/");
    await this.goes("#/hand-in");
    return this.saves(system, classes, second);
  }

  /** The same on the page as it is. */
  async saves(system, classes = 0, second = "") {
    await this.system(system);
    const button = this.page.getByRole("button", { name: string("hand_make", { system }), exact: true });
    await button.waitFor();
    if (classes > 0) await this.page.locator(`#by-class-${system}`).check();
    const found = [];
    this.page.on("download", (download) => found.push(download));
    await button.click();
    // Another system than that of the last file is asked about.
    if (second) await this.presses(second);
    await until("file and sheet were saved", () => found.length >= Math.max(classes, 1) + 1);
    const files = new Map();
    for (const download of found) {
      const stream = await download.createReadStream();
      const parts = [];
      for await (const part of stream) parts.push(part);
      files.set(download.suggestedFilename(), Buffer.concat(parts).toString("utf8"));
    }
    this.page.removeAllListeners("download");
    return files;
  }
}
