// Publishing in the browser, as a librarian does it: an export becomes a site on this computer, the same to the byte as
// the command's. And everything that can go wrong on the way.
import assert from "node:assert/strict";
import { readFileSync, renameSync, truncateSync, unlinkSync } from "node:fs";
import { basename, join } from "node:path";
import { inflateRawSync } from "node:zlib";
import { journey, until } from "./lib/journey.mjs";
import { axeSource, place } from "./lib/place.mjs";
import { faulty, fileNamed, manyRecords, Publisher } from "./lib/publisher.mjs";
import { files, makeSite, marcMaker, sampleSite, sha256 } from "./lib/sites.mjs";
import { says } from "./lib/words.mjs";
import { NETWORK_FAILS } from "./lib/world.mjs";

const string = (key, blanks) => says(`publish.${key}`, blanks);

/** The files of a zip, read by its central directory as any other program would. */
function unzip(zip) {
  const end = zip.lastIndexOf("PK\x05\x06", undefined, "latin1");
  const found = new Map();
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    assert.equal(zip.toString("latin1", at, at + 4), "PK\x01\x02");
    const [method, packed] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20)];
    const [name, extra, comment] = [28, 30, 32].map((offset) => zip.readUInt16LE(at + offset));
    const path = zip.toString("utf8", at + 46, at + 46 + name);
    const local = zip.readUInt32LE(at + 42);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const bytes = zip.subarray(start, start + packed);
    found.set(path, method === 8 ? inflateRawSync(bytes) : bytes);
    at += 46 + name + extra + comment;
  }
  return found;
}

async function visit(world, { folder = place.site, options, host } = {}) {
  host ??= await world.host(folder);
  const reader = await world.reader(host, options);
  await reader.arrives("#/publish");
  const librarian = new Publisher(reader);
  await until("the page is there", async () => (await librarian.step()) === string("choose_title"));
  return { host, reader, librarian };
}

/** That a zip holds a site, file by file and byte by byte. */
function isSite(zip, expected) {
  const zipped = unzip(zip);
  assert.deepEqual([...zipped.keys()].sort(), files(expected).sort());
  const other = [...zipped].filter(([path, bytes]) => sha256(bytes) !== sha256(readFileSync(join(expected, path))));
  assert.deepEqual(other.map(([path]) => path), [], "files that differ");
  // What is uploaded last comes last, so that unpacking in order is an upload in order.
  assert.equal([...zipped.keys()].at(-1), "pack/latest.json");
}

journey("a librarian chooses an export, reads the report, tries the catalogue and gets the command's site to the byte", async (world) => {
  const { host, reader, librarian } = await visit(world);
  const before = host.requests.length;
  // A new page is announced first; what a librarian does comes later than that.
  await reader.page.waitForTimeout(900);
  await librarian.chooses([place.sample]);
  assert.equal(await librarian.announced(), string("files_chosen.one", { n: "1" }));
  await librarian.reads();
  await librarian.isAt("check_title");
  const report = await reader.main();
  assert.match(report, /westfield\.mrc: MARC 21 \(ISO 2709\)/);
  const [titles] = await librarian.main.locator(".numbers strong").allInnerTexts();
  assert.ok(Number(titles.replace(",", "")) > 800, `${titles} titles`);
  const options = { name: "Publishing School", base: "/library/" };
  await librarian.makes(options.name, options.base);
  await librarian.isAt("try_title");
  const found = await librarian.tries("dragn");
  assert.ok(found.some((title) => title.includes("Dragon")), `a misspelled word finds ${found}`);
  await until("the number of results is announced", async () => /\d+ results/.test(await librarian.announced()));
  await reader.page.evaluate(() => {
    window.blobs = 0;
    window.Blob = new Proxy(Blob, { construct: (type, given) => (window.blobs++, new type(...given)) });
  });
  const { name, bytes } = await librarian.zips();
  await librarian.isAt("done_title");
  assert.equal(name, "publishing-school.zip");
  // The worker that made it is gone.
  assert.deepEqual(await librarian.zips("save_again"), { name, bytes });
  assert.equal(await reader.page.evaluate(() => window.blobs), 0, "a zip is put together by the page, which waits for the browser meanwhile");
  assert.match(await reader.main(), /publishing-school\.zip/);
  isSite(bytes, makeSite([place.sample], options));
  // Nothing of the export went anywhere: only files of the app were asked for.
  assert.ok(host.requests.slice(before).every(({ method }) => method === "GET" || method === "HEAD"));
}, { seconds: 120 });

journey("the Publish page goes by keyboard alone, and each step's heading has the focus", async (world) => {
  const { reader, librarian } = await visit(world);
  const tabTo = async (text) => {
    const passed = [];
    for (let press = 0; press < 80; press++) {
      await reader.presses("Tab");
      const focused = await reader.focused();
      if (focused.text === text || focused.id === text) return;
      passed.push(focused.text || focused.id);
    }
    assert.fail(`Tab never came to “${text}”; it passed ${passed.join(" | ")}`);
  };
  const opens = reader.page.waitForEvent("filechooser");
  await tabTo(string("choose_files"));
  await reader.presses("Enter");
  await (await opens).setFiles([place.sample]);
  await until("the main button has the focus", async () => (await reader.focused()).text === string("read_files.one"));
  await reader.presses("Enter");
  await librarian.isAt("check_title");
  await tabTo("publish-name");
  await reader.presses("Enter");
  await until("the empty name is told of", async () => (await reader.main()).includes(string("name_missing")));
  assert.equal((await reader.focused()).id, "publish-name");
  await reader.page.keyboard.type("Keyboard School");
  await tabTo("publish-folder");
  await reader.presses("Control+A");
  await reader.page.keyboard.type("https://school.example/");
  await reader.presses("Enter");
  const wrong = librarian.main.locator("#publish-folder-wrong");
  await until("the folder is told of", async () => (await wrong.innerText()) !== "");
  const said = `${string("fail_folder", { found: "https://school.example/" })} ${string("fail_folder_do")}`;
  assert.equal(await wrong.innerText(), said);
  await until("the folder has the focus", async () => (await reader.focused()).id === "publish-folder");
  assert.equal(await reader.page.locator("#publish-name").inputValue(), "Keyboard School");
  await reader.presses("Control+A");
  await reader.page.keyboard.type("/");
  await reader.presses("Enter");
  await librarian.isAt("try_title");
  const coming = reader.page.waitForEvent("download");
  await tabTo(string("zip"));
  await reader.presses("Enter");
  assert.equal((await coming).suggestedFilename(), "keyboard-school.zip");
  await librarian.isAt("done_title");
}, { seconds: 120 });

journey("the report names what to mend, the gravest first, with examples, and can be saved", async (world) => {
  const { reader, librarian } = await visit(world);
  await librarian.chooses([fileNamed("faulty.mrc", faulty())]);
  await librarian.reads();
  await librarian.isAt("check_title");
  const signs = await librarian.main.locator(".mend .severity").evaluateAll((all) => all.map((sign) => sign.dataset.severity));
  const order = ["error", "warning", "note"];
  assert.ok(signs.length >= 2, `${signs}`);
  assert.deepEqual(signs, [...signs].sort((a, b) => order.indexOf(a) - order.indexOf(b)));
  const isbn = librarian.main.locator(".finding", { hasText: "ISBN invalid" });
  await isbn.locator("summary").click();
  assert.match(await isbn.innerText(), /wsl-00008[\s\S]*check digit/);
  const coming = reader.page.waitForEvent("download");
  await librarian.presses("save_report");
  const text = readFileSync(await (await coming).path(), "utf8");
  assert.match(text, /isbn-invalid/);
  assert.match(text, /What to do:/);
});

journey("a name or a folder that the list of libraries has otherwise is warned of in the command's words", async (world) => {
  const list = fileNamed("district.txt", "North High = /north/\nSouthside = /south/\n");
  const folder = makeSite([place.sample], { name: "Westfield", more: ["--union", list] });
  const { librarian } = await visit(world, { folder });
  await librarian.chooses([place.sample]);
  await librarian.reads();
  await librarian.isAt("check_title");
  const warned = librarian.main.locator(".publish-step > .note");
  for (const [name, base, key, blanks] of [
    ["North High", "/library/", "union_elsewhere", { name: "North High", path: "/north/", own: "/library/" }],
    ["Eastside", "/south/", "union_taken", { other: "Southside", own: "/south/", name: "Eastside" }],
    ["North High", "/north/"],
    ["Eastside", "/east/"],
  ]) {
    await librarian.makes(name, base);
    await librarian.isAt("try_title");
    assert.deepEqual(await warned.allInnerTexts(), key ? [says(`site.${key}`, blanks)] : [], `${name} in ${base}`);
    await librarian.presses("back_to_report");
    await librarian.isAt("check_title");
  }
}, { seconds: 120 });

journey("copies in a table of their own are asked for, and joined", async (world) => {
  const { reader, librarian } = await visit(world);
  const books = [{ id: "t1", title: "Rivers" }, { id: "t2", title: "Goats" }];
  const titles = marcMaker(books).replace(/^=852.*\n?/gm, "");
  const table = fileNamed("copies.csv", "title id,barcode,call number\nt1,30001,910 RIV\nt1,30002,910 RIV\nt2,30003,636 GOA\n");
  const export_ = fileNamed("titles.mrk", titles);
  await librarian.chooses([export_]);
  await librarian.reads();
  await librarian.isAt("check_title");
  assert.ok((await reader.main()).includes(string("no_copies_title")));
  await librarian.chooses([table], "items");
  await until("the copies are counted", async () => (await librarian.main.locator(".numbers strong").allInnerTexts())[1] === "3");
  await librarian.isAt("check_title");
  assert.ok(!(await reader.main()).includes(string("no_copies_title")));
  await librarian.makes("Two Tables", "/");
  await librarian.isAt("try_title");
  const { bytes } = await librarian.zips();
  assert.ok(unzip(bytes).has("pack/latest.json"));
});

journey("what the report asks for is given as a file of settings: a wrong line is named, and a right one is followed", async (world) => {
  const { reader, librarian } = await visit(world);
  const table = fileNamed("ours.csv", "Nr,Werk,Wer\n1,Flüsse,Anna Bach\n2,Ziegen,Ben Berg\n");
  await librarian.chooses([table]);
  await librarian.reads();
  await librarian.isAt("unusable_title");
  assert.match(await reader.main(), /column map/, "the report names the way out");
  await librarian.presses("other_files");
  await librarian.isAt("choose_title");
  const map = (columns) => fileNamed("map.toml", `[columns]\n${columns}\n`);
  await librarian.chooses([map('Nr = "id"\nWerk = "titel"')], "settings");
  await librarian.reads();
  await until("the line is named", async () => (await reader.main()).includes("map.toml, line 3"));
  assert.match(await reader.main(), /perhaps "title" is meant/);
  await librarian.presses("back");
  await librarian.isAt("choose_title");
  await librarian.chooses([map('Nr = "id"\nWerk = "title"\nWer = "author"')], "settings");
  await librarian.reads();
  await librarian.isAt("check_title");
  await until("the titles are counted", async () => (await librarian.main.locator(".numbers strong").allInnerTexts())[0] === "2");
  await librarian.makes("Ours", "/");
  await librarian.isAt("try_title");
  assert.deepEqual(await librarian.tries("ziegen"), ["Ziegen"]);
});

journey("a file dropped anywhere on the page is taken, and what is done can be stopped", async (world) => {
  const { reader, librarian } = await visit(world);
  const path = fileNamed("large.mrc", manyRecords(12_000));
  // A drop as the browser gives it to the page; only the hand that drags is missing.
  const input = await reader.page.evaluateHandle(() => document.body.appendChild(Object.assign(document.createElement("input"), { type: "file", id: "hand" })));
  await reader.page.locator("#hand").setInputFiles([path]);
  await reader.page.evaluate((input) => {
    const data = new DataTransfer();
    data.items.add(input.files[0]);
    input.remove();
    const drop = (type) => document.querySelector("main h1").dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
    if (drop("dragover")) throw new Error("the browser would leave the page");
    drop("drop");
  }, input);
  await until("the file is listed", async () => (await reader.main()).includes(basename(path)));
  await librarian.reads();
  await librarian.isAt("reading_title");
  await librarian.presses("cancel");
  await librarian.isAt("choose_title");
  assert.ok((await reader.main()).includes(string("stopped_text")));
  assert.ok((await reader.main()).includes(basename(path)), "the file is still chosen");
  // The browser tells of a worker's end a moment after it.
  await until("only the search's worker is left", () => reader.page.workers().filter((worker) => worker.url().includes("worker")).length === 1);
  // And begun again.
  await librarian.reads();
  await librarian.isAt("check_title", 60);
}, { seconds: 120 });

journey("what runs goes on while the librarian looks at another page", async (world) => {
  const { reader, librarian } = await visit(world);
  await librarian.chooses([fileNamed("large.mrc", manyRecords(12_000))]);
  await librarian.reads();
  await librarian.isAt("reading_title");
  await reader.goes("#/help");
  await reader.goes("#/publish");
  await until("the report is there", async () => (await librarian.step()) === string("check_title"), { seconds: 60 });
  assert.match(await reader.main(), /12,000/);
}, { seconds: 120 });

for (const [what, name, content, title, todo] of [
  ["an empty file", "nothing.mrc", "", "trouble_empty_title", "trouble_empty_do"],
  ["a spreadsheet", "books.xlsx", "PK\x03\x04", "trouble_kind_title", "trouble_kind_sheet"],
  ["a document", "report.pdf", "%PDF-1.7", "trouble_kind_title", "trouble_kind_text"],
  ["a zip", "export.zip", "PK\x03\x04", "trouble_kind_title", "trouble_kind_zip"],
]) {
  journey(`${what} is refused in words, and the way back is there`, async (world) => {
    const { reader, librarian } = await visit(world);
    await librarian.chooses([fileNamed(name, content)]);
    await librarian.isAt(title);
    const text = await reader.main();
    assert.ok(text.includes(string(title, { name })));
    assert.ok(text.includes(string(todo)));
    assert.ok(text.includes(string("what_is_safe")));
    await librarian.presses("back");
    await librarian.isAt("choose_title");
    assert.equal(await librarian.main.locator(".chosen").count(), 0);
  });
}

journey("a text that is no export, a damaged one and none of a catalogue's titles are told of, and nothing is made of them", async (world) => {
  const { reader, librarian } = await visit(world);
  const random = Buffer.alloc(60_000);
  for (let n = 0, x = 7; n < random.length; n++) random[n] = (x = (x * 1103515245 + 12345) & 0x7fffffff) >> 16;
  for (const [name, content] of [
    ["notes.txt", "Dear colleagues,\nthe meeting is on Friday.\n"],
    ["noise.mrc", random],
    ["packed.mrc.gz", Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]), random])],
  ]) {
    await librarian.chooses([fileNamed(name, content)]);
    await librarian.reads();
    await librarian.isAt("unusable_title");
    const text = await reader.main();
    assert.ok(text.includes(name), text);
    assert.ok(text.includes(string("what_is_safe")));
    assert.equal(await librarian.main.locator("#publish-name").count(), 0, "there is no form");
    await librarian.presses("other_files");
    await librarian.presses("remove_file", { name });
  }
});

journey("a file that is gone when it is read, and files too big for a page, are told of", async (world) => {
  const { reader, librarian } = await visit(world);
  const gone = fileNamed("stick.mrc", readFileSync(place.sample));
  await librarian.chooses([gone]);
  unlinkSync(gone);
  await librarian.reads();
  await librarian.isAt("trouble_read_title");
  assert.ok((await reader.main()).includes(string("what_is_safe")));
  await librarian.presses("back");
  await librarian.presses("remove_file", { name: "stick.mrc" });
  const big = fileNamed("district.mrc", "");
  // 900 MB that take no room on the disk.
  truncateSync(big, 900 * 1024 * 1024);
  await librarian.chooses([big]);
  await librarian.reads();
  await librarian.isAt("trouble_big_title");
  assert.match(await reader.main(), /900 MB[\s\S]*768 MB[\s\S]*carrel site/);
});

journey("a file that stops in the middle is used as far as it goes, and that is said", async (world) => {
  const { reader, librarian } = await visit(world);
  const { gzipSync } = await import("node:zlib");
  const packed = gzipSync(readFileSync(place.sample));
  await librarian.chooses([fileNamed("half.mrc.gz", packed.subarray(0, packed.length / 2))]);
  await librarian.reads();
  await librarian.isAt("check_title");
  assert.ok((await reader.main()).includes(string("file_broken")));
  await librarian.makes("Half a School", "/");
  await librarian.isAt("try_title");
});

journey("when memory runs out, the page says so and offers to try again", async (world) => {
  world.expect(/unreachable|Uncaught/);
  const { reader, librarian } = await visit(world);
  await librarian.chooses([place.sample]);
  await librarian.reads();
  await librarian.isAt("check_title");
  // What the browser does to wasm that gets no more memory: its promise is never kept.
  const workers = reader.page.workers();
  await workers.at(-1).evaluate(() => void Promise.reject(new WebAssembly.RuntimeError("unreachable")));
  await librarian.isAt("trouble_memory_title");
  assert.ok((await reader.main()).includes(string("trouble_memory_do")));
  await librarian.presses("retry");
  await librarian.isAt("check_title");
});

journey("the whole Publish page works offline once its parts are kept", async (world) => {
  const host = await world.host(sampleSite());
  const reader = await world.reader(host);
  await reader.arrives();
  await reader.waitsUntilKept();
  const modules = () =>
    reader.page.evaluate(async () => {
      const [name] = await caches.keys();
      return (await (await caches.open(name)).keys()).filter(({ url }) => url.includes("/app/modules/")).length;
    });
  assert.equal(await modules(), 0, "the install leaves the parts for later");
  await until("the parts are kept when the reader waits for nothing", async () => (await modules()) >= 5, { seconds: 20 });
  await until("and what else is needed", () => reader.page.evaluate(() => caches.match("sw.js").then(Boolean)));
  await host.stop();
  world.expect(NETWORK_FAILS);
  await reader.arrives("#/publish");
  const librarian = new Publisher(reader);
  await librarian.chooses([place.sample]);
  await librarian.reads();
  await librarian.isAt("check_title");
  const options = { name: "Offline School", base: "/offline/" };
  await librarian.makes(options.name, options.base);
  await librarian.isAt("try_title");
  const { bytes } = await librarian.zips();
  await librarian.isAt("done_title");
  isSite(bytes, makeSite([place.sample], options));
}, { seconds: 120 });

journey("a site that misses a file cannot make another one; that is said, and nothing has to be read again", async (world) => {
  world.expect(NETWORK_FAILS);
  const folder = sampleSite();
  const { reader, librarian } = await visit(world, { folder });
  await librarian.chooses([place.sample]);
  await librarian.reads();
  await librarian.isAt("check_title");
  await librarian.makes("Patient School", "/");
  await librarian.isAt("try_title");
  renameSync(join(folder, "app.json"), join(folder, "gone.json"));
  await librarian.presses("zip");
  await librarian.isAt("trouble_zip_title");
  assert.ok((await reader.main()).includes(string("trouble_zip_safe")));
  renameSync(join(folder, "gone.json"), join(folder, "app.json"));
  const coming = reader.page.waitForEvent("download");
  await librarian.presses("retry");
  assert.equal((await coming).suggestedFilename(), "patient-school.zip");
  await librarian.isAt("done_title");
});

journey("who opens the Publish page first without a network is told, and it comes by itself when the network is back", async (world) => {
  world.expect(NETWORK_FAILS);
  world.expect(/Failed to fetch|importing|dynamically imported/);
  const host = await world.host(sampleSite());
  const reader = await world.reader(host);
  await reader.arrives();
  await reader.waitsUntilKept();
  await host.stop();
  await reader.page.context().setOffline(true);
  await reader.goes("#/publish");
  await until("it says that there is no network", async () => (await reader.main()).includes(says("trouble_offline_title")));
  await host.start();
  await reader.page.context().setOffline(false);
  const librarian = new Publisher(reader);
  await until("the page is there", async () => (await librarian.step()) === string("choose_title"));
});

// The device has a network all the same: it was said that the part had arrived damaged.
journey("who opens the Publish page first while the server is away is told so, and the button gets it", async (world) => {
  world.expect(NETWORK_FAILS);
  world.expect(/Failed to fetch|importing|dynamically imported/);
  const host = await world.host(sampleSite());
  const reader = await world.reader(host);
  // Who saves data gets no part before it is needed.
  await reader.page.addInitScript(() => Object.defineProperty(navigator, "connection", { value: { saveData: true } }));
  await reader.arrives();
  await reader.waitsUntilKept();
  await host.stop();
  await reader.goes("#/publish");
  const told = async () => (await reader.page.locator("main .note[data-kind=trouble]").allInnerTexts()).join();
  await until("it says what is the matter", async () => (await told()) !== "");
  assert.ok((await told()).includes(says("trouble_offline_title")), await told());
  assert.ok(!(await told()).includes(says("trouble_damaged_title")), await told());
  assert.equal(await reader.page.evaluate(() => navigator.onLine), true);
  await host.start();
  await reader.page.locator("main").getByRole("button", { name: says("retry") }).click();
  const librarian = new Publisher(reader);
  await until("the page is there", async () => (await librarian.step()) === string("choose_title"));
  // The same of the reader for exports, which is fetched when the files are chosen.
  await host.stop();
  await librarian.chooses([place.sample]);
  await librarian.reads();
  await librarian.isAt("trouble_reader_title");
  assert.ok((await reader.main()).includes(string("trouble_reader_offline")), await reader.main());
  await host.start();
  await librarian.presses("retry");
  await librarian.isAt("check_title");
}, { seconds: 90 });

journey("a part of the app that did not arrive whole is told of, and the button gets it", async (world) => {
  world.expect(NETWORK_FAILS);
  world.expect(/Failed to fetch|importing|dynamically imported|MIME type/);
  const folder = sampleSite();
  const [script] = files(folder).filter((path) => /app\/modules\/publish-.*\.js$/.test(path));
  renameSync(join(folder, script), join(folder, "away.js"));
  const host = await world.host(folder);
  const reader = await world.reader(host);
  await reader.arrives("#/publish");
  await until("it says that a part is damaged", async () => (await reader.main()).includes(says("trouble_damaged_title")));
  renameSync(join(folder, "away.js"), join(folder, script));
  await reader.page.locator("main").getByRole("button", { name: says("retry") }).click();
  const librarian = new Publisher(reader);
  await until("the page is there", async () => (await librarian.step()) === string("choose_title"));
});

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

for (const theme of ["light", "dark"]) {
  journey(`axe finds nothing in any state of the Publish page, and none scrolls sideways, ${theme}`, async (world) => {
    const { reader, librarian } = await visit(world, { options: { colorScheme: theme } });
    await reader.page.evaluate(axeSource());
    const found = [];
    const look = async (state) => {
      for (const [width, height] of [[1366, 768], [360, 740], [320, 256]]) {
        await reader.page.setViewportSize({ width, height });
        await reader.page.waitForTimeout(60);
        const wide = await reader.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        if (wide > 0) found.push(`${state} at ${width}: ${wide} px too wide`);
        const { passes, violations } = await reader.page.evaluate(
          (rules) => window.axe.run(document, { runOnly: rules, resultTypes: ["violations"] }),
          RULES,
        );
        assert.ok(passes.length >= 15, `axe looked at something: ${passes.length}`);
        for (const { id, nodes } of violations) for (const node of nodes) found.push(`${state} at ${width}: ${id}: ${node.html.slice(0, 140)}`);
      }
      await reader.page.setViewportSize({ width: 1366, height: 768 });
    };
    await look("choose");
    await librarian.chooses([fileNamed("an-export-with-a-name-that-does-not-fit-on-any-phone-of-this-world-2026.mrc", faulty())]);
    for (const summary of await librarian.main.locator(".more > summary").all()) await summary.click();
    await look("chosen");
    await librarian.reads();
    await librarian.isAt("check_title");
    for (const summary of await librarian.main.locator(".mend summary").all()) await summary.click();
    await librarian.makes("", "/");
    await look("report");
    await librarian.makes("Axe School", "/");
    await librarian.isAt("try_title");
    await librarian.tries("dragon");
    await look("try");
    await librarian.zips();
    await librarian.isAt("done_title");
    await look("done");
    await librarian.presses("start_over");
    await librarian.chooses([fileNamed("a.pdf", "x")]);
    await look("wrong kind");
    await librarian.presses("back");
    await librarian.chooses([fileNamed("notes.txt", "no export\n")]);
    await librarian.reads();
    await librarian.isAt("unusable_title");
    await look("unusable");
    await librarian.presses("other_files");
    await librarian.chooses([fileNamed("large.mrc", manyRecords(20_000))]);
    await librarian.reads();
    await librarian.isAt("reading_title");
    const { violations } = await reader.page.evaluate((rules) => window.axe.run(document, { runOnly: rules }), RULES);
    found.push(...violations.map(({ id }) => `reading: ${id}`));
    assert.deepEqual(found, []);
  }, { seconds: 240 });
}
