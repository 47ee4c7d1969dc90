// Pictures of every page, to be looked at as a designer would: phone, Chromebook and projector, light and dark.
//   cargo xtask journeys --shots         into target/shots/
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { PAGES } from "./lib/pages.mjs";
import { ROOT, place } from "./lib/place.mjs";
import { publishStates } from "./lib/publish-shots.mjs";
import { World } from "./lib/world.mjs";

const SIZES = [[360, 740], [1366, 768], [1920, 1080]];
const folder = join(ROOT, "target", "shots");
mkdirSync(folder, { recursive: true });

const world = new World();
const host = await world.host(place.site);
const words = process.argv.slice(2);
let taken = 0;
for (const colorScheme of ["light", "dark"]) {
  for (const [width, height] of SIZES) {
    const reader = await world.reader(host, { viewport: { width, height }, colorScheme });
    const shoot = async (name) => {
      await reader.page.waitForTimeout(200);
      const path = join(folder, `${name.replaceAll(" ", "-")}-${width}-${colorScheme}.png`);
      await reader.page.screenshot({ path });
      await reader.page.screenshot({ path: path.replace(".png", "-whole.png"), fullPage: true });
      taken += 1;
    };
    for (const { name, fragment } of PAGES) {
      if (words.length > 0 && !words.some((word) => name.includes(word))) continue;
      await reader.arrives(fragment);
      await shoot(name);
    }
    if (words.length === 0 || words.includes("publish")) await publishStates(reader, shoot);
    await reader.page.context().close();
  }
}
await world.end();
await World.over();
console.log(`${taken} pages in target/shots/`);
