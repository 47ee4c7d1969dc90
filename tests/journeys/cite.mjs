// Citing, as students do it: from records and by hand, offline, onto the clipboard with hanging indents.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { isKept } from "./lib/device.mjs";
import { journey, until } from "./lib/journey.mjs";
import { pictures } from "./lib/pictures.mjs";
import { axeSource, place } from "./lib/place.mjs";
import { Reader } from "./lib/reader.mjs";
import { says, saying } from "./lib/words.mjs";
import { NETWORK_FAILS } from "./lib/world.mjs";

const string = (key, blanks) => says(`cite-web.${key}`, blanks);

class Student {
  constructor(reader) {
    this.reader = reader;
    this.page = reader.page;
  }

  button(key, blanks, within = "main") {
    return this.page.locator(within).getByRole("button", { name: string(key, blanks), exact: true });
  }

  /** Opens "Cite this" on the record that is shown. */
  async cites() {
    await this.page.getByRole("button", { name: says("cite"), exact: true }).click();
    await this.page.locator(".cite-panel .cite-entry").waitFor({ timeout: 20_000 });
  }

  entry(n = 0) {
    return this.page.locator(".cite-entry").nth(n).innerText();
  }

  entries() {
    return this.page.locator(".cite-list .cite-entry").allInnerTexts();
  }

  /** Chooses a style; its file comes when it is first used, and then the page is drawn in it. */
  async chooses(style) {
    await this.page.locator("#cite-style").selectOption(style);
    await this.page.locator(`#cite-style option[value="${style}"][selected]`).waitFor({ state: "attached", timeout: 20_000 });
  }

  async opensList() {
    await this.reader.goes("#/cite");
    await this.page.locator(".cite-top").waitFor({ timeout: 20_000 });
  }

  /** Walks an entry with the arrow keys; every mark of it must say why it stands there, with the keyboard alone. */
  async explainsEachMark(title) {
    const row = this.page.locator(".cite-list > li", { hasText: title });
    const shown = await row.locator(".cite-entry > span").allTextContents();
    await row.locator('[data-key^="why-"]').click();
    const reason = this.page.locator(".cite-reason");
    await reason.waitFor();
    await this.page.locator('.cite-parts [tabindex="0"]').focus();
    let marks = 0;
    for (let at = 0; at < shown.length; at++) {
      const chosen = this.page.locator(`.cite-parts [data-key="part-${at}"]`);
      await until(`part ${at} is explained`, async () => (await chosen.getAttribute("aria-pressed")) === "true");
      const told = await reason.innerText();
      const mark = shown[at].trim();
      const closes = ["”", "’"].includes(shown[at + 1]?.trim());
      assert.ok(!(closes && /[\p{L}\p{N}].*[.,]$/u.test(mark)), `the mark inside the quotation marks has no reason of its own: ${shown.join("|")}`);
      if (mark && !/[\p{L}\p{N}]/u.test(mark)) {
        marks++;
        const name = { ".": /period/i, ",": /comma/i, "“": /quotation marks/i, "”": /quotation marks/i, "(": /brackets/i, ").": /brackets/i, ")": /brackets/i }[mark];
        assert.ok(name, `a mark that nobody thought of: “${mark}” in ${shown.join("|")}`);
        assert.match(told, name, `“${mark}” in ${shown.join("|")}`);
      }
      if (at + 1 < shown.length) await this.page.keyboard.press("ArrowRight");
    }
    assert.ok(marks >= 3, `${marks} marks in ${shown.join("|")}`);
    await this.page.keyboard.press("Escape");
    await until("the explanation is closed", async () => (await reason.count()) === 0);
  }

  /** Saves the list in a form, and gives the file's name and bytes. */
  async saves(key) {
    if ((await this.page.locator(".cite-out details[open]").count()) === 0) await this.page.locator(".cite-out summary").click();
    const coming = this.page.waitForEvent("download");
    await this.button(key).click();
    const download = await coming;
    return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
  }

  /** Brings sources in by pasting them. */
  async brings(text, count) {
    await this.button("bring").click();
    await this.page.locator("#cite-paste").fill(text);
    await this.button("bring_read").click();
    await this.page.locator('[data-key="bring-take"]').click();
    await until(`${count} are listed`, async () => (await this.entries()).length === count);
  }

  /** What another program would get. */
  clipboard() {
    return this.page.evaluate(async () => {
      // As it is: washing it would need styles that the page's policy forbids.
      const [item] = await navigator.clipboard.read({ unsanitized: ["text/html"] });
      const read = async (kind) => (await item.getType(kind)).text();
      return { html: await read("text/html"), text: await read("text/plain") };
    });
  }
}

async function visit(world, fragment, options = {}) {
  const host = await world.host(place.site);
  const reader = await world.reader(host, { permissions: ["clipboard-read", "clipboard-write"], ...options });
  await reader.arrives(fragment);
  return { host, reader, student: new Student(reader) };
}

const BOOKS = ["wsl-00070", "wsl-00071", "wsl-00120", "wsl-00300", "wsl-00500"];

journey("a student cites five catalogue books and a web page in MLA and APA offline, and pastes them with hanging indents", async (world) => {
  const { host, reader, student } = await visit(world, `#/record/${BOOKS[0]}`);
  await reader.waitsUntilKept({ seconds: 60 });
  // The parts that are fetched when first needed come once the reader waits for nothing.
  await until("the citing part is kept", () => reader.page.evaluate(async () => {
    let kept = 0;
    for (const name of await caches.keys()) {
      kept += (await (await caches.open(name)).keys()).filter(({ url }) => /\/app\/modules\/(cite|style)-/.test(url)).length;
    }
    // Script, wasm and style sheet, and eight styles of citing.
    return kept === 11;
  }), { seconds: 60 });
  world.expect(NETWORK_FAILS);
  await host.stop();
  await reader.page.context().setOffline(true);
  for (const id of BOOKS) {
    await reader.goes(`#/record/${id}`);
    await student.cites();
    await student.chooses("mla");
    const title = (await reader.heading()).split("\n")[0].trim();
    const entry = await student.entry();
    assert.ok(entry.toLowerCase().includes(title.toLowerCase().slice(0, 12)), `${entry} is of ${title}`);
    await student.page.locator('[data-key="keep"]').click();
    await student.page.locator(".cite-kept").waitFor();
  }
  await student.opensList();
  await until("five are listed", async () => (await student.entries()).length === 5);
  await student.button("add_source").click();
  await student.page.locator('[data-kind-name="web-page"]').click();
  await student.page.locator("#cite-f-title").fill("Moon facts");
  await student.page.locator("#cite-f-container-title").fill("NASA Science");
  await student.page.locator("#cite-f-URL").fill("https://science.nasa.gov/moon/facts");
  await student.button("save_new").click();
  await until("six are listed", async () => (await student.entries()).length === 6);
  const mla = await student.entries();
  assert.ok(mla.some((entry) => entry.startsWith("“Moon Facts.” NASA Science, https://science.nasa.gov/moon/facts.")), mla.join("\n"));
  await student.button("copy_all").click();
  const first = await until("the list is on the clipboard", async () => {
    const copied = await student.clipboard();
    return copied.text.includes("Moon Facts") && copied;
  });
  assert.match(first.html, /<p style="[^"]*text-align:\s*center[^"]*">Works Cited<\/p>/);
  const hanging = first.html.match(/<p style="[^"]*36pt[^"]*text-indent:\s*-36pt[^"]*">/g) ?? [];
  assert.equal(hanging.length, 6, first.html);
  assert.match(first.html, /<i[^>]*>NASA Science<\/i>/);
  assert.equal(first.text.split("\n").filter(Boolean).length, 7);
  await student.explainsEachMark("Moon Facts");
  await student.chooses("apa");
  await until("the list is in APA", async () => (await student.entries()).some((entry) => entry.startsWith("Moon facts. (n.d.).")));
  await student.button("copy_all").click();
  const second = await until("the APA list is on the clipboard", async () => {
    const copied = await student.clipboard();
    return copied.text.includes("(n.d.)") && copied;
  });
  assert.match(second.html, /References/);
  assert.match(second.html, /<i[^>]*>Moon facts<\/i>/);
  const hangingApa = second.html.match(/<p style="[^"]*36pt[^"]*text-indent:\s*-36pt[^"]*">/g) ?? [];
  assert.equal(hangingApa.length, 6, second.html);
  await student.explainsEachMark("Moon facts");
  // All of it is still there after the page was loaded again, still offline.
  await reader.reloads();
  await until("six are listed after loading again", async () => (await student.entries()).length === 6, { seconds: 20 });
}, { seconds: 180 });

journey("every part of a citation says what it is and why, by pointer and by keyboard", async (world) => {
  const { reader, student } = await visit(world, "#/record/wsl-00070");
  await student.cites();
  await student.page.locator('.cite-entry [data-element="title"]').first().click();
  const reason = student.page.locator(".cite-reason");
  await reason.waitFor();
  assert.match(await reason.innerText(), new RegExp(string("el_title")));
  await student.button("close_parts").click();
  await until("the explanation is closed", async () => (await reason.count()) === 0);
  assert.equal((await reader.focused()).text, string("explain"));
  await reader.presses("Enter");
  await reason.waitFor();
  const before = await reason.innerText();
  await student.page.locator('.cite-parts [tabindex="0"]').focus();
  await reader.presses("ArrowRight");
  await until("the next part is explained", async () => (await reason.innerText()) !== before);
  assert.equal(await student.page.locator('.cite-parts [tabindex="0"]').count(), 1, "one tab stop");
  await reader.presses("Escape");
  await until("Escape closes it", async () => (await reason.count()) === 0);
});

journey("the chosen style is remembered, and citing in the text takes a page", async (world) => {
  const { reader, student } = await visit(world, "#/record/wsl-00070");
  await student.cites();
  await student.chooses("apa");
  await student.page.locator("#pointer-place").fill("12");
  assert.match(await student.page.locator(".cite-pointer").first().innerText(), /\(.+, \d{4}, p\. 12\)/);
  // A comic has chapters, too; it has no minutes.
  await student.page.locator("#pointer-counts").selectOption({ label: string("place_chapter") });
  await until("a chapter", async () => /, \d{4}, Chapter 12\)$/.test(await student.page.locator(".cite-pointer").first().innerText()));
  assert.ok(!(await student.page.locator("#pointer-counts option").allInnerTexts()).includes(string("place_time")), "no time in a comic");
  // The list has the same below each entry.
  await student.page.locator('[data-key="keep"]').click();
  await student.opensList();
  await student.chooses("apa");
  const point = student.page.locator('.cite-list [id^="point-"]').first();
  await point.focus();
  await reader.presses("Enter");
  // The style says what it counts, whatever is typed with the number.
  await student.page.locator('.cite-list [id$="-place"]').fill("p. 44");
  await until("a page", async () => /^\([^(]+, \d{4}, p\. 44\)$/.test(await student.page.locator(".cite-list .cite-pointer").first().innerText()));
  // Whose author stands in the sentence has a pointer without.
  assert.match(await student.page.locator(".cite-list .cite-pointer").nth(1).innerText(), /^\(\d{4}, p\. 44\)$/);
  assert.ok((await student.page.locator(".cite-list .cite-pointers").innerText()).includes(string("pointer_named")));
  await student.page.locator('.cite-list [data-key^="copy-pointer-"]').first().click();
  await until("the pointer is on the clipboard", async () => /^\(.+, \d{4}, p\. 44\)$/.test((await student.clipboard()).text));
  await student.page.locator('.cite-list button[data-key^="why-"]').first().click();
  assert.equal(await student.page.locator('.cite-list [id$="-place"]').inputValue(), "p. 44", "what was typed is there when the list is drawn anew");
  await point.click();
  assert.equal(await student.page.locator(".cite-list .cite-pointer").count(), 0, "it closes");
  // A film is pointed to by the time, a page on the web by the paragraph, a picture as a whole.
  await student.brings(
    "@movie{f, title = {Coco}, year = {2017}, director = {Unkrich, Lee}}\n@online{w, title = {Bees}, url = {https://e.example/b}}\n@image{i, title = {Starry Night}, year = {1889}}\n@book{h, title = {Hamlet}, author = {Shakespeare, William}, year = {2003}}",
    5,
  );
  for (const [title, offered] of [
    ["Coco", ["place_time"]],
    ["Bees", ["place_paragraph", "place_section", "place_figure"]],
    ["Starry Night", []],
    ["Hamlet", ["place_page", "place_chapter", "place_line", "place_scene", "place_verse", "place_figure"]],
  ]) {
    const row = student.page.locator(".cite-list > li", { hasText: title });
    await row.locator('[id^="point-"]').click();
    await row.locator(".cite-pointer").first().waitFor();
    assert.deepEqual(await row.locator('[id$="-counts"] option').allInnerTexts(), offered.map((key) => string(key)), title);
  }
  await student.page.locator(".cite-list > li", { hasText: "Coco" }).locator('[id$="-place"]').fill("1:23");
  await until("a time", async () => /, 2017, 1:23\)$/.test(await student.page.locator(".cite-list > li", { hasText: "Coco" }).locator(".cite-pointer").first().innerText()));
  const play = student.page.locator(".cite-list > li", { hasText: "Hamlet" });
  await play.locator('[id$="-counts"]').selectOption({ label: string("place_scene") });
  await play.locator('[id$="-place"]').fill("1.5.35");
  await until("act, scene and line", async () => (await play.locator(".cite-pointer").first().innerText()) === "(Shakespeare, 2003, 1.5.35)");
  await reader.goes("#/record/wsl-00070");
  await reader.reloads();
  await student.cites();
  assert.equal(await student.page.locator("#cite-style").inputValue(), "apa");
  await student.chooses("chicago-notes");
  assert.equal(await student.page.locator(".cite-pointer").count(), 2, "a first note and a later one");
});

journey("the forms ask what a kind needs, warn of the usual mistakes, and miss what is missing", async (world) => {
  const { reader, student } = await visit(world, "#/cite");
  await student.button("add_source").click();
  assert.equal(await student.page.locator(".cite-kinds button").count(), 35);
  for (const [word, kind] of [["movie", "film"], ["TikTok", "social-post"], ["instagram", "social-post"], ["wikipedia", "encyclopedia"], ["ebook", "e-book"], ["blog", "web-page"], ["netflix", "film"], ["dvd", "film"], ["audiobook", "book"], ["speech", "lecture"]]) {
    await student.page.locator("#cite-kind").fill(word);
    await until(`${word} is found`, async () => (await student.page.locator(`[data-kind-name="${kind}"]`).count()) === 1 && (await student.page.locator(".cite-kinds button").count()) < 6);
  }
  await student.page.locator("#cite-kind").fill("chat");
  await student.page.locator('[data-kind-name="ai-chat"]').click();
  assert.ok((await reader.main()).includes(string("h_ai_company")));
  await student.button("back").click();
  await student.button("add_source").click();
  await student.page.locator('[data-kind-name="web-page"]').click();
  await student.button("save_new").click();
  assert.equal((await reader.focused()).id, "cite-f-title", "what is missing has the focus");
  await student.page.locator("#cite-f-title").fill("THE WHOLE MOON STORY");
  await student.page.getByRole("button", { name: string("mend", { text: "The Whole Moon Story" }) }).click();
  assert.equal(await student.page.locator("#cite-f-title").inputValue(), "The Whole Moon Story");
  await student.page.locator("#cite-f-URL").fill("https://www.google.com/search?q=moon");
  assert.ok((await reader.main()).includes(string("w_search_page")));
  await student.page.locator("#cite-f-URL").fill("https://a.example/<b>moon</b>");
  await student.page.locator("#cite-f-title").fill("<script>alert(1)</script> & more");
  await student.button("save_new").click();
  await until("it is listed as text", async () => (await student.entries())[0]?.toLowerCase().includes("<script>alert(1)</script> & more"));
});

journey("a broken RIS file gives what is whole and says which lines are not", async (world) => {
  const { reader, student } = await visit(world, "#/cite");
  await student.button("bring").click();
  await student.page.locator("#cite-paste").fill("hello\nTY  - BOOK\nTI  - Holes\nAU  - Sachar, Louis\nPY  - 1998\nER  - \nTY  - BOOK\nTI  - Never closed");
  await student.button("bring_read").click();
  await until("two were read", async () => (await reader.main()).includes(string("bring_found.other", { n: "2" })));
  const told = await student.page.locator(".cite-problems li").allInnerTexts();
  assert.equal(told.length, 2);
  assert.match(told[0], saying("cite-web.line"));
  await student.page.locator('[data-key="bring-take"]').click();
  await until("both are listed", async () => (await student.entries()).length === 2);
  for (const [key, end] of [["save_docx", "docx"], ["save_ris", "ris"], ["save_bibtex", "bib"]]) {
    if ((await student.page.locator(".cite-out details[open]").count()) === 0) await student.page.locator(".cite-out summary").click();
    const coming = student.page.waitForEvent("download");
    await student.button(key).click();
    const download = await coming;
    assert.match(download.suggestedFilename(), new RegExp(`\\.${end}$`));
    const bytes = readFileSync(await download.path());
    assert.ok(bytes.length > 50, key);
    if (end === "docx") assert.equal(bytes.toString("latin1", 0, 4), "PK\x03\x04");
  }
});

journey("each wrong value of a CSL-JSON file is told, and a title says its language", async (world) => {
  const { student } = await visit(world, "#/cite");
  await student.button("bring").click();
  await student.page.locator("#cite-paste").fill('[{"type": "bok",\n"title": "Cien años de soledad",\n"author": [{"famly": "García"}],\n"issued": {"date-parts": [["x"]]}}]');
  await student.button("bring_read").click();
  await student.page.locator(".cite-problems li").first().waitFor();
  const told = await student.page.locator(".cite-problems li").allInnerTexts();
  assert.equal(told.length, 3, told.join("\n"));
  for (const [at, found] of [["1", "“bok”"], ["3", "“García”"], ["4", "“x”"]]) {
    assert.ok(told.some((line) => line.includes(at) && line.includes(found)), `${found}: ${told}`);
  }
  await student.page.locator('[data-key="bring-take"]').click();
  await until("English capitals", async () => (await student.entries())[0]?.includes("Cien Años de Soledad"));
  await student.page.locator('[data-key^="edit-"]').first().click();
  await student.page.locator(".cite-more > summary").first().click();
  await student.page.locator("#cite-f-language").selectOption({ label: string("language_other") });
  await student.page.locator("#cite-f-title-short").fill("Cien años");
  await student.page.locator('[data-key="save"]').click();
  await until("its own letters", async () => (await student.entries())[0]?.includes("Cien años de soledad"));
  await student.page.locator('[data-key^="edit-"]').first().click();
  assert.equal(await student.page.locator("#cite-f-language").inputValue(), "und");
  assert.equal(await student.page.locator("#cite-f-title-short").inputValue(), "Cien años");
});

journey("what comes from elsewhere a second time changes nothing that the student wrote", async (world) => {
  const { student } = await visit(world, "#/cite");
  const brings = async (text, count) => {
    await student.button("bring").click();
    await student.page.locator("#cite-paste").fill(text);
    await student.button("bring_read").click();
    await student.page.locator('[data-key="bring-take"]').click();
    await until("it is listed", async () => (await student.entries()).length === count);
  };
  await brings("@book{holes, title={Holes}, author={Louis Sachar}, year=1998}", 1);
  await student.page.locator('[data-key="edit-holes"]').click();
  await student.page.locator(".cite-more > summary").first().click();
  await student.page.locator("#cite-f-note").fill("ask Mia");
  await student.page.locator("#cite-f-publisher").fill("My Own Press");
  await student.page.locator('[data-key="save"]').click();
  await brings("@book{holes, title={Holes}, author={Louis Sachar}, year=1998, publisher={Farrar}, edition={2}}\n@book{holes, title={Other holes}, author={A Person}, year=2001}", 2);
  const list = await student.page.locator(".cite-list").innerText();
  assert.ok(list.includes("ask Mia") && list.includes("My Own Press") && !list.includes("Farrar"), list);
  assert.ok(list.includes("Other"), "another title is another source");
});

journey("what the style does not list can be changed, pointed to and removed like the rest", async (world) => {
  const { reader, student } = await visit(world, "#/cite");
  await student.button("add_source").click();
  await student.page.locator('[data-kind-name="interview"]').click();
  await student.page.locator('[id^="cite-f-author"]').first().waitFor();
  await student.page.locator(".cite-more > summary").first().click();
  await student.page.locator("#cite-f-title").fill("About bees");
  await student.button("save_new").click();
  if (await student.button("save_new").count()) await student.button("save_new").click();
  await student.chooses("apa");
  const left = student.page.locator(".note", { hasText: string("unlisted") });
  await left.waitFor();
  await left.locator('[id^="point-"]').click();
  await left.locator(".cite-pointer").nth(1).waitFor();
  const found = await student.page.evaluate(`${axeSource()}; axe.run(document)`);
  assert.deepEqual(found.violations.map(({ id }) => id), []);
  await left.getByRole("button", { name: `${string("remove")}: About bees` }).click();
  await student.page.locator('[data-key="undo"]').waitFor();
  assert.equal((await reader.focused()).text, string("undo"));
});

journey("a copy that the browser refuses is told on the page, not called done", async (world) => {
  const { student } = await visit(world, "#/cite");
  await student.button("bring").click();
  await student.page.locator("#cite-paste").fill("@book{a, title={Holes}, author={Louis Sachar}, year=1998}");
  await student.button("bring_read").click();
  await student.page.locator('[data-key="bring-take"]').click();
  await until("it is listed", async () => (await student.entries()).length === 1);
  await student.page.evaluate(() => {
    document.execCommand = () => false;
    navigator.clipboard.write = () => Promise.reject(new Error("no"));
  });
  await student.page.locator('[data-key="copy-a"]').click();
  const told = student.page.locator("#cite-warning");
  await told.getByText(string("not_copied")).waitFor();
  assert.equal(await student.page.locator('[data-key="copy-a"]').innerText(), string("copy"));
  await student.button("add_source").click();
  assert.equal((await told.innerText()).trim(), "", "it goes when the student goes on");
});

journey("citations speak Spanish, French, German and Arabic, also without a network, and copy that way", async (world) => {
  const { host, reader, student } = await visit(world, "#/cite");
  await student.page.locator(".cite-top").waitFor({ timeout: 20_000 });
  const kept = () => reader.page.evaluate(async () => {
    const names = [];
    for (const name of await caches.keys()) {
      for (const { url } of await (await caches.open(name)).keys()) names.push(...(url.match(/locale-[a-zA-Z]+(?:-[A-Z]+)?/) ?? []));
    }
    return names.sort();
  });
  await reader.waitsUntilKept({ seconds: 60 });
  const all = ["locale-ar", "locale-de-DE", "locale-es-ES", "locale-fr-FR"];
  await until("the languages are kept with the modules", async () => (await kept()).join() === all.join(), { seconds: 60 });
  assert.ok(!host.requests.some(({ path }) => path.includes("locale-en")), "English is part of the module");
  await student.button("bring").click();
  await student.page.locator("#cite-paste").fill("TY  - CHAP\nTI  - The Last Ferry\nAU  - Day, Mia\nT2  - Stories of the Coast\nED  - Diaz, Leo\nPB  - Harbor Press\nPY  - 2019\nSP  - 41\nEP  - 58\nER  - \nTY  - BOOK\nTI  - ثرثرة فوق النيل\nAU  - محفوظ, نجيب\nPB  - دار الشروق\nPY  - 2006\nER  - ");
  await student.button("bring_read").click();
  await student.page.locator('[data-key="bring-take"]').click();
  await until("both are listed", async () => (await student.entries()).length === 2);
  world.expect(NETWORK_FAILS);
  await host.stop();
  await reader.page.context().setOffline(true);
  const language = student.page.locator("#cite-language");
  assert.equal(await language.inputValue(), "en-US");
  for (const [tag, words, title] of [
    ["es-ES", "editado por Leo Diaz", "Obras citadas"],
    ["fr-FR", "édité par Leo Diaz", "Œuvres citées"],
    ["de-DE", "herausgegeben von Leo Diaz", "Zitierte Werke"],
    ["ar", "تحرير Leo Diaz", "الأعمال المستشهد بها"],
  ]) {
    await language.selectOption(tag);
    await until(`${tag} is spoken`, async () => (await student.entries()).some((entry) => entry.includes(words)));
    assert.equal(await student.page.locator(".cite-heading").innerText(), title);
  }
  await student.button("copy_all").click();
  const copied = await until("the list is on the clipboard", async () => {
    const found = await student.clipboard();
    return found.text.includes("ثرثرة") && found;
  });
  assert.equal((copied.html.match(/dir="rtl"/g) ?? []).length, 1, copied.html);
  // In an Arabic entry stand Arabic commas, in a Latin one Latin ones.
  assert.ok(copied.text.includes("محفوظ، نجيب") && copied.text.includes("Day, Mia"), copied.text);
  assert.match(copied.html, /الأعمال المستشهد بها/);
  // The project remembers it, also without a network.
  await reader.reloads();
  await until("Arabic is spoken after loading again", async () => (await student.page.locator(".cite-heading").innerText()) === "الأعمال المستشهد بها", { seconds: 20 });
  await language.selectOption("en-US");
  await until("English again", async () => (await student.entries()).some((entry) => entry.includes("edited by Leo Diaz")));
  // British Harvard has its own words while no language is chosen.
  await student.chooses("harvard");
  assert.equal(await language.inputValue(), "en-GB");
}, { seconds: 120 });

journey("a shared link carries the list behind the #, and the server never sees it", async (world) => {
  const { host, reader, student } = await visit(world, "#/cite");
  await student.button("bring").click();
  await student.page.locator("#cite-paste").fill("@book{a, title={Holes}, author={Louis Sachar}, year=1998}");
  await student.button("bring_read").click();
  await student.page.locator('[data-key="bring-take"]').click();
  await until("it is listed", async () => (await student.entries()).length === 1);
  await student.button("copy_link").click();
  const link = await until("the link is on the clipboard", async () => {
    const { text } = await student.clipboard();
    return text.includes("#/cite?list=") && text;
  });
  const other = new Student(await world.reader(host));
  await other.reader.arrives(new URL(link).hash);
  await until("the list is offered", async () => (await other.reader.main()).includes("Holes"));
  assert.ok((await other.reader.main()).includes(string("shared_title")));
  assert.ok(host.requests.every(({ path }) => !path.includes("list=")));
});

journey("a record tells Zotero and search engines what it is", async (world) => {
  const { reader, student } = await visit(world, "#/record/wsl-00070");
  const coins = await reader.page.locator("span.Z3988[title]").first().getAttribute("title");
  const pairs = new URLSearchParams(coins);
  assert.equal(pairs.get("ctx_ver"), "Z39.88-2004");
  assert.match(pairs.get("rft_val_fmt"), /^info:ofi\/fmt:kev:mtx:(book|dc)$/);
  const title = (await reader.heading()).split("\n")[0].trim();
  assert.ok((pairs.get("rft.btitle") ?? pairs.get("rft.title")).startsWith(title.slice(0, 8)), coins);
  const data = JSON.parse(await reader.page.locator('main script[type="application/ld+json"]').innerHTML());
  assert.equal(data["@context"], "https://schema.org");
  assert.ok(data.name.length > 0);
  // A list of sources tells it of each entry, and again when it has changed.
  await student.opensList();
  const page = student.page;
  await page.evaluate(() => document.addEventListener("ZoteroItemUpdated", () => (window.heard = (window.heard ?? 0) + 1)));
  await student.brings("@online{a, title = {Salt \\& light}, url = {https://e.example/salt?a=1&b=2}}\n@book{b, title = {Holes}}", 2);
  const spans = page.locator(".cite-list > li > span.Z3988[title]");
  const told = await spans.evaluateAll((all) => all.map((span) => Object.fromEntries(new URLSearchParams(span.title))));
  assert.deepEqual(told.map((pairs) => pairs["rft.title"] ?? pairs["rft.btitle"]).sort(), ["Holes", "Salt & light"]);
  const online = told.find((pairs) => pairs["rft.type"] === "webpage");
  assert.equal(online.rft_id, "https://e.example/salt?a=1&b=2");
  await until("Zotero is told", () => page.evaluate(() => window.heard > 0));
});

journey("My sources is walked with the keyboard alone: a source by hand, a list by paste, and an exercise to its end", async (world) => {
  const { reader, student } = await visit(world, "#/cite");
  await student.page.locator(".cite-top").waitFor({ timeout: 20_000 });
  const key = () => student.page.evaluate(() => document.activeElement?.dataset.key ?? document.activeElement?.id ?? "");
  const tabTo = async (wanted, most = 150) => {
    for (let press = 0; press < most; press++) {
      if ((await key()) === wanted) return;
      await reader.presses("Tab");
    }
    assert.fail(`Tab never came to ${wanted}; it stands on ${await key()}`);
  };
  const type = (text) => student.page.keyboard.type(text);
  await tabTo("add");
  await reader.presses("Enter");
  await student.page.locator('[data-kind-name="book"]').waitFor();
  for (let press = 0; press < 60; press++) {
    if (await student.page.evaluate(() => document.activeElement?.dataset.kindName === "book")) break;
    await reader.presses("Tab");
  }
  await reader.presses("Enter");
  await tabTo("cite-f-title");
  await type("Rivers at night");
  await tabTo("cite-f-publisher");
  await type("Sol House");
  await reader.presses("Enter");
  const save = student.button("save_new");
  for (let press = 0; press < 60 && (await save.count()) > 0 && !(await save.evaluate((node) => node === document.activeElement)); press++) await reader.presses("Tab");
  if (await save.count()) await reader.presses("Enter");
  await until("the book is listed", async () => (await student.entries())[0]?.includes("Rivers at Night"));
  await tabTo("bring");
  await reader.presses("Enter");
  await tabTo("cite-paste");
  await type("@book{a, title={Bread and salt}, author={Tom Reed}, publisher={Harbor Press}, year=2018}");
  await tabTo("bring-read");
  await reader.presses("Enter");
  await tabTo("bring-take");
  await reader.presses("Enter");
  await until("two are listed", async () => (await student.entries()).length === 2);
  // The exercise: parts are put in the row as the entry has them.
  const whole = await student.entries();
  await tabTo("practice");
  await reader.presses("Enter");
  await student.page.locator(".cite-task h3").waitFor();
  const loose = student.page.locator('[data-key^="loose-"]');
  const count = await loose.count();
  assert.ok(count >= 3, "an entry with parts");
  for (let at = count - 1; at >= 0; at--) {
    await tabTo(`loose-${at}`, 300);
    await reader.presses("Enter");
  }
  await tabTo("practice-check");
  await reader.presses("Enter");
  const verdict = student.page.locator(".cite-verdict");
  await verdict.waitFor();
  assert.equal(await verdict.getAttribute("data-good"), "false", "the wrong way round");
  assert.ok((await verdict.locator("p").count()) >= 3, "how far, the smallest change, and why");
  for (let at = count - 1; at >= 0; at--) {
    await tabTo(`row-${at}`, 300);
    await reader.presses("Enter");
  }
  for (let at = 0; at < count; at++) {
    await tabTo(`loose-${at}`, 300);
    await reader.presses("Enter");
  }
  await tabTo("practice-check");
  await reader.presses("Enter");
  await until("it is right", async () => (await verdict.getAttribute("data-good")) === "true");
  const bare = (text) => text.replace(/\s+/g, "");
  const row = bare((await student.page.locator('[data-key^="row-"]').allInnerTexts()).join(""));
  assert.ok(whole.map(bare).includes(row), `${row} is an entry of the list`);
}, { seconds: 120 });

journey("a bookmark brings a page's title, people, date and address, and the server never sees them", async (world) => {
  const { host, reader, student } = await visit(world, "#/cite");
  await student.button("bring").click();
  await student.page.locator(".cite-more > summary").last().click();
  const program = await student.page.locator(".cite-bookmark").getAttribute("href");
  assert.match(program, /^javascript:\(function\(\)\{/);
  // On another site, as its reader would press it.
  const elsewhere = await reader.page.context().newPage();
  await elsewhere.setContent(`<html lang="en-US"><title>How Owls Hear | Night Post</title><meta property="og:title" content="How Owls Hear - Night Post"><meta name="author" content="By Ana Ortiz, Night Post">
    <script type="application/ld+json">{"@type": "NewsArticle", "headline": "Owls", "datePublished": "2026-05-04T07:00:00Z", "author": {"name": "Ana Ortiz"}}</script>
    <meta property="og:site_name" content="Night Post"><meta property="article:published_time" content="2026-05-04T07:00:00Z"><link rel="canonical" href="https://nightpost.example/owls?a=1&amp;b=2">`);
  const opened = await elsewhere.evaluate((code) => {
    let address = "";
    window.open = (to) => { address = to; };
    (0, eval)(code);
    return address;
  }, decodeURIComponent(program.slice("javascript:".length)));
  await elsewhere.close();
  assert.ok(opened.includes("#/cite?title=How+Owls+Hear"), opened);
  assert.ok(opened.includes("&lang=en-US"), opened);
  assert.equal(opened.split("&author=").length, 2, "one source says who wrote it");
  await reader.goes("#/");
  await reader.goes(new URL(opened).hash);
  await until("the page is offered", async () => (await reader.main()).includes("How Owls Hear"));
  assert.ok((await reader.main()).includes(string("page_title")));
  await student.page.locator('[data-key="bring-take"]').click();
  await until("it is listed", async () => (await student.entries())[0]?.startsWith("Ortiz, Ana. “How Owls Hear.” Night Post, 4 May 2026, https://nightpost.example/owls?a=1&b=2."));
  assert.ok(host.requests.every(({ path }) => !path.includes("Owls")));
});

const book = (title, author) => `TY  - BOOK\nTI  - ${title}\nAU  - ${author}\nPB  - Harbor Press\nPY  - 2019\nER  - \n`;

journey("two tabs change one list: neither takes away what the other did, and each shows it", async (world) => {
  const { host, reader, student } = await visit(world, "#/cite");
  await student.page.locator(".cite-top").waitFor({ timeout: 20_000 });
  await student.brings(book("Apples", "Ames, Ann") + book("Bridges", "Boyd, Bob"), 2);
  const tab = async ({ deaf }) => {
    const page = await reader.page.context().newPage();
    // A tab that hears nothing shows the list as it was when it came.
    if (deaf) await page.addInitScript(() => void (BroadcastChannel.prototype.addEventListener = () => {}));
    const other = new Student(new Reader(page, host));
    await other.reader.arrives("#/cite");
    await until("the other tab has the list", async () => (await other.entries()).length === 2);
    return other;
  };
  const deaf = await tab({ deaf: true });
  const hearing = await tab({ deaf: false });
  const begin = async (one) => (await one.entries()).map((entry) => entry.split(",")[0]).join(" ");
  await student.brings(book("Clouds", "Cole, Cy"), 3);
  await until("the other tab shows what was added", async () => (await begin(hearing)) === "Ames Boyd Cole");
  assert.equal(await begin(deaf), "Ames Boyd", "nobody told it");
  // A move in the tab that has not heard of it: both are there afterwards, in all tabs.
  await deaf.page.locator('[data-key^="down-"]').first().click();
  for (const one of [deaf, hearing, student]) {
    await until("moved, and nothing lost", async () => (await begin(one)) === "Boyd Ames Cole");
  }
  // A form that is being filled in is left alone, and its source takes nobody's place.
  await hearing.button("add_source").click();
  await hearing.page.locator('[data-kind-name="book"]').click();
  await hearing.page.locator("#cite-f-title").fill("Dunes");
  await student.button("add_source").click();
  await student.page.locator('[data-kind-name="book"]').click();
  await student.page.locator("#cite-f-title").fill("Eels");
  for (const one of [student, hearing]) {
    await one.button("save_new").click();
    // What else it needs was told; it is kept without.
    if (await one.button("save_new").count()) await one.button("save_new").click();
  }
  for (const one of [student, hearing]) await until("five are listed", async () => (await one.entries()).length === 5);
  await student.page.locator('[data-key^="remove-"]').first().click();
  await until("what was removed goes from the other tab, too", async () => (await hearing.entries()).length === 4);
  await student.button("undo").click();
  await until("and comes back", async () => (await hearing.entries()).length === 5);
  await deaf.reader.reloads();
  await until("five after loading again", async () => (await deaf.entries()).length === 5, { seconds: 20 });
  const all = (await deaf.entries()).join("\n");
  for (const title of ["Apples", "Bridges", "Clouds", "Dunes", "Eels"]) assert.ok(all.includes(title), all);
}, { seconds: 120 });

journey("entries are moved, taken away and put back, copied one by one, and annotated with paragraphs, in several projects", async (world) => {
  const { reader, student } = await visit(world, "#/cite");
  await student.page.locator(".cite-top").waitFor({ timeout: 20_000 });
  await student.brings(book("Apples", "Ames, Ann") + book("Bees", "Ames, Ann") + book("Clouds", "Cole, Cy"), 3);
  const titles = async () => (await student.entries()).map((entry) => entry.match(/Apples|Bees|Clouds/)[0]).join(" ");
  assert.equal(await titles(), "Apples Bees Clouds");
  assert.ok((await student.entries())[1].startsWith("———. Bees"), "the same person once more");
  // Moved, by keyboard: the list keeps the student's order, and no entry begins with a dash that stands for nobody.
  await student.page.locator('[data-key^="up-"]').nth(2).focus();
  await reader.presses("Enter");
  await until("moved up", async () => (await titles()) === "Apples Clouds Bees");
  assert.equal(await student.page.locator("#cite-order").isChecked(), false);
  assert.ok((await student.entries()).every((entry) => !entry.startsWith("———")), "nobody's dash");
  await student.page.locator("#cite-order").check();
  await until("sorted again", async () => (await titles()) === "Apples Bees Clouds");
  // One entry alone, as its style writes it, hanging.
  await student.page.locator('[data-key^="copy-s"]').last().click();
  const one = await until("one entry is on the clipboard", async () => {
    const copied = await student.clipboard();
    return copied.text.includes("Clouds") && copied;
  });
  assert.equal(one.text.trim(), "Cole, Cy. Clouds. Harbor Press, 2019.");
  assert.match(one.html, /text-indent:\s*-36pt/);
  assert.ok(!one.html.includes("Works Cited"), "without the heading");
  // An annotation of two paragraphs goes out as two, and the private note stays.
  await student.page.locator('[data-key^="edit-"]').last().click();
  await student.page.locator(".cite-more > summary").first().click();
  await student.page.locator("#cite-f-annotation").fill("Clear & short.\n\nIt has <maps>.");
  await student.page.locator("#cite-f-note").fill("ask Mia");
  await student.page.locator('[data-key="save"]').click();
  await until("both paragraphs are shown", async () => (await student.page.locator(".cite-annotation").count()) === 2);
  await student.button("copy_all").click();
  const all = await until("the list is on the clipboard", async () => {
    const copied = await student.clipboard();
    return copied.text.includes("Annotated Bibliography") && copied;
  });
  assert.match(all.html, />Clear &amp; short\.<\/p><p[^>]*>It has &lt;maps&gt;\.<\/p>/);
  assert.ok(all.text.includes("Clear & short.\nIt has <maps>."), all.text);
  assert.ok(!all.html.includes("Mia") && !all.text.includes("Mia"), "the private note stays here");
  // Every file has all three.
  const word = (text) => (bytes) => bytes.includes(text);
  for (const [key, end, fits] of [
    ["save_rtf", "rtf", (bytes) => /^\{\\rtf1/.test(bytes) && bytes.includes("\\li720\\fi-720") && bytes.includes("It has <maps>.")],
    ["save_text", "txt", word("Ames, Ann. Apples. Harbor Press, 2019.")],
    ["save_json", "json", (bytes) => JSON.parse(bytes).length === 3 && JSON.parse(bytes)[0].type === "book"],
    ["save_docx", "docx", (bytes) => bytes.startsWith("PK\x03\x04") && bytes.includes("word/document.xml") && bytes.includes('w:hanging="720"')],
    ["save_ris", "ris", (bytes) => (bytes.match(/^TY {2}- BOOK/gm) ?? []).length === 3],
    ["save_bibtex", "bib", (bytes) => (bytes.match(/^@book/gm) ?? []).length === 3 && bytes.includes("comment = {ask Mia}")],
  ]) {
    const { name, bytes } = await student.saves(key);
    assert.match(name, new RegExp(`^my-sources\\.${end}$`));
    assert.ok(fits(bytes.toString("latin1")), `${key}: ${bytes.toString("latin1", 0, 1500)}`);
  }
  // On paper: the list, and no buttons.
  await student.page.emulateMedia({ media: "print" });
  assert.equal(await student.page.locator(".cite-list .cite-entry").first().isVisible(), true);
  for (const gone of [".cite-actions", ".cite-top", ".cite-out", ".cite-note"]) {
    assert.equal(await student.page.locator(gone).first().isVisible(), false, `${gone} is not printed`);
  }
  const looks = (where, what) =>
    student.page.locator(where).first().evaluate((node, what) => getComputedStyle(node)[what], what);
  assert.equal(await looks(".cite-annotation", "paddingInlineStart"), "96px", "MLA: an inch");
  assert.equal(await looks(".cite-entry", "lineHeight"), "32px", "double lines");
  await student.page.emulateMedia({ media: "screen" });
  assert.equal(await looks(".cite-heading", "fontWeight"), "400");
  // A second project is empty and has its own style; the first is as it was.
  await student.page.locator(".cite-top .cite-more > summary").click();
  await student.button("new_project").click();
  await until("a new project is empty", async () => (await student.page.locator(".cite-empty").count()) === 1);
  await student.chooses("apa");
  await student.brings(book("Dunes", "Dale, Di"), 1);
  assert.ok((await student.entries())[0].startsWith("Dale, D. (2019)."));
  // Screen and paper have what is copied and saved: APA's heading is bold, Harvard's lines stand closer.
  assert.equal(await looks(".cite-heading", "fontWeight"), "700");
  await student.page.emulateMedia({ media: "print" });
  assert.equal(await looks(".cite-heading", "fontWeight"), "700");
  await student.page.emulateMedia({ media: "screen" });
  await student.chooses("harvard");
  await student.page.emulateMedia({ media: "print" });
  assert.equal(await looks(".cite-entry", "lineHeight"), "18.4px");
  assert.equal(await looks(".cite-heading", "fontWeight"), "400");
  await student.page.emulateMedia({ media: "screen" });
  await student.page.locator("#cite-project").selectOption("0");
  await until("the first project", async () => (await titles()) === "Apples Bees Clouds");
  assert.equal(await student.page.locator("#cite-style").inputValue(), "mla");
  await reader.reloads();
  await until("both are kept", async () => (await student.page.locator("#cite-project option").count()) === 2, { seconds: 20 });
  await until("the one that was open is open", async () => (await titles()) === "Apples Bees Clouds");
  // Put back though the next source has taken its name: both are there, with the annotation.
  await student.page.locator('[data-key^="remove-"]').last().click();
  await student.brings(book("Eels", "Eck, Ed"), 3);
  await student.button("undo").click();
  await until("all four", async () => (await student.entries()).length === 4);
  assert.ok((await student.entries())[2].includes("Clouds"), "in its place");
  assert.equal(await student.page.locator(".cite-annotation").count(), 2);
}, { seconds: 120 });

journey("APA asks about capitals, the youngest see their kinds first, and a family name may come first", async (world) => {
  const { student } = await visit(world, "#/cite");
  await student.page.locator(".cite-top").waitFor({ timeout: 20_000 });
  await student.chooses("elementary");
  await student.button("add_source").click();
  const kinds = student.page.locator(".cite-kinds");
  assert.equal(await kinds.first().locator("button").count(), 8);
  assert.equal(await kinds.locator("button").count(), 35);
  await student.button("back").click();
  await student.chooses("apa");
  // Also below the entry of what came from elsewhere, where the style wants small letters.
  await student.brings("@book{a, title={The Secret Garden}, author={Burnett, Frances}, publisher={Heinemann}, year=1911}", 1);
  const look = student.page.locator(".cite-look", { hasText: string("f_title") });
  await look.waitFor();
  await student.chooses("mla");
  await until("nothing is asked", async () => (await look.count()) === 0);
  await student.page.locator('[data-key^="remove-"]').click();
  await student.chooses("apa");
  await student.button("add_source").click();
  await student.page.locator('[data-kind-name="book"]').click();
  await student.page.locator("#cite-f-title").fill("The Vegetarian Of Seoul");
  // A page that an address asks for does not cost the form.
  await student.page.evaluate(() => void (location.hash = "#/cite?view=accuracy"));
  await student.page.locator(".cite-figures").first().waitFor();
  await student.page.evaluate(() => void (location.hash = "#/cite"));
  await student.page.locator("#cite-f-title").waitFor();
  assert.equal(await student.page.locator("#cite-f-title").inputValue(), "The Vegetarian Of Seoul");
  assert.ok((await student.reader.main()).includes(string("w_capitals")));
  await student.page.getByRole("button", { name: string("mend", { text: "The vegetarian of seoul" }) }).click();
  // The name gets its capital back, with the keyboard too; nothing is asked then.
  const names = student.page.locator(".cite-names button");
  assert.deepEqual(await names.allInnerTexts(), ["vegetarian", "of", "seoul"]);
  await names.nth(2).focus();
  await student.reader.presses("Enter");
  await until("it is a name", async () => (await student.page.locator("#cite-f-title").inputValue()) === "The vegetarian of Seoul");
  assert.equal(await student.page.locator(".cite-names button:focus").innerText(), "Seoul");
  assert.equal(await names.nth(2).getAttribute("aria-pressed"), "true");
  assert.ok(!(await student.reader.main()).includes(string("w_capitals")));
  await student.page.locator("#cite-f-author-given-0").fill("Kang");
  await student.page.locator("#cite-f-author-family-0").fill("Han");
  await student.page.locator("#cite-f-author-order-0").check();
  // The entry explains itself while it grows, and so does what points to it.
  await student.page.locator('#why-pointer').click();
  await student.page.locator(".cite-reason").waitFor();
  await student.button("save_new").click();
  await until("it is listed", async () => (await student.entries())[0]?.startsWith("Han, K."));
  await student.chooses("mla");
  await until("as it is written", async () => (await student.entries())[0]?.startsWith("Han Kang. The Vegetarian of Seoul."));
});

journey("a title of names alone is asked about until the student says so, once and for ever", async (world) => {
  const { reader, student } = await visit(world, "#/cite");
  const { page } = student;
  await page.locator(".cite-top").waitFor({ timeout: 20_000 });
  await student.chooses("apa");
  await student.brings("@book{a, title={Romeo and Juliet}, author={Shakespeare, William}, publisher={Folger}, year=2011}", 1);
  const look = page.locator(".cite-look");
  await look.waitFor();
  assert.equal(await look.innerText(), string("look_again", { fields: string("f_title") }));
  await page.locator('[data-key^="edit-"]').click();
  const yes = page.locator('[data-key="all-names-title"]');
  await yes.focus();
  assert.equal(await page.locator(":focus").innerText(), string("all_names"));
  await reader.presses("Enter");
  await until("the title has the focus", () => page.locator("#cite-f-title:focus").isVisible());
  assert.equal(await yes.count(), 0);
  assert.equal(await page.locator("#cite-f-title").inputValue(), "Romeo and Juliet");
  await page.locator('[data-key="save"]').click();
  await until("nothing is asked in the list", async () => (await student.entries()).length === 1 && (await look.count()) === 0);
  await until("it is on the device", () => isKept(page, ":cite", "Romeo and Juliet\\\"]"));
  await reader.reloads();
  await until("it is listed", async () => (await student.entries())[0]?.includes("Romeo and Juliet"), { seconds: 20 });
  await student.chooses("harvard");
  await until("it is Harvard's", async () => (await student.entries())[0]?.includes("(2011)"), { seconds: 20 });
  assert.equal(await look.count(), 0, "nor in Harvard, nor the next day");
  // Another title is another question.
  await page.locator('[data-key^="edit-"]').click();
  await page.locator("#cite-f-title").fill("Romeo Meets Juliet");
  await yes.waitFor();
}, { seconds: 120 });

journey("a style is a file that comes when it is first used; one that cannot be had is named, and the page stays as it is", async (world) => {
  const { host, reader, student } = await visit(world, "#/cite");
  await student.page.locator(".cite-top").waitFor({ timeout: 20_000 });
  const first = host.paths().filter((path) => path.includes("/style-"));
  assert.ok(first.some((path) => path.includes("style-mla-")), `the style that is chosen is fetched: ${first}`);
  await student.brings("@book{a, title={Holes}, author={Louis Sachar}, year=1998}", 1);
  await reader.waitsUntilAllIsKept({ seconds: 60 });
  // A browser may clear what it kept, file by file.
  await student.page.evaluate(async () => {
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) if (request.url.includes("/style-harvard-")) await cache.delete(request);
    }
  });
  const tools = await student.page.context().newCDPSession(student.page);
  await tools.send("Network.clearBrowserCache");
  world.expect(NETWORK_FAILS);
  await host.stop();
  await reader.page.context().setOffline(true);
  // A tab that is open has fetched them all by now; the next one asks again.
  await reader.reloads();
  await until("it is listed again", async () => (await student.entries()).length === 1, { seconds: 20 });
  await student.page.locator("#cite-style").selectOption("harvard");
  const told = string("style_missing", { style: string("style_harvard") });
  await student.page.locator("#cite-warning").getByText(told).waitFor();
  assert.equal(await student.page.locator("#cite-style").inputValue(), "mla", "the style before stays chosen");
  assert.ok((await student.entries())[0].startsWith("Sachar, Louis."));
  // The others are on the device.
  await student.chooses("chicago-notes");
  assert.equal((await student.page.locator("#cite-warning").innerText()).trim(), "", "what was missing is no longer said");
  // All styles side by side: one is missing, and says so.
  await student.page.locator(".cite-actions").first().getByRole("button", { name: new RegExp(string("all_styles")) }).click();
  await student.page.locator(".cite-compare").waitFor();
  await until("seven styles are written", async () => (await student.page.locator(".cite-compare .cite-entry").count()) === 7);
  await until("the eighth is named", async () => (await student.page.locator(".cite-compare").innerText()).includes(told));
  await host.start();
  await reader.page.context().setOffline(false);
  await student.button("back").click();
  await student.chooses("harvard");
  assert.ok((await student.entries())[0].startsWith("Sachar, L. (1998)"));
}, { seconds: 120 });

journey("a first visit without the rules of the style: each view says so in its place, and trying again brings them", async (world) => {
  const host = await world.host(place.site);
  // Without the service worker every style comes from the network, which is cut for them alone.
  const reader = await world.reader(host, { serviceWorkers: "block" });
  const student = new Student(reader);
  const { page } = student;
  world.expect(NETWORK_FAILS);
  const styles = /\/style-[^/]*\.bin$/;
  await page.route(styles, (route) => route.abort());
  await reader.arrives("#/cite");
  await page.locator(".cite-top").waitFor({ timeout: 20_000 });
  const absent = page.locator(".cite-absent").getByText(string("style_missing", { style: string("style_mla") }));
  await student.button("bring").click();
  await page.locator("#cite-paste").fill("@book{a, title={Holes}, author={Louis Sachar}, year=1998}");
  await student.button("bring_read").click();
  await page.locator('[data-key="bring-take"]').click();
  // The list: no entries, and no buttons for what the style would write; what needs no style is there.
  await absent.waitFor();
  assert.equal(await page.locator(".cite-list").count(), 0);
  assert.equal(await student.button("copy_all").count(), 0);
  assert.match((await student.saves("save_ris")).bytes.toString(), /Sachar, Louis/);
  // The form can be filled in; the note stands where the entry would grow.
  await student.button("add_source").click();
  await page.locator('[data-kind-name="book"]').click();
  await page.locator("#cite-f-title").fill("Rivers at night");
  await page.locator(".cite-preview .cite-absent").waitFor();
  await student.button("back").click();
  // Of the exercises, one needs no style.
  await student.button("practice").click();
  await absent.waitFor();
  await student.button("practice_detective").click();
  await page.locator('.cite-task [data-key="practice-check"]').waitFor();
  // What was said of the marks goes when a mark changes; the tick keeps the focus.
  await page.locator('.cite-task [data-key="practice-check"]').click();
  await page.locator(".cite-clue").first().waitFor();
  await page.locator('[data-key="suspect-1"]').focus();
  await student.reader.presses("Space");
  await until("no verdict", async () => (await page.locator(".cite-clue, .cite-verdict").count()) === 0);
  assert.equal(await page.locator('[data-key="suspect-1"]:focus').isChecked(), true);
  await student.button("practice_assemble").click();
  await page.locator('[data-key="try-again"]').click();
  await absent.waitFor();
  await page.unroute(styles);
  await page.locator('[data-key="try-again"]').click();
  await page.locator('[data-key^="loose-"]').first().waitFor();
  assert.equal(await page.locator(".cite-absent").count(), 0);
  await student.button("back").click();
  await until("the entry is written", async () => (await student.entries())[0]?.startsWith("Sachar, Louis."));
}, { seconds: 120 });

journey("a network that neither brings the rules of a style nor says no is told after a while, and trying again brings them", async (world) => {
  const host = await world.host(place.site);
  const reader = await world.reader(host, { serviceWorkers: "block" });
  const student = new Student(reader);
  const { page } = student;
  const styles = /\/style-[a-z0-9-]+\.bin$/;
  let asked = 0;
  // Never answered.
  await page.route(styles, () => void asked++);
  await reader.arrives("#/cite");
  await page.locator(".cite-top").waitFor({ timeout: 20_000 });
  await student.button("bring").click();
  await page.locator("#cite-paste").fill("@book{a, title={Holes}, author={Louis Sachar}, year=1998}");
  await student.button("bring_read").click();
  await page.locator('[data-key="bring-take"]').click();
  await page.locator(".cite-absent").getByText(string("style_coming", { style: string("style_mla") })).waitFor();
  await page.locator(".cite-absent").getByText(string("style_slow", { style: string("style_mla"), n: "20" })).waitFor({ timeout: 40_000 });
  assert.ok(asked > 0, "the style was asked for");
  await page.unroute(styles);
  await page.locator('[data-key="try-again"]').click();
  await until("the entry is written", async () => (await student.entries())[0]?.startsWith("Sachar, Louis."));
}, { seconds: 120 });

journey("a project that is damaged on the device is read as far as it goes; the rest is told, saved, and taken away when the student says so", async (world) => {
  const { reader, student } = await visit(world, "#/cite");
  const { page } = student;
  await page.locator(".cite-top").waitFor({ timeout: 20_000 });
  await student.brings(book("Apples", "Ames, Ann") + book("Bridges", "Boyd, Bob"), 2);
  // The end of what is stored is gone.
  await page.evaluate(async () => {
    const { name } = (await indexedDB.databases()).find((one) => one.name.endsWith(":cite"));
    const done = (request) => new Promise((yes, no) => Object.assign(request, { onsuccess: () => yes(request.result), onerror: () => no(request.error) }));
    const base = await done(indexedDB.open(name));
    const store = base.transaction("projects", "readwrite").objectStore("projects");
    const [key] = await done(store.getAllKeys());
    const project = await done(store.get(key));
    project.sources = project.sources.slice(0, project.sources.lastIndexOf('"custom"'));
    await done(store.put(project, key));
    base.close();
  });
  await reader.reloads();
  const note = page.locator(".cite-unread");
  await note.waitFor({ timeout: 20_000 });
  assert.ok((await note.innerText()).includes(string("unread_text")));
  assert.ok((await note.locator("li").count()) > 0, "what could not be read is listed");
  // The first one is whole; of the second there is what stands before the end.
  assert.equal((await student.entries()).length, 2);
  assert.ok((await student.entries())[1].includes("Bridges"));
  // What is written back takes nothing away from what was found.
  await student.brings(book("Clouds", "Cole, Cy"), 3);
  await until("the new one is on the device", () => isKept(page, ":cite", "Clouds"));
  assert.ok(await isKept(page, ":cite", '"unread":'), "and so is what was found");
  await reader.reloads();
  await note.waitFor({ timeout: 20_000 });
  const coming = page.waitForEvent("download");
  await page.locator('[data-key="unread-save"]').click();
  const saved = readFileSync(await (await coming).path()).toString();
  assert.ok(saved.includes("Boyd") && saved.includes("Apples"), saved);
  await page.locator('[data-key="unread-drop"]').click();
  await until("the note is gone", async () => (await note.count()) === 0);
  await until("it is gone from the device", async () => !(await isKept(page, ":cite", '"unread":')));
  await reader.reloads();
  await until("three are listed", async () => (await student.entries()).length === 3, { seconds: 20 });
  assert.equal(await note.count(), 0, "and stays away");
}, { seconds: 120 });

journey("another tab changes the style under an open form: its entry follows, and what was typed stays", async (world) => {
  const { host, reader, student } = await visit(world, "#/cite");
  await student.page.locator(".cite-top").waitFor({ timeout: 20_000 });
  await student.brings(book("Apples", "Ames, Ann"), 1);
  const other = new Student(new Reader(await reader.page.context().newPage(), host));
  await other.reader.arrives("#/cite");
  await until("the other tab has the list", async () => (await other.entries()).length === 1);
  await student.page.locator('[data-key^="edit-"]').click();
  await student.page.locator("#cite-f-title").fill("Apples in winter");
  const preview = () => student.page.locator(".cite-preview .cite-entry").innerText();
  await until("the entry is in MLA", async () => (await preview()).startsWith("Ames, Ann. Apples in Winter"));
  await other.chooses("apa");
  await until("the entry is in APA", async () => (await preview()).startsWith("Ames, A. "));
  assert.equal(await student.page.locator("#cite-f-title").inputValue(), "Apples in winter");
  await student.button("save").click();
  if (await student.button("save").count()) await student.button("save").click();
  for (const one of [student, other]) {
    await until("listed in APA", async () => (await one.entries())[0]?.startsWith("Ames, A. ") && (await one.entries())[0].includes("Apples in winter"));
  }
}, { seconds: 120 });

for (const colorScheme of ["light", "dark"]) {
  journey(`citing has no accessibility fault that axe finds, ${colorScheme}`, async (world) => {
    const { reader, student } = await visit(world, "#/record/wsl-00070", { colorScheme });
    const checks = async (what) => {
      await pictures(reader.page, `cite ${what}`);
      await reader.page.evaluate(axeSource());
      const found = await reader.page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
      assert.deepEqual(found.violations.map(({ id, nodes }) => `${what}: ${id}: ${nodes.map((node) => node.html).join(" ").slice(0, 300)}`), []);
    };
    await student.cites();
    await student.button("explain").click();
    await checks("panel");
    await student.page.locator('[data-key="keep"]').click();
    await student.opensList();
    await checks("list");
    await student.brings("@misc{x, author = {Rao, Priya}, url = {https://space.example/moon}}", 2);
    await until("what is missing is named", async () => (await student.page.locator(".cite-look").innerText()).includes(string("f_title")));
    await student.page.locator('.cite-list [id^="point-"]').last().click();
    await student.page.locator('.cite-list button[id^="why-pointer-"]').first().click();
    await student.page.locator(".cite-list .cite-told .cite-reason").waitFor();
    await checks("list with a pointer explained");
    await student.page.locator("#cite-language").selectOption("ar");
    await until("Arabic is spoken", async () => (await student.page.locator(".cite-heading").getAttribute("lang")) === "ar");
    await checks("list in Arabic");
    await student.page.locator("#cite-language").selectOption("en-US");
    await until("English is spoken", async () => (await student.page.locator(".cite-heading").getAttribute("lang")) === "en-US");
    await student.button("add_source").click();
    await checks("kinds");
    await student.page.locator('[data-kind-name="interview"]').click();
    await student.button("save_new").click();
    await checks("form");
    await student.button("back").click();
    await student.button("bring").click();
    await student.page.locator("#cite-paste").fill("Sachar, Louis. Holes. Yearling, 1998.");
    await student.button("bring_read").click();
    await checks("bring");
    await student.button("back").click();
    await student.page.locator(".cite-actions").first().getByRole("button", { name: new RegExp(string("all_styles")) }).click();
    await student.page.locator(".cite-compare .cite-pointer").nth(7).waitFor();
    await checks("compare");
    await student.button("back").click();
    await student.button("practice").click();
    await student.page.locator('[data-key^="loose-"]').first().click();
    await student.page.locator('[data-key="practice-check"]').click();
    await checks("build an entry");
    await student.button("practice_repair").click();
    await student.page.locator('[data-key^="spoilt-"]').first().click();
    await checks("find the slip");
    await student.button("practice_detective").click();
    await student.page.locator('[data-key="practice-check"]').click();
    await checks("chatbot detective");
    await reader.goes("#/");
    await reader.goes("#/cite?view=accuracy");
    await until("the figures are there", async () => (await student.page.locator(".cite-figures tbody tr").count()) > 30);
    // Both tables of the second opinion, and whose work the styles are.
    assert.equal(await student.page.locator(".cite-figures").count(), 3);
    const credits = await student.page.locator(".cite-credits").innerText();
    for (const name of ["Sebastian Karcher", "Grégoire Colly"]) assert.ok(credits.includes(name), credits);
    await checks("accuracy");
  }, { seconds: 120 });
}
