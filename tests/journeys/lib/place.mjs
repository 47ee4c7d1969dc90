// Where everything is: `cargo xtask journeys` says it in the environment. Each name is looked up when it is asked for, so
// that a journey which needs no `carrel` command runs without one.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const said = (name, what) => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: it says where ${what} is. \`cargo xtask journeys\` sets it.`);
  if (!existsSync(value)) throw new Error(`${name} names ${value}, which does not exist: ${what} should be there.`);
  return value;
};

/** Top of the repository. */
export const ROOT = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

export const place = {
  get chromium() {
    return said("CHROMIUM", "Chromium");
  },
  get modules() {
    return said("CARREL_NODE_MODULES", "the folder of npm packages");
  },
  /** The app without a catalogue. */
  get app() {
    return said("CARREL_DIST", "the built app");
  },
  /** The sample library's site. */
  get site() {
    return said("CARREL_SITE", "the sample library's site");
  },
  /** The `carrel` command. */
  get carrel() {
    return said("CARREL_BIN", "the `carrel` command");
  },
  /** A folder that holds the sample library's desk. */
  get desk() {
    return said("CARREL_DESK", "the desk of the sample library");
  },
  /** The gateway's program. */
  get server() {
    return said("CARREL_SERVER", "the gateway's program");
  },
  /** The program that draws what a camera sees. */
  get film() {
    return said("CARREL_FILM", "the program that draws a film of barcodes");
  },
  /** The program that serves a folder (`serve --dir`). */
  get xtask() {
    return said("CARREL_XTASK", "xtask's own program");
  },
  /** The sample library as a librarian would export it. */
  get sample() {
    return join(ROOT, "sample", "westfield.mrc");
  },
};

const require = createRequire(import.meta.url);

export const playwright = () => require(join(place.modules, "playwright-core"));
export const axeSource = () => readFileSync(join(place.modules, "axe-core", "axe.min.js"), "utf8");

let scratch;
let made = 0;

/** A new empty folder that is gone after the run. */
export function newFolder(name) {
  scratch ??= mkdtempSync(join(tmpdir(), "carrel-journeys-"));
  const folder = join(scratch, `${++made}-${name}`);
  mkdirSync(folder);
  return folder;
}

process.on("exit", () => {
  if (scratch) rmSync(scratch, { recursive: true, force: true, maxRetries: 3 });
});
