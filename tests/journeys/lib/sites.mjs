// Sites to visit: copies that may be damaged, other catalogues, other versions of the app.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, readFileSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { newFolder, place } from "./place.mjs";

export const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

/** A copy of a folder, to be changed at will. */
export function copyOf(folder, name = "copy") {
  const copy = newFolder(name);
  cpSync(folder, copy, { recursive: true });
  return copy;
}

/** A copy of the sample library's site. */
export const sampleSite = () => copyOf(place.site, "sample");

/** Every file below a folder, with slashes. */
export function files(folder, at = "") {
  return readdirSync(join(folder, at), { withFileTypes: true }).flatMap((entry) => {
    const path = at ? `${at}/${entry.name}` : entry.name;
    return entry.isDirectory() ? files(folder, path) : [path];
  });
}

/** The files of the catalogue in a site, as its manifest lists them: `{ file, bytes, sha256, role }`. */
export const shards = (site) => JSON.parse(readFileSync(join(site, "pack/manifest.json"), "utf8")).files;

export const shardPath = (site, shard) => join(site, "pack", shard.file);

/** Changes one bit of one byte of a file; its length stays. */
export function flip(path, at = Math.floor(statSync(path).size / 2)) {
  const bytes = readFileSync(path);
  bytes[at] ^= 0x10;
  writeFileSync(path, bytes);
}

/** A catalogue of a few titles: MARCMaker text, as a librarian might type it. */
export function marcMaker(books) {
  const record = ({ id, title, author = "Journey, Jo", subject = "Travel", call = "910 JOU" }) =>
    [
      "=LDR  00000nam a2200000 a 4500",
      `=001  ${id}`,
      "=008  \\\\\\\\\\\\s2024\\\\\\\\nyu\\\\\\\\\\\\c\\\\\\\\\\\\000\\0\\eng\\d",
      `=100  1\\$a${author}`,
      `=245  10$a${title}`,
      `=650  \\0$a${subject}`,
      `=852  \\\\$hTest$k${call}$p9${id}`,
    ].join("\n");
  return `${books.map(record).join("\n\n")}\n`;
}

/** Writes an export that was last changed at a given day. */
export function exportFile(name, books, day) {
  const path = join(newFolder("export"), name);
  writeFileSync(path, marcMaker(books));
  const time = new Date(`${day}T12:00:00Z`);
  utimesSync(path, time, time);
  return path;
}

/** Runs `carrel site`. */
export function makeSite(inputs, { app = place.app, name = "Journey School", base = "/", out = newFolder("site"), more = [] } = {}) {
  rmSync(out, { recursive: true, force: true });
  execFileSync(place.carrel, ["site", ...inputs, "--out", out, "--app", app, "--name", name, "--base", base, ...more], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  return out;
}

/** Replaces what a host serves by another site, as an upload into an emptied folder would. */
export function upload(site, folder) {
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
  cpSync(site, folder, { recursive: true });
}

/**
 * The app as another version of it would be: its help says which, and its style sheet has another hash. Built versions
 * differ in just this way: some files change under the same name, some get another name.
 */
export function appVersion(mark) {
  const folder = copyOf(place.app, `app-${mark}`);
  const list = JSON.parse(readFileSync(join(folder, "app.json"), "utf8"));
  const style = list.files.find(({ path }) => /^app\/style-.*\.css$/.test(path)).path;
  const css = `${readFileSync(join(folder, style), "utf8")}\n/* ${mark} */\n`;
  const newStyle = `app/style-${sha256(css).slice(0, 16)}.css`;
  writeFileSync(join(folder, style), css);
  renameSync(join(folder, style), join(folder, newStyle));
  const edit = (path, change) => writeFileSync(join(folder, path), change(readFileSync(join(folder, path), "utf8")));
  edit("index.html", (text) =>
    text.replaceAll(style, newStyle).replace("</head>", `<meta name="journey-version" content="${mark}">\n</head>`),
  );
  edit("text/en/help.html", (text) => `${text}<p id="journey-version">${mark}</p>\n`);
  list.files = list.files.map(({ path }) => {
    const now = path === style ? newStyle : path;
    const bytes = readFileSync(join(folder, now));
    return { path: now, bytes: bytes.length, sha256: sha256(bytes) };
  });
  list.build = sha256(mark).slice(0, 16);
  writeFileSync(join(folder, "app.json"), `${JSON.stringify(list)}\n`);
  return folder;
}

export { dirname, existsSync, join };
