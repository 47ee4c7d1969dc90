// Journeys are registered by name and run one after the other. What a journey opens through its `world` is closed after
// it, and what went wrong unseen meanwhile (an exception in the page, a broken policy, a request to another site) fails it.
import { readFileSync } from "node:fs";
import { World } from "./world.mjs";

// Journeys that find defects not yet mended, one name a line: they run and are told of, and do not fail the run. The
// list may only shrink; a name in it that no journey has fails.
const known = new Set(
  readFileSync(new URL("../known.txt", import.meta.url), "utf8")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line && !line.startsWith("#")),
);

const journeys = [];

/** Registers a journey. Its name is a sentence that is true when it passes. */
export function journey(name, act, { seconds = 60 } = {}) {
  journeys.push({ name, act, seconds });
}

/** Waits until `look` gives something truthy, and gives that; else says what did not come about. */
export async function until(what, look, { seconds = 10 } = {}) {
  const end = Date.now() + seconds * 1000;
  for (let last; ; ) {
    try {
      const value = await look();
      if (value) return value;
      last = value;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) {
      throw new Error(`waited ${seconds} s, and it did not come about that ${what} (last seen: ${String(last).slice(0, 600)})`);
    }
    await new Promise((done) => setTimeout(done, 50));
  }
}

function within(seconds, promise) {
  let timer;
  const late = new Promise((_, fail) => {
    timer = setTimeout(() => fail(new Error(`it took longer than ${seconds} s`)), seconds * 1000);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

async function one({ act, seconds }) {
  const world = new World();
  let failure;
  try {
    // Taking pictures takes time.
    await within(process.env.CARREL_SHOTS ? seconds * 6 : seconds, act(world));
    failure = world.complaint();
  } catch (error) {
    const unseen = world.complaint();
    failure = `${error?.stack ?? error}${unseen ? `\nbesides: ${unseen}` : ""}${await world.picture()}`;
  }
  await within(30, world.end()).catch((error) => (failure ??= `at the end: ${error}`));
  return failure;
}

/** What a failure says first, on one line, for the closing list. */
function firstWords(failure) {
  return failure.replace(/\s+/g, " ").slice(0, 300);
}

/** Runs those whose name contains one of the words; all without words. Gives how many failed. */
export async function run(words) {
  const chosen = journeys.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
  const failed = [];
  const defects = [];
  const retried = [];
  let passed = 0;
  for (const name of known) {
    if (!journeys.some((journey) => journey.name === name)) failed.push(`known.txt: there is no journey “${name}”`);
  }
  for (const journey of chosen) {
    const start = performance.now();
    let first;
    let failure = await one(journey);
    if (failure && !known.has(journey.name)) {
      // A machine that is busy with something else may be too slow once; a defect fails twice. Whoever reads the end
      // learns of it: what fails now and then may be a defect, too.
      console.log(`again: ${journey.name}\n${failure.replace(/^/gm, "  | ")}`);
      first = firstWords(failure);
      failure = await one(journey);
    }
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    const details = `${journey.name} (${seconds} s)${failure ? `\n${failure.replace(/^/gm, "  | ")}` : ""}`;
    if (!failure) {
      passed += 1;
      if (first) retried.push(`${journey.name} (at first: ${first})`);
      console.log(`${first ? "ok at the second try:" : "ok"} ${details}`);
    } else if (known.has(journey.name)) {
      defects.push(journey.name);
      console.log(`known defect: ${details}`);
    } else {
      failed.push(journey.name);
      console.log(`not ok ${details}`);
    }
  }
  await World.over();
  if (failed.length > 0) console.log(`failed:\n  ${failed.join("\n  ")}`);
  if (defects.length > 0) console.log(`known defects (tests/journeys/known.txt), ${defects.length}:\n  ${defects.join("\n  ")}`);
  for (const name of retried) console.log(`second try: ${name}`);
  const tries = retried.length > 0 ? `, ${retried.length} of the passed only at the second try` : "";
  console.log(`${passed} passed, ${failed.length} failed${tries}`);
  return failed.length;
}
