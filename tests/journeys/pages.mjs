// Every page: for everyone, on every screen.
import assert from "node:assert/strict";
import { axe } from "./lib/axe.mjs";
import { journey, until } from "./lib/journey.mjs";
import { PAGES } from "./lib/pages.mjs";
import { place } from "./lib/place.mjs";
import { says } from "./lib/words.mjs";
import { NETWORK_FAILS } from "./lib/world.mjs";

async function visit(world, options) {
  const host = await world.host(place.site);
  return world.reader(host, options);
}

for (const theme of ["light", "dark"]) {
  journey(`axe finds nothing on any page, ${theme}, on a phone and on a Chromebook`, async (world) => {
    const reader = await visit(world, { colorScheme: theme });
    const found = [];
    for (const [width, height] of [[360, 740], [1366, 768]]) {
      await reader.page.setViewportSize({ width, height });
      for (const { name, fragment } of PAGES) {
        await reader.arrives(fragment);
        found.push(...(await axe(reader)).map((text) => `${name} at ${width}: ${text}`));
      }
      // The page for wrong addresses has a heading, a text and a link: few rules have something to look at.
      world.expect(NETWORK_FAILS);
      await reader.getsLost();
      assert.equal(await reader.heading(), says("lost_title"));
      const ground = await reader.page.evaluate(() => getComputedStyle(document.body).backgroundColor.match(/\d+/g).map(Number));
      assert.equal(ground[0] < 128, theme === "dark", `the ground is ${theme}: ${ground}`);
      found.push(...(await axe(reader, { least: 10 })).map((text) => `wrong address at ${width}: ${text}`));
    }
    assert.deepEqual(found, []);
  }, { seconds: 240 });
}

journey("axe finds nothing on messages, either", async (world) => {
  const reader = await visit(world);
  await reader.arrives("#/record/wsl-00070");
  await reader.page.getByRole("button", { name: says("cite") }).click();
  assert.deepEqual(await axe(reader), [], "with the citation facts open");
  await reader.arrives("#/search?q=hary+poter");
  assert.deepEqual(await axe(reader), [], "with a corrected spelling");
  await reader.arrives("#/search?q=zzyzxqqq");
  assert.deepEqual(await axe(reader), [], "where nothing is found");
});

/** What sticks out of the page sideways. */
function tooWide(reader) {
  return reader.page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const scrolls = (element) => {
      for (let up = element.parentElement; up; up = up.parentElement) {
        if (getComputedStyle(up).overflowX !== "visible") return up !== document.documentElement && up !== document.body;
      }
      return false;
    };
    const out = [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > width + 1 && !scrolls(e));
    return [`it is ${document.documentElement.scrollWidth} px wide in ${width}`, ...out.slice(0, 3).map((e) => e.outerHTML.slice(0, 100))];
  });
}

// It ended in "or I…" on a projector, and earlier on phones.
journey("the hint in the search box is whole at every width", async (world) => {
  const reader = await visit(world);
  const cut = [];
  for (const width of [320, 360, 700, 1090, 1280, 1366, 1600, 1791, 1920, 2560]) {
    await reader.page.setViewportSize({ width, height: 768 });
    for (const fragment of ["#/", "#/help"]) {
      await reader.arrives(fragment);
      const [needed, room] = await reader.page.evaluate(() => {
        const box = document.querySelector("#q");
        const [around, hint] = [getComputedStyle(box), getComputedStyle(box, "::placeholder")];
        const pen = document.createElement("canvas").getContext("2d");
        pen.font = `${hint.fontWeight} ${hint.fontSize} ${around.fontFamily}`;
        return [pen.measureText(box.placeholder).width, box.clientWidth - parseFloat(around.paddingLeft) - parseFloat(around.paddingRight)];
      });
      assert.ok(needed > 100, `the hint is ${needed} px long`);
      if (needed > room) cut.push(`${fragment} at ${width}: ${Math.round(needed)} px in ${Math.round(room)}`);
    }
  }
  assert.deepEqual(cut, []);
});

// 320 x 256 is what a window of 1280 x 1024 shows at a zoom of 400 % (WCAG 1.4.10).
for (const [what, size, text] of [
  ["on 320 pixels", { width: 320, height: 640 }, ""],
  ["at a zoom of 400 %", { width: 320, height: 256 }, ""],
  ["on a phone with the largest text", { width: 360, height: 740 }, "largest"],
  ["on a projector", { width: 1920, height: 1080 }, ""],
]) {
  journey(`no page scrolls sideways ${what}`, async (world) => {
    const reader = await visit(world, { viewport: size });
    if (text) {
      await reader.arrives("#/settings");
      await reader.page.getByLabel(says(`text_${text}`), { exact: true }).check();
    }
    const found = [];
    for (const { name, fragment } of PAGES) {
      await reader.arrives(fragment);
      const wide = await tooWide(reader);
      if (wide.length > 0) found.push(`${name}: ${wide.join("; ")}`);
      assert.ok((await reader.heading()) !== "" || name === "home", `${name} has a heading`);
    }
    world.expect(NETWORK_FAILS);
    await reader.getsLost();
    assert.equal(await reader.heading(), says("lost_title"));
    found.push(...(await tooWide(reader)).map((text) => `wrong address: ${text}`));
    assert.deepEqual(found, []);
  }, { seconds: 120 });
}

journey("the settings change colours and text size at once, and stay", async (world) => {
  const reader = await visit(world);
  await reader.arrives("#/settings");
  const look = () =>
    reader.page.evaluate(() => [getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).fontSize]);
  const [light, normal] = await look();
  await reader.page.getByLabel(says("theme_dark"), { exact: true }).check();
  await reader.page.getByLabel(says("text_larger"), { exact: true }).check();
  const changed = await look();
  assert.notEqual(changed[0], light);
  assert.ok(parseFloat(changed[1]) > parseFloat(normal) * 1.1, `${normal} became ${changed[1]}`);
  await reader.arrives("#/");
  assert.deepEqual(await look(), changed);
});

journey("the title of the tab names page and library", async (world) => {
  const reader = await visit(world);
  const titles = new Map();
  for (const { name, fragment } of PAGES) {
    await reader.arrives(fragment);
    const own = async () => {
      const text = await reader.page.title();
      return text.endsWith(" · Westfield School Library") && text;
    };
    // A module says its title when its own parts are there; what is still as on another page after that stays so.
    const fresh = async () => (titles.has(await own()) ? false : own());
    const title = await until(`${name} has a title of its own`, fresh, { seconds: 5 }).catch(() =>
      until(`${name} has its title`, own),
    );
    titles.set(title, [...(titles.get(title) ?? []), name]);
  }
  const shared = [...titles].filter(([, names]) => names.length > 1).map(([title, names]) => `${title}: ${names}`);
  assert.deepEqual(shared, [
    `${says("search_title")} · Westfield School Library: home,search without words`,
    "dragon · Westfield School Library: results,results with a filter",
  ]);
});
