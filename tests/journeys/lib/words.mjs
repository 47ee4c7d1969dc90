// What the app says, from `locales/en.toml`: a journey names the string, so that better wording breaks nothing.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./place.mjs";

/** The strings of a file in `locales/`, by name. */
export function read(...path) {
  const strings = new Map();
  let key;
  for (const line of readFileSync(join(ROOT, "locales", ...path), "utf8").split("\n")) {
    key = /^\[([\w.-]+)\]$/.exec(line)?.[1] ?? key;
    const text = /^(text|one|other) = (".*")$/.exec(line);
    if (key && text) strings.set(text[1] === "text" ? key : `${key}.${text[1]}`, JSON.parse(text[2]));
  }
  return strings;
}

const strings = read("en.toml");

/** A string with its blanks filled in. Strings that count are named `results.one`, `results.other`. */
export function says(name, blanks = {}) {
  const text = strings.get(name);
  if (text === undefined) throw new Error(`locales/en.toml has no string ${name}`);
  return text.replace(/\{(\w+)\}/g, (_, blank) => {
    if (blanks[blank] === undefined) throw new Error(`the string ${name} wants {${blank}}`);
    return blanks[blank];
  });
}

/** The same where the blanks may hold anything. */
export function saying(name) {
  const text = strings.get(name);
  if (text === undefined) throw new Error(`locales/en.toml has no string ${name}`);
  const plain = (part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(text.split(/\{\w+\}/).map(plain).join(".+?"));
}
