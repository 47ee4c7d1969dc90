// The keyboard alone: every stop is seen, nothing is out of reach, and no stop is hidden behind something else.
import assert from "node:assert/strict";
import { journey, until } from "./lib/journey.mjs";
import { PAGES } from "./lib/pages.mjs";
import { place } from "./lib/place.mjs";
import { says } from "./lib/words.mjs";

async function visit(world, fragment, options) {
  const host = await world.host(place.site);
  const reader = await world.reader(host, options);
  await reader.page.addInitScript(seeFocus);
  await reader.arrives(fragment);
  return reader;
}

/** In the page: the focus is seen where an outline is drawn around the element, or around the row or label it fills. */
function seeFocus() {
  const outlined = (element) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 1.5;
  };
  window.focusIsSeen = (element) => {
    for (let at = element; at && at.matches(":focus, :focus-within") && at.localName !== "main"; at = at.parentElement) {
      if (outlined(at)) return true;
    }
    return false;
  };
}

/** Presses Tab until something has the focus. */
async function tabTo(reader, what, found, most = 120) {
  const passed = [];
  for (let press = 0; press < most; press++) {
    await reader.presses("Tab");
    const focused = await reader.focused();
    assert.ok(await reader.page.evaluate(() => window.focusIsSeen(document.activeElement)), `the focus on ${JSON.stringify(focused)} cannot be seen`);
    if (found(focused)) return focused;
    passed.push(focused.text || focused.id || focused.tag);
  }
  assert.fail(`Tab never came to ${what}; it passed ${passed.join(" | ")}`);
}

/** Where the Tab key stops on a page, each with what is wrong with it. */
async function stops(reader) {
  await reader.page.evaluate(() => {
    document.activeElement?.blur();
    scrollTo(0, 0);
    getSelection().removeAllRanges();
  });
  const all = [];
  for (let press = 0; press < 400; press++) {
    await reader.presses("Tab");
    const stop = await reader.page.evaluate(() => {
      const element = document.activeElement;
      if (element === document.body) return null;
      if (element.dataset.stop) return "round";
      element.dataset.stop = "passed";
      const box = element.getBoundingClientRect();
      const name = `<${element.localName} ${element.id || element.getAttribute("href") || ""}> ${(element.innerText ?? "").slice(0, 40)}`;
      const faults = [];
      if (!window.focusIsSeen(element)) faults.push("has no visible focus");
      if (box.width < 1 || box.height < 1) faults.push("has no size");
      if (box.bottom < 0 || box.top > innerHeight || box.right < 0 || box.left > innerWidth) faults.push("is outside of the window");
      const at = document.elementFromPoint(
        Math.min(Math.max((box.left + box.right) / 2, 1), innerWidth - 1),
        Math.min(Math.max((box.top + box.bottom) / 2, 1), innerHeight - 1),
      );
      // A label lies over its radio button; a link may have its picture over it.
      const over = at && !element.contains(at) && !at.contains(element) && !at.closest("label")?.contains(element);
      if (over) faults.push(`is covered by <${at.localName} class="${at.className}">`);
      return { name, faults };
    });
    if (stop === null || stop === "round") break;
    all.push(stop);
  }
  await reader.page.evaluate(() => {
    for (const element of document.querySelectorAll("[data-stop]")) delete element.dataset.stop;
  });
  return all;
}

journey("the skip link is the first stop, is seen, and leads past everything at the top", async (world) => {
  const reader = await visit(world, "#/search?q=dragon");
  await reader.page.evaluate(() => document.activeElement?.blur());
  await reader.presses("Tab");
  const skip = await reader.focused();
  assert.equal(skip.text, says("skip_to_content"));
  const box = await reader.page.locator(".skip").boundingBox();
  assert.ok(box.x >= 0 && box.y >= 0 && box.height > 20, JSON.stringify(box));
  await reader.presses("Enter");
  assert.equal((await reader.focused()).id, "main");
  assert.equal(await reader.heading().then((text) => text.includes("dragon")), true, "the page stays the same");
  await reader.presses("Tab");
  assert.ok(await reader.page.evaluate(() => document.querySelector("main").contains(document.activeElement)));
});

journey("search, filter, record and back go by keyboard alone", async (world) => {
  const reader = await visit(world);
  await tabTo(reader, "the search box", ({ id }) => id === "q");
  await reader.page.keyboard.type("dragon", { delay: 40 });
  await reader.finds("dragon");
  await until("the address follows", () => reader.fragment() === "#/search?q=dragon");
  await tabTo(reader, "the filter", ({ href }) => href?.includes("format=graphic-novel"));
  await reader.presses("Enter");
  await until("the filter is on", () => reader.fragment() === "#/search?q=dragon&format=graphic-novel");
  await reader.settled();
  const titles = await reader.titles();
  const link = await tabTo(reader, "the first result", ({ href }) => href?.startsWith("#/record/"));
  assert.equal(link.text, titles[0]);
  await reader.presses("Enter");
  await until("the record is there", async () => (await reader.heading()).startsWith(titles[0]));
  await reader.settled();
  assert.equal((await reader.focused()).tag, "h1");
  await reader.back();
  await until("the results are back", async () => (await reader.titles()).join() === titles.join());
  await until("the focus is where it was", async () => (await reader.focused()).text === titles[0]);
});

journey("every stop of the Tab key is seen, on every page, wide and narrow", async (world) => {
  const reader = await visit(world);
  const faults = [];
  for (const [width, height] of [[1366, 768], [360, 740]]) {
    await reader.page.setViewportSize({ width, height });
    for (const { name, fragment } of PAGES) {
      await reader.arrives(fragment);
      const all = await stops(reader);
      assert.ok(all.length >= 8, `${name} at ${width} has only ${all.length} stops`);
      for (const stop of all) if (stop.faults.length > 0) faults.push(`${name} at ${width}: ${stop.name}: ${stop.faults}`);
    }
  }
  assert.deepEqual(faults, []);
}, { seconds: 480 });

journey("with forced colours the focus and the edges of buttons are seen", async (world) => {
  const reader = await visit(world, "#/search?q=dragon", { forcedColors: "active" });
  const faults = [];
  for (const fragment of ["#/search?q=dragon", "#/settings", "#/"]) {
    await reader.arrives(fragment);
    faults.push(...(await stops(reader)).filter((stop) => stop.faults.length > 0).map((stop) => `${fragment} ${stop.name}: ${stop.faults}`));
    faults.push(
      ...(await reader.page.locator("button:visible, .button:visible, #q").evaluateAll((all) => {
        const edged = (element) => parseFloat(getComputedStyle(element).borderTopWidth) >= 1;
        // The search box has one edge around field and button.
        return all.filter((button) => !edged(button) && !edged(button.parentElement)).map((button) => `${button.outerHTML.slice(0, 80)} has no edge`);
      })),
    );
  }
  assert.deepEqual(faults, []);
}, { seconds: 120 });
