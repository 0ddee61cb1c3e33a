import { describe, expect, it } from "vitest";
import { describeSteps } from "@/components/unblock/describe-steps";
import type { UnblockView } from "@/lib/billing/views";

const nothing: UnblockView = {
  requestId: null,
  intentId: "chk_1",
  paymentSentAt: "2026-08-10T14:03:17.000Z",
  confirmedAt: null,
  grantedAt: null,
  gateOpenAt: null,
  firstAllowedAt: null,
  firstAllowedRequestId: null,
  stillRefused: null,
  cause: null,
};
const at = (second: string) => `2026-08-10T14:03:${second}Z`;
const all = { ...nothing, confirmedAt: at("19.000"), grantedAt: at("19.300"), gateOpenAt: at("19.800") };

describe("the way from a payment to an open gate", () => {
  it("runs the clock of the step that is waited for, and of no other", () => {
    const { steps, isSlow } = describeSteps(nothing, new Date(at("20.500")));
    expect(steps.map(({ state }) => state)).toEqual(["done", "now", "later", "later", "later"]);
    expect(steps[1]?.time).toBe("3.5 s");
    expect(steps.slice(2).every(({ time }) => time === "")).toBe(true);
    expect(isSlow).toBe(false);
  });

  it("calms after ten seconds without the provider's word, and never once it was given", () => {
    const late = new Date(at("27.001"));
    expect(describeSteps(nothing, late).isSlow).toBe(true);
    expect(describeSteps(all, late).isSlow).toBe(false);
  });

  it("says how long after confirmation the gate opened, and hurries nobody to call", () => {
    const { headline, steps } = describeSteps(all, new Date(at("25.000")));
    expect(headline).toBe("Gate opened 0.8 s after confirmation.");
    expect(steps.map(({ time }) => time)).toEqual(["14:03:17 UTC", "+ 2.0 s", "+ 0.3 s", "+ 0.5 s", ""]);
  });

  it("never says two lengths of one way, when access was written before the provider's word was", () => {
    const { headline, steps } = describeSteps({ ...all, paymentSentAt: at("19.900"), confirmedAt: at("19.900") }, null);
    expect(headline).toBe("Gate opened 0.5 s after confirmation.");
    expect(steps.map(({ time }) => time)).toEqual(["14:03:19 UTC", "+ 0.0 s", "+ 0.0 s", "+ 0.5 s", ""]);
  });

  it("names the first call that passed", () => {
    const done = describeSteps({ ...all, firstAllowedAt: at("21.000") }, null);
    expect(done.headline).toBe("Gate opened 0.8 s after confirmation. First 200 at 14:03:21 UTC.");
    expect(done.steps.every(({ state }) => state === "done")).toBe(true);
  });
});
