// On paper.
import assert from "node:assert/strict";
import { journey } from "./lib/journey.mjs";
import { place } from "./lib/place.mjs";

async function printed(world, fragment, options) {
  const host = await world.host(place.site);
  const reader = await world.reader(host, options);
  await reader.arrives(fragment);
  await reader.page.emulateMedia({ media: "print" });
  return reader;
}

const hidden = async (reader, selector) => {
  assert.ok((await reader.page.locator(selector).count()) > 0, `there is ${selector}`);
  assert.equal(await reader.page.locator(`${selector}:visible`).count(), 0, `${selector} is not printed`);
};

journey("a printed record has what leads to the book, and no navigation", async (world) => {
  const reader = await printed(world, "#/record/wsl-00070");
  for (const selector of [".desk", ".colophon", ".skip", "nav", "button"]) await hidden(reader, selector);
  for (const text of ["Dragon Ball", "Toriyama", "GN"]) {
    assert.ok(await reader.page.getByText(text).first().isVisible(), `${text} is printed`);
  }
  assert.ok(await reader.page.locator(".record-find").isVisible());
  const pdf = await reader.page.pdf({ format: "Letter" });
  const pages = pdf.toString("latin1").match(/\/Type\s*\/Page\b/g).length;
  assert.ok(pages <= 2, `it needs ${pages} sheets`);
});

journey("printed results are a list to take to the shelf, dark theme or not", async (world) => {
  const reader = await printed(world, "#/search?q=dragon", { colorScheme: "dark" });
  for (const selector of [".desk", ".colophon", ".facet-panel", ".sort", ".pager"]) await hidden(reader, selector);
  const row = reader.page.locator(".result").first();
  assert.match(await row.innerText(), /[A-Z0-9.]+\s+[A-Z]{3}/, "the call number");
  const [ink, paper] = await reader.page.evaluate(() => {
    const style = getComputedStyle(document.body);
    return [style.color, style.backgroundColor];
  });
  assert.deepEqual([ink, paper], ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]);
});
