// Pictures of every page, to be looked at as a designer would: phone, Chromebook and projector, light and dark.
//   cargo xtask journeys --shots         into target/shots/
import { join } from "node:path";
import { PAGES } from "./lib/pages.mjs";
import { SIZES, picture } from "./lib/pictures.mjs";
import { ROOT, place } from "./lib/place.mjs";
import { publishStates } from "./lib/publish-shots.mjs";
import { World } from "./lib/world.mjs";

const folder = join(ROOT, "target", "shots");

const world = new World();
const host = await world.host(place.site);
const words = process.argv.slice(2);
let taken = 0;
for (const colorScheme of ["light", "dark"]) {
  for (const [width, height] of SIZES) {
    const reader = await world.reader(host, { viewport: { width, height }, colorScheme });
    const shoot = async (name) => {
      await reader.page.waitForTimeout(200);
      await picture(reader.page, folder, name);
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
