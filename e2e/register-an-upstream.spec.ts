import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { callGateway } from "./support/call-gateway";
import { checkAccessibility } from "./support/check-accessibility";
import { expect, signIn, test } from "./support/journey";

/** An upstream of somebody's own: it tells what reached it. */
async function startUpstream(): Promise<{ server: Server; port: number; seen: string[][] }> {
  const seen: string[][] = [];
  const server = createServer((request, response) => {
    seen.push(request.rawHeaders);
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ tide: "low", path: request.url }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, port: (server.address() as AddressInfo).port, seen };
}

test("an admin registers an api of their own in the browser, and it is served at both doors", async ({
  page,
  facts,
}) => {
  const upstream = await startUpstream();
  await signIn(page, "admin");
  await page.goto("/admin/apis");
  await checkAccessibility(page);
  await page.getByRole("button", { name: "Add api" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Tides");
  await dialog.getByLabel("Slug").fill("tides");

  await test.step("an address inside the network is refused where it was typed", async () => {
    await dialog.getByLabel("Upstream URL").fill("http://169.254.169.254/latest");
    await dialog.getByRole("button", { name: "Add api" }).click();
    await expect(dialog.getByLabel("Upstream URL")).toHaveAttribute("aria-invalid", "true");
  });

  await dialog.getByLabel("Upstream URL").fill(`http://127.0.0.1:${upstream.port}`);
  await dialog.getByLabel("Header").fill("x-upstream-token");
  await dialog.getByLabel("Value", { exact: true }).fill("our-own-secret");
  await dialog.getByRole("button", { name: "Add api" }).click();
  await expect(dialog).toBeHidden();
  await expect(page).toHaveURL(/\/admin\/apis\/api_/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Tides");
  expect(await page.content()).not.toContain("our-own-secret");

  await page.getByRole("button", { name: "Add route" }).first().click();
  await page.getByRole("dialog").getByLabel("Path").fill("/now/{harbour}");
  await page.getByRole("dialog").getByRole("button", { name: "Add route" }).click();
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(page.getByText("/now/{harbour}").first()).toBeVisible();
  await checkAccessibility(page);

  for (const door of ["gateway", "portal"] as const) {
    await expect
      .poll(async () => (await callGateway("/tides/now/husum?unit=m", { door })).status, { timeout: 20_000 })
      .toBe(200);
    const answer = await callGateway("/tides/now/husum?unit=m", { door });
    expect(JSON.parse(answer.text)).toEqual({ tide: "low", path: "/now/husum?unit=m" });
  }
  const headers = upstream.seen.flat();
  expect(headers).toContain("our-own-secret");
  expect(headers.join("\n")).not.toContain(facts.apiKey);
  await new Promise((resolve) => upstream.server.close(resolve));
});
