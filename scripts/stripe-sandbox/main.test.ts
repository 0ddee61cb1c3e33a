import { spawn } from "node:child_process";
import { expect, test } from "vitest";

test("the sandbox does not run beside a real Stripe key", async () => {
  const child = spawn("npx", ["tsx", "--tsconfig", "tsconfig.json", "scripts/stripe-sandbox/main.ts", "0"], {
    env: { ...process.env, STRIPE_SECRET_KEY: "sk_live_x" },
  });
  let said = "";
  child.stderr.on("data", (chunk) => {
    said += chunk;
  });
  const code = await new Promise((resolve) => child.on("exit", resolve));
  expect([code, said]).toEqual([1, expect.stringContaining("STRIPE_SECRET_KEY is set")]);
});
