// Journeys are registered by name and run one after the other. What a journey opens through its `world` is closed after
// it, and what went wrong unseen meanwhile (an exception in the page, a broken policy, a request to another site) fails it.
import { World } from "./world.mjs";

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
    await within(seconds, act(world));
    failure = world.complaint();
  } catch (error) {
    const unseen = world.complaint();
    failure = `${error?.stack ?? error}${unseen ? `\nbesides: ${unseen}` : ""}${await world.picture()}`;
  }
  await within(30, world.end()).catch((error) => (failure ??= `at the end: ${error}`));
  return failure;
}

/** Runs those whose name contains one of the words; all without words. Gives how many failed. */
export async function run(words) {
  const chosen = journeys.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
  const failed = [];
  for (const journey of chosen) {
    const start = performance.now();
    const failure = await one(journey);
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    if (failure) {
      failed.push(journey.name);
      console.log(`not ok ${journey.name} (${seconds} s)\n${failure.replace(/^/gm, "  | ")}`);
    } else {
      console.log(`ok ${journey.name} (${seconds} s)`);
    }
  }
  await World.over();
  if (failed.length > 0) console.log(`failed:\n  ${failed.join("\n  ")}`);
  console.log(`${chosen.length - failed.length} passed, ${failed.length} failed`);
  return failed.length;
}
