// Pictures of what axe looks at, for `cargo xtask journeys --shots`: whatever state a check reaches can also be seen by eye.
import { mkdirSync } from "node:fs";
import { join } from "node:path";

/** Sizes of a phone, a Chromebook and a projector. */
export const SIZES = [[360, 740], [1366, 768], [1920, 1080]];

const FOLDER = process.env.CARREL_SHOTS;

/** A picture of the page as it is, and one of all of it, under a name made of the state's. */
export async function picture(page, folder, state) {
  const { width } = page.viewportSize();
  const dark = await page.evaluate(() => matchMedia("(prefers-color-scheme: dark)").matches);
  const name = state.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, "-").slice(0, 90);
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}-${width}-${dark ? "dark" : "light"}`);
  await page.screenshot({ path: `${path}.png` });
  await page.screenshot({ path: `${path}-whole.png`, fullPage: true });
}

/** Pictures of a state at every size, when the environment names a folder for them (`CARREL_SHOTS`); else nothing. */
export async function pictures(page, state) {
  if (!FOLDER) return;
  const before = page.viewportSize();
  for (const [width, height] of SIZES) {
    await page.setViewportSize({ width, height });
    await page.waitForTimeout(200);
    await picture(page, FOLDER, state);
  }
  await page.setViewportSize(before);
}
