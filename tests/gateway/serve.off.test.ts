import { expect, it } from "vitest";
import { testDatabase } from "@/db/testing/test-database";

process.env.PORTAL_GATEWAY_DOOR = "off";
await testDatabase();
const { GET, HEAD } = await import("@/app/gateway/[...path]/route");

it("a portal whose door is off says that nothing is there", async () => {
  const response = await GET(new Request("http://portal.test/gateway/northlight/v1/search"));
  expect(response.status).toBe(404);
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  expect(await response.json()).toMatchObject({ code: "not_found", status: 404 });
  expect((await HEAD(new Request("http://portal.test/gateway/x", { method: "HEAD" }))).body).toBeNull();
});
