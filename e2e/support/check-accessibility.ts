import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, type Page } from "@playwright/test";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

type Finding = { id: string; impact: string | null; help: string; nodes: { html: string; failureSummary?: string }[] };

/**
 * Looks at the page as it stands, in light and in dark, for serious and critical findings of WCAG 2.2 AA.
 * axe is evaluated rather than added as a script, which the content security policy would rightly block.
 */
export async function checkAccessibility(page: Page): Promise<void> {
  // A page that is just being entered gets its title a moment after its content.
  await expect(page).toHaveTitle(/./);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.evaluate(axeSource);
    const findings: Finding[] = await page.evaluate(async () => {
      const { axe } = globalThis as unknown as {
        axe: { run: (options: object) => Promise<{ violations: Finding[] }> };
      };
      const values = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"];
      return (await axe.run({ runOnly: { type: "tag", values } })).violations;
    });
    const severe = findings
      .filter((finding) => finding.impact === "serious" || finding.impact === "critical")
      .map(
        ({ id, help, nodes }) =>
          `${id}: ${help}\n${nodes
            .map((node) => `    ${node.html}`)
            .slice(0, 5)
            .join("\n")}`,
      );
    expect(severe, `${page.url()} in ${colorScheme}`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: "light" });
}
