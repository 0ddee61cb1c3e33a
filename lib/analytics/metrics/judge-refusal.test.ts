import { describe, expect, it } from "vitest";
import { type AccountHistory, judgeRefusal, type TenantHistory } from "@/lib/analytics/metrics/judge-refusal";

const minute = 60_000;
const at = 100 * minute;
const account = (over: Partial<AccountHistory> = {}): AccountHistory => ({
  startMs: 0,
  endMs: 1_000 * minute,
  posted: [{ atMs: 0, amount: 100 }],
  drawnBefore: 0,
  draws: [],
  away: [],
  ...over,
});
const terms = { isUnlimited: false, creditMicroPerUnit: null, isPostpaid: false };
const tenant = (over: Partial<TenantHistory> = {}): TenantHistory => ({
  isOpen: () => true,
  termsAt: () => terms,
  quota: () => account({ drawnBefore: 100 }),
  credits: [],
  ...over,
});
const kindOf = (code: string, over: Partial<TenantHistory>, askedUnits = 5) =>
  judgeRefusal(
    { requestId: "req_1", tenantId: "tnt_1", featureId: "fea_1", code, atMs: at, askedUnits, weight: 1 },
    tenant(over),
  ).kind;
const quota = (over: Partial<AccountHistory>) => ({ quota: () => account(over) });

describe("a refusal for want of units", () => {
  it.each([
    ["100 posted, 100 drawn", quota({ drawnBefore: 100 }), "rightful"],
    ["100 posted, 96 drawn, 5 asked", quota({ drawnBefore: 96 }), "rightful"],
    ["100 posted, 95 drawn, 5 asked", quota({ drawnBefore: 95 }), "wrongful"],
    ["the last were drawn a minute before", quota({ draws: [{ atMs: at - minute, cost: 100 }] }), "rightful"],
    ["they were drawn a minute after", quota({ draws: [{ atMs: at + minute, cost: 100 }] }), "wrongful"],
    ["they were drawn in the same moment", quota({ draws: [{ atMs: at + 4_000, cost: 100 }] }), "rightful"],
    [
      "50 more came a minute before",
      quota({
        drawnBefore: 100,
        posted: [
          { atMs: 0, amount: 100 },
          { atMs: at - minute, amount: 50 },
        ],
      }),
      "wrongful",
    ],
    [
      "50 more came in the same moment",
      quota({
        drawnBefore: 100,
        posted: [
          { atMs: 0, amount: 100 },
          { atMs: at - 4_000, amount: 50 },
        ],
      }),
      "rightful",
    ],
    [
      "the plan had been reduced",
      quota({
        drawnBefore: 60,
        posted: [
          { atMs: 0, amount: 100 },
          { atMs: at - minute, amount: -40 },
        ],
      }),
      "rightful",
    ],
    ["its period begins later", quota({ startMs: at + minute }), "rightful"],
    [
      "a gateway that was away held 20",
      quota({ drawnBefore: 80, away: [{ fromMs: at - minute, toMs: at + minute, units: 20 }] }),
      "heldAway",
    ],
    ["it was back before", quota({ drawnBefore: 80, away: [{ fromMs: 0, toMs: at - minute, units: 20 }] }), "wrongful"],
    ["units had no limit", { termsAt: () => ({ ...terms, isUnlimited: true }) }, "wrongful"],
    ["overage was to be billed", { termsAt: () => ({ ...terms, isPostpaid: true }) }, "wrongful"],
    ["overage began in the same moment", { termsAt: (ms: number) => ({ ...terms, isPostpaid: ms >= at }) }, "rightful"],
    ["the feature was not included", { ...quota({}), termsAt: () => null }, "rightful"],
  ] as const)("is judged where %s", (_name, over, kind) => {
    expect(kindOf("quota_exhausted", over)).toBe(kind);
  });

  // 5 units at 10 micro-credits: 50 are needed.
  const priced = { termsAt: () => ({ ...terms, creditMicroPerUnit: 10 }) };
  it.each([
    [
      "30 and 20 were left in two lots",
      {
        ...priced,
        credits: [
          account({ posted: [{ atMs: 0, amount: 30 }] }),
          account({ posted: [{ atMs: 0, amount: 20 }], endMs: null }),
        ],
      },
      "wrongful",
    ],
    ["49 were left", { ...priced, credits: [account({ posted: [{ atMs: 0, amount: 49 }] })] }, "rightful"],
    ["the lot had expired", { ...priced, credits: [account({ endMs: at - minute })] }, "rightful"],
    ["credits did not pay for it", { credits: [account()] }, "rightful"],
  ] as const)("is judged where %s of credits", (_name, over, kind) => {
    expect(kindOf("credits_insufficient", over)).toBe(kind);
  });
});

describe("a refusal by state or plan", () => {
  it.each([
    ["subscription_past_due", { isOpen: () => true }, "wrongful"],
    ["subscription_past_due", { isOpen: () => false }, "rightful"],
    ["trial_expired", { isOpen: (ms: number) => ms > at - 4_000 }, "rightful"],
    ["feature_not_in_plan", {}, "wrongful"],
    ["feature_not_in_plan", { termsAt: () => null }, "rightful"],
    ["payment_declined", {}, "rightful"],
  ] as const)("%s", (code, over, kind) => {
    expect(kindOf(code, over)).toBe(kind);
  });
});
