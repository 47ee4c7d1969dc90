// What axe finds on a page as it is: every rule of WCAG 2.2 A and AA, and its own of good practice.
import assert from "node:assert/strict";
import { axeSource } from "./place.mjs";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Its findings, a line each; a run that looked at next to nothing, fewer rules than `least`, is an error. */
export async function axe({ page }, { least = 15 } = {}) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axeSource());
  const found = await page.evaluate(async (rules) => {
    const { violations, passes } = await window.axe.run(document, { runOnly: rules, resultTypes: ["violations", "passes"] });
    return {
      passes: passes.length,
      violations: violations.flatMap(({ id, help, nodes }) =>
        nodes.map((node) => `${id} (${help}): ${node.html.slice(0, 160)} ${node.any[0]?.message ?? ""}`)),
    };
  }, RULES);
  assert.ok(found.passes >= least, `axe looked at something: ${found.passes} rules passed`);
  return found.violations;
}
