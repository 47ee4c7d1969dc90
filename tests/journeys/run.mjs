// Whole ways through the finished site, in Chromium, as readers and librarians go them.
//   cargo xtask journeys [WORD...]     all, or those whose name contains one of the words
import { run } from "./lib/journey.mjs";

// In the order in which a failure is cheapest to understand.
for (const topic of [
  "search",
  "union",
  "record",
  "keyboard",
  "pages",
  "print",
  "offline",
  "damage",
  "hosts",
  "update",
  "storage",
  "privacy",
  "publish",
  "cite",
  "lessons",
  "tongues",
  "spoken",
  "teach",
  "desk",
]) {
  await import(`./${topic}.mjs`);
}

process.exitCode = (await run(process.argv.slice(2))) === 0 ? 0 : 1;
