import { readFileSync } from "node:fs";
import { type BrowserContext, test as base, expect, type Page } from "@playwright/test";

export type DemoFacts = {
  portalUrl: string;
  gatewayUrl: string;
  apiKey: string;
  users: { role: "admin" | "owner" | "developer"; email: string; password: string }[];
};

export const demoFacts = (): DemoFacts => JSON.parse(readFileSync(process.env.E2E_DEMO_JSON ?? "", "utf8"));

/** Every page of a journey fails it when the content security policy was violated or a script threw. */
async function watchPages(context: BrowserContext, problems: string[]): Promise<void> {
  await context.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => {
      console.error(`policy violated: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`);
    });
  });
  context.on("page", (page) => {
    page.on("pageerror", (error) => problems.push(`${page.url()}: ${error.message}`));
    page.on("console", (message) => {
      if (message.text().startsWith("policy violated")) problems.push(`${page.url()}: ${message.text()}`);
    });
  });
}

export const test = base.extend<{ facts: DemoFacts; problems: string[] }>({
  // biome-ignore lint/correctness/noEmptyPattern: the runner reads the names of the fixtures from the pattern
  facts: async ({}, use) => use(demoFacts()),
  problems: [
    async ({ context }, use) => {
      const problems: string[] = [];
      await watchPages(context, problems);
      await use(problems);
      expect(problems).toEqual([]);
    },
    { auto: true },
  ],
});
export { expect };

/** Signs in as one of the demo's people and waits for their first page. */
export async function signIn(page: Page, role: DemoFacts["users"][number]["role"]): Promise<void> {
  const user = demoFacts().users.find((one) => one.role === role);
  if (!user) throw new Error(`The demo has no ${role}.`);
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill(user.email);
  await page.getByLabel("Password", { exact: true }).fill(user.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL(role === "admin" ? /\/admin/ : /\/console/);
}
