import fs from "node:fs";
import { expect, test } from "vitest";
import { gatewayFlags } from "@/scripts/supervisor/gateway-flags.mjs";

test("a gateway that is run alone has the flags of one that `npm start` runs", () => {
  const { scripts } = JSON.parse(fs.readFileSync("package.json", "utf8"));
  expect(scripts.gateway).toBe(`node ${gatewayFlags.join(" ")} scripts/run-gateway.mjs`);
});
