// Records: from a link, from neighbours on the shelf, from a series; and the addresses that lead nowhere.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { axe } from "./lib/axe.mjs";
import { journey, until } from "./lib/journey.mjs";
import { pictures } from "./lib/pictures.mjs";
import { newFolder, place } from "./lib/place.mjs";
import { makeSite } from "./lib/sites.mjs";
import { says } from "./lib/words.mjs";

async function visit(world, fragment) {
  const host = await world.host(place.site);
  const reader = await world.reader(host);
  await reader.arrives(fragment);
  return reader;
}

/** Opens the record of the first result of a search. */
async function opens(reader, text) {
  await reader.goes(`#/search?q=${encodeURIComponent(text)}`);
  const [title] = await reader.titles();
  await reader.page.locator(".result-list h2 a").first().click();
  await reader.settled();
  assert.ok((await reader.heading()).startsWith(title), `${await reader.heading()} is the record of ${title}`);
}

journey("a record says what the book is, where it stands and whether it is there", async (world) => {
  const reader = await visit(world, "#/search?q=dragon+ball");
  const row = await reader.page.locator(".result").first().innerText();
  await opens(reader, "dragon ball");
  assert.match(await reader.page.title(), /^Dragon Ball.* · Westfield School Library$/);
  const find = await reader.page.locator(".record-find").innerText();
  assert.match(find, /GN\s+TOR/);
  assert.match(find, /On the shelf|Out/);
  assert.ok(row.includes(find.match(/\d+ of \d+ on the shelf|On the shelf|Out[^\n]*/)[0]), "the same as in the results");
  const main = await reader.main();
  for (const label of ["kind", "language", "published", "interest", "isbn"]) assert.ok(main.includes(says(label)), label);
  // Authors and subjects are links to what else there is.
  await reader.follows("Akira Toriyama");
  assert.equal(reader.fragment(), "#/search?author=Toriyama%2C+Akira");
  assert.ok((await reader.titles()).some((title) => title.startsWith("Dragon Ball")));
});

journey("a link is the thing itself where the thing can be on a screen", async (world) => {
  const record = (id, leader, form, title, link) =>
    [
      `=LDR  00000${leader} a2200000 a 4500`,
      `=001  ${id}`,
      `=008  \\\\\\\\\\\\s2024\\\\\\\\nyu\\\\\\\\\\${form}\\\\\\\\\\000\\0\\eng\\d`,
      `=245  10$a${title}`,
      `=856  ${link}`,
    ].join("\n");
  const file = join(newFolder("export"), "links.mrk");
  writeFileSync(
    file,
    `${[
      record("1", "nam", "\\", "Printed", "41$3Table of contents$uhttp://www.loc.gov/catdir/toc/1.html"),
      record("2", "nam", "o", "Electronic", "40$uhttps://example.org/2"),
      record("3", "ngm", "\\", "Disc", "40$yA shop$uhttps://example.org/3"),
      record("4", "nim", "o", "Heard", "40$uhttps://example.org/4"),
    ].join("\n\n")}\n`,
  );
  const reader = await world.reader(await world.host(makeSite([file])));
  for (const [id, button] of [["1", ""], ["2", says("read_ebook")], ["3", ""], ["4", says("open_online")]]) {
    await reader.arrives(`#/record/${id}`);
    const found = await reader.page.locator(".record-find a.button").allInnerTexts();
    assert.equal(found.join(), button, id);
    assert.equal((await reader.main()).includes(says("links")), button === "", "what is no button stands among the links");
  }
});

journey("a record can be reached and left with the keyboard alone", async (world) => {
  const reader = await visit(world);
  await reader.page.locator("#q").focus();
  await reader.page.keyboard.type("dragon", { delay: 30 });
  await reader.finds("dragon");
  const titles = await reader.titles();
  // Past the completions, which the arrow keys walk first, come the results.
  await until("the first result has the focus", async () => {
    if ((await reader.focused()).text === titles[0]) return true;
    await reader.presses("ArrowDown");
    return false;
  });
  await reader.presses("Enter");
  await until("the record is there", async () => (await reader.heading()).startsWith(titles[0]));
  await reader.settled();
  assert.equal((await reader.focused()).tag, "h1", "the new page's heading has the focus");
  // The browser's own key for it does not reach a browser without a window.
  await reader.back();
  await until("the results are back", async () => (await reader.titles()).length === titles.length);
  await until("the link has the focus again", async () => (await reader.focused()).text === titles[0]);
});

journey("neighbours on the shelf lead along the shelf, in the order of the call numbers", async (world) => {
  const reader = await visit(world);
  await opens(reader, "dragon ball");
  const walk = reader.page.locator(".shelf-walk li");
  const here = await walk.evaluateAll((all) => all.findIndex((li) => li.getAttribute("aria-current") === "true"));
  assert.ok(here > 0 && here < (await walk.count()) - 1, "there are books on both sides");
  // The books next to it stand on its shelf.
  const next = walk.nth(here + 1).getByRole("link");
  const name = await next.getAttribute("title");
  await next.click();
  await reader.settled();
  assert.ok((await reader.heading()).startsWith(name));
  assert.match(await reader.page.locator(".record-find").innerText(), /GN\s+[A-Z]{3}/);
  const left = await reader.page.locator(".shelf-walk li").evaluateAll((all) => {
    const at = all.findIndex((li) => li.getAttribute("aria-current") === "true");
    return all[at - 1].querySelector("a").title;
  });
  assert.equal(left, "Dragon Ball, Vol. 1", "what was passed stands on the other side now");
});

journey("the books of a series stand in their order", async (world) => {
  const reader = await visit(world);
  await opens(reader, "wings of fire lost heir");
  const series = reader.page.locator(".in-series");
  const numbers = (await series.locator(".volume").allInnerTexts()).map((text) => Number(text.replace(/\D+/g, "")));
  assert.ok(numbers.length >= 3, `volumes: ${numbers}`);
  assert.deepEqual(numbers, numbers.toSorted((a, b) => a - b));
  const other = series.locator("li:not([aria-current]) a").last();
  const title = await other.locator("span").last().innerText();
  await other.click();
  await reader.settled();
  assert.ok((await reader.heading()).startsWith(title));
});

journey("more like this says why, leads on by keyboard, and works without a network", async (world) => {
  const reader = await visit(world);
  await opens(reader, "eragon");
  const row = reader.page.getByRole("heading", { name: says("like_title") }).locator("xpath=..").getByRole("listitem");
  await until("the row is there", async () => (await row.count()) >= 4);
  assert.ok((await row.count()) <= 8, `${await row.count()} books`);
  const texts = await row.allInnerTexts();
  assert.ok(texts.some((text) => text.includes(says("like_about", { subject: "Dragons" }))), `${texts}`);
  assert.ok(!texts.some((text) => text.startsWith("Eragon")), "never itself");
  // Its series has a row of its own.
  const series = await reader.page.locator(".in-series").first().locator("li a").evaluateAll((all) => all.map((a) => a.href));
  const alike = await row.locator("a").evaluateAll((all) => all.map((a) => a.href));
  assert.deepEqual(alike.filter((href) => series.includes(href)), []);
  for (const scheme of ["light", "dark"]) {
    await reader.page.emulateMedia({ colorScheme: scheme });
    assert.deepEqual(await axe(reader), [], scheme);
    await pictures(reader.page, `more like this ${scheme}`);
  }
  // On, with the keyboard, and on a device that is offline.
  await reader.waitsUntilKept();
  await reader.page.context().setOffline(true);
  const link = row.locator("a").first();
  const title = await link.locator("> span").first().innerText();
  await link.focus();
  await reader.presses("Enter");
  await until("the other record is there", async () => (await reader.heading()).startsWith(title));
  await reader.settled();
  await until("it has a row, too", async () => (await row.count()) > 0);
  await reader.page.context().setOffline(false);
});

journey("a record that is gone and an address that never was say so", async (world) => {
  const reader = await visit(world, "#/record/no-such-record");
  assert.equal(await reader.heading(), says("no_record_title"));
  await reader.goes("#/nowhere/at/all");
  assert.equal(await reader.heading(), says("not_found_title"));
  await reader.follows(says("not_found_home"));
  assert.equal(await reader.page.getAttribute("html", "data-page"), "home");
});

journey("browse leads from a sign and from a subject to books", async (world) => {
  const reader = await visit(world, "#/browse");
  const sign = reader.page.locator(".signs a").first();
  const count = Number((await sign.innerText()).match(/([\d,]+) titles?/)[1].replace(",", ""));
  await sign.click();
  await reader.settled();
  assert.equal(await reader.heading(), says("results.other", { n: count.toLocaleString("en") }));
  await reader.goes("#/browse/subjects");
  await reader.page.getByLabel(says("begins_with")).fill("drag");
  await until("the list is narrowed", async () => {
    const rows = await reader.page.locator(".headings a").allInnerTexts();
    return rows.length > 0 && rows.every((row) => row.toLowerCase().startsWith("drag"));
  });
  await until("the address follows", () => reader.fragment() === "#/browse/subjects?from=drag");
  const row = reader.page.locator(".headings a").first();
  const [, heading, number] = /^(.+?)\s+(\d+)$/s.exec(await row.innerText());
  await row.click();
  await reader.settled();
  assert.equal((await reader.titles()).length, Math.min(Number(number), 20), heading);
});

journey("new arrivals are shown, newest first, and open", async (world) => {
  const reader = await visit(world, "#/new");
  const first = reader.page.locator(".cover-wall a").first();
  assert.ok((await reader.page.locator(".cover-wall a").count()) >= 12);
  await first.click();
  await reader.settled();
  assert.match(reader.fragment(), /^#\/record\//);
});

journey("every list of headings on the browse page has headings, and each leads to its books", async (world) => {
  const reader = await visit(world, "#/browse");
  const tabs = await reader.page.locator(".tabs a").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
  assert.ok(tabs.length >= 4, `${tabs}`);
  for (const tab of tabs.filter((href) => href !== "#/browse")) {
    await reader.goes(tab);
    const rows = reader.page.locator(".headings a");
    assert.ok((await rows.count()) > 50, `${tab} has ${await rows.count()} headings`);
    const row = rows.nth(7);
    const count = Number(/(\d+)\s*$/.exec(await row.innerText())[1]);
    await row.click();
    await reader.settled();
    assert.ok((await reader.titles()).length >= Math.min(count, 20), `${tab}: ${reader.fragment()}`);
  }
});
