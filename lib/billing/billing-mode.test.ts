import { expect, test } from "vitest";
import { billingMode, hasTestClocks } from "@/lib/billing/billing-mode";

const sandbox = "http://127.0.0.1:4242";

test.each([
  ["a start from a checkout runs against the sandbox", { FAREGATE_STRIPE_SANDBOX_URL: sandbox }, "sandbox", true],
  ["nothing set is billing by hand", {}, "manual", false],
  ["a test key is test mode", { STRIPE_SECRET_KEY: "sk_test_12345678" }, "test", false],
  ["a restricted test key too", { STRIPE_SECRET_KEY: "rk_test_12345678" }, "test", false],
  ["test mode may have clocks", { STRIPE_SECRET_KEY: "sk_test_12345678", FAREGATE_TEST_CLOCKS: "1" }, "test", true],
  ["a live key is live mode", { STRIPE_SECRET_KEY: "rk_live_12345678" }, "live", false],
  ["manual wins over a key", { FAREGATE_BILLING: "manual", STRIPE_SECRET_KEY: "sk_live_12345678" }, "manual", false],
  [
    "manual wins over the sandbox",
    { FAREGATE_BILLING: "manual", FAREGATE_STRIPE_SANDBOX_URL: sandbox },
    "manual",
    false,
  ],
] as const)("%s", (_title, values, mode, clocks) => {
  expect(billingMode({ FAREGATE_BILLING: "auto", ...values })).toBe(mode);
  expect(hasTestClocks({ FAREGATE_BILLING: "auto", ...values })).toBe(clocks);
});
