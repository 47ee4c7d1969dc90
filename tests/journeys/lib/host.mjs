// A web host: a process of its own that serves a folder, and that can be stopped like one.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { ROOT, place } from "./place.mjs";

export class Host {
  #folder;
  #options;
  #process;
  #port = 0;
  /** Address of the site, with its base. */
  address;
  /** Every request that came in, oldest first: `{ method, path, status }`. */
  requests = [];

  /** Serves a folder. `options` are those of `cargo xtask serve`, such as `--mime wrong`. */
  static async start(folder, options = []) {
    const host = new Host();
    host.#folder = folder;
    host.#options = options;
    await host.start();
    return host;
  }

  /** Starts, or after [`stop`] starts again at the same address. */
  async start() {
    const args = ["serve", "--dir", this.#folder, "--port", String(this.#port), "--log", ...this.#options];
    // In the repository's folder: it may have to compress with our Node script.
    const server = spawn(place.xtask, args, { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
    this.#process = server;
    let said = "";
    createInterface({ input: server.stderr }).on("line", (line) => {
      const [, method, path, status] = /^([A-Z]+) (\S+) (\d{3}) \d+$/.exec(line) ?? [];
      if (method) this.requests.push({ method, path, status: Number(status) });
      else said += `${line}\n`;
    });
    this.address = await new Promise((found, fail) => {
      createInterface({ input: server.stdout }).once("line", (line) => found(line.split(" ")[0]));
      server.once("exit", (code) => fail(new Error(`the host did not start (${code}): ${said}`)));
    });
    this.#port = Number(new URL(this.address).port);
  }

  get origin() {
    return new URL(this.address).origin;
  }

  /** Ends the process at once, as when a server loses its power. */
  async stop() {
    const server = this.#process;
    if (!server) return;
    this.#process = undefined;
    if (server.exitCode !== null || server.signalCode !== null) return;
    const gone = once(server, "exit");
    server.kill("SIGKILL");
    await gone;
  }

  /** The paths asked for since some point (`requests.length` then), without the base. */
  paths(since = 0) {
    const base = new URL(this.address).pathname;
    return this.requests.slice(since).map(({ path }) => (path.startsWith(base) ? path.slice(base.length) : path));
  }
}
