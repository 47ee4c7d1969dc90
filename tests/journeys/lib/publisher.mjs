// A librarian in front of the Publish page: what they press, and which step they are at.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { until } from "./journey.mjs";
import { newFolder, place } from "./place.mjs";
import { says, saying } from "./words.mjs";

const string = (key, blanks) => says(`publish.${key}`, blanks);

export class Publisher {
  constructor(reader) {
    this.reader = reader;
    this.page = reader.page;
    this.main = reader.page.locator("main");
  }

  /** The heading of the step that is shown. */
  async step() {
    return (await this.main.locator(".publish-step > h2").allInnerTexts())[0] ?? "";
  }

  /** Waits for a step by the name of its heading's string; its heading has the focus then. */
  async isAt(key, seconds = 20) {
    const heading = saying(`publish.${key}`);
    await until(`the step “${heading.source}” is shown`, async () => heading.test(await this.step()), { seconds });
    await until("its heading has the focus", async () => {
      const { tag, text } = await this.reader.focused();
      return tag === "h2" && heading.test(text);
    });
  }

  button(key, blanks) {
    return this.main.getByRole("button", { name: typeof key === "string" ? string(key, blanks) : key, exact: true });
  }

  async presses(key, blanks) {
    await this.button(key, blanks).click();
  }

  /** Chooses files in the computer's own window. */
  async chooses(paths, kind = "titles") {
    const opens = this.page.waitForEvent("filechooser");
    const open = this.main.locator(`.drop[data-files=${kind}] button`);
    const closed = this.main.locator("details.more:not([open])", { has: this.page.locator(`.drop[data-files=${kind}]`) });
    if (!(await open.isVisible())) await closed.locator("summary").click();
    await open.click();
    await (await opens).setFiles(paths);
  }

  /** Reads what was chosen. */
  async reads() {
    await this.main.locator("#publish-read").click();
  }

  /** Gives name and folder, and has the catalogue made. */
  async makes(name, folder) {
    await this.page.locator("#publish-name").fill(name);
    await this.page.locator("#publish-folder").fill(folder);
    await this.presses("make");
  }

  /** Searches the new catalogue; gives what is found. */
  async tries(text) {
    const field = this.page.locator("#publish-try");
    await field.fill("");
    const before = await this.main.locator(".tried").innerText();
    await field.pressSequentially(text, { delay: 30 });
    await until("the new catalogue answers", async () => (await this.main.locator(".tried").innerText()) !== before);
    await this.page.waitForTimeout(150);
    return this.main.locator(".tried strong").allInnerTexts();
  }

  /** Has the site made, or saved again; gives the zip as it comes down: `{ name, bytes }`. */
  async zips(button = "zip") {
    const coming = this.page.waitForEvent("download", { timeout: 60_000 });
    await this.presses(button);
    const download = await coming;
    return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
  }

  /** What screen readers are told. */
  announced() {
    return this.page.locator("#announce").innerText();
  }
}

/** A file of a librarian's computer. */
export function fileNamed(name, content) {
  const path = join(newFolder("exports"), name);
  writeFileSync(path, content);
  return path;
}

/** The sample as a system with faults would export it: wrong lengths, wrong check digits, and it stops in the middle. */
export function faulty() {
  const bytes = Buffer.from(readFileSync(place.sample));
  let n = 0;
  for (let at = 0; at < bytes.length; n++) {
    const end = bytes.indexOf(0x1d, at) + 1 || bytes.length;
    if (n % 40 === 3) bytes.write("00099", at, "latin1");
    if (n % 25 === 7) {
      const isbn = bytes.subarray(at, end).indexOf("\x1fa978");
      if (isbn > 0) bytes[at + isbn + 14] = bytes[at + isbn + 14] === 0x31 ? 0x32 : 0x31;
    }
    at = end;
  }
  return bytes.subarray(0, Math.floor(bytes.length * 0.7));
}

/** So many records: the sample over and over; a control number keeps its length, its first characters count the rounds. */
export function manyRecords(many) {
  const sample = readFileSync(place.sample);
  const records = [];
  for (let at = 0; at < sample.length; ) {
    const end = sample.indexOf(0x1d, at) + 1;
    records.push(sample.subarray(at, end));
    at = end;
  }
  const all = [];
  for (let round = 0; all.length < many; round++) {
    for (const record of records.slice(0, many - all.length)) {
      const text = Buffer.from(record);
      // The first field of all is 001.
      const first = Number(record.toString("latin1", 12, 17));
      text.write(String(round).padStart(3, "0"), first, "latin1");
      all.push(text);
    }
  }
  return Buffer.concat(all);
}
