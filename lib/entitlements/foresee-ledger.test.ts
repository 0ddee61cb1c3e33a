import { describe, expect, it } from "vitest";
import { decide } from "@/lib/entitlements/decide";
import { foreseeLedger } from "@/lib/entitlements/foresee-ledger";
import { call, catalog, lots, now, prepaid, standing } from "@/lib/entitlements/testing/judged-samples";
import type { Standing } from "@/lib/entitlements/types";

describe("what the ledger would say", () => {
  const spendOf = (standing: Standing, featureId: string, costUnits = 1) => {
    const decision = decide(standing, call(featureId, {}, costUnits), catalog, now);
    if (!decision.allowed || !decision.spend) throw new Error("This call takes units.");
    return decision.spend;
  };
  it.each<
    [
      title: string,
      standing: Standing,
      featureId: string,
      cost: number,
      used: number,
      creditMicro: number,
      said: object | null,
    ]
  >([
    ["the last unit is granted", standing(), "reports", 1, 9, 0, null],
    ["a unit more is not", standing(), "reports", 2, 9, 0, { quota: { limit: 10, used: 9, held: 0 }, credits: null }],
    ["credits grant what the quota does not", prepaid({ creditLots: lots }), "maps", 1, 10, 2_000_000, null],
    [
      "a micro-credit too few does not",
      prepaid({ creditLots: lots }),
      "maps",
      1,
      10,
      1_999_999,
      { quota: { limit: 10, used: 10, held: 0 }, credits: { leftMicro: 1_999_999, neededMicro: 2_000_000 } },
    ],
    ["what is billed later is always granted", prepaid(), "reports", 1, 10, 0, null],
    [
      "credits alone have no quota",
      prepaid({ creditLots: lots }),
      "alerts",
      1,
      10,
      1,
      { quota: null, credits: { leftMicro: 1, neededMicro: 500_000 } },
    ],
  ])("%s", (_title, standing, featureId, cost, used, creditMicro, said) => {
    const wanted = said && { kind: "exhausted", ...said };
    expect(foreseeLedger(spendOf(standing, featureId, cost), { quota: { limit: 10, used }, creditMicro })).toEqual(
      wanted,
    );
  });
});
