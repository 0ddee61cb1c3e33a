import { describe, expect, it } from "vitest";
import { matchFamily } from "@/components/charts/families";
import { adminNav, consoleNav, matchNav } from "@/components/shell/nav";
import { describeStatus } from "@/components/ui/describe-status";
import { describeInstant, describeMoment, describeRelative } from "@/components/ui/describe-time";
import { rateUse } from "@/components/ui/describe-units";

describe("a status", () => {
  it.each([
    [200, "calm", "check"],
    [304, "calm", "check"],
    [401, "calm", "lock"],
    [402, "warn", "coins"],
    [403, "calm", "lock"],
    [404, "calm", "dash"],
    [429, "info", "clock"],
    [500, "act", "alert"],
    [504, "act", "alert"],
  ])("%i looks %s", (status, role, icon) => {
    expect(describeStatus(status)).toMatchObject({ role, icon });
  });
  it("is red for our faults alone: a refusal for money is the product working", () => {
    for (let status = 100; status < 600; status++) expect(describeStatus(status).role === "act").toBe(status >= 500);
  });
});

describe("a meter", () => {
  it.each([
    [0, 10, "info", 0],
    [7, 10, "info", 0.7],
    [8, 10, "warn", 0.8],
    [10, 10, "warn", 1],
    [12, 10, "warn", 1],
    [0, 0, "warn", 1],
    [5, null, "calm", 0],
  ])("at %i of %s is %s", (used, limit, role, share) => {
    expect(rateUse(used, limit)).toMatchObject({ role, share });
  });
});

describe("an instant", () => {
  const now = new Date("2026-08-28T14:03:20Z");
  it.each([
    ["2026-08-28T14:03:00Z", "just now"],
    ["2026-08-28T14:00:20Z", "3 min. ago"],
    ["2026-08-28T16:03:20Z", "in 2 hr."],
    ["2026-08-25T14:03:20Z", "3 days ago"],
  ])("%s reads %s", (at, words) => {
    expect(describeRelative(new Date(at), now)).toBe(words);
  });
  it("names its zone when it is given in full", () => {
    expect(describeInstant(now)).toBe("Fri, 28 Aug 2026, 14:03:20 UTC");
    expect(describeMoment(now)).toBe("28 Aug 2026, 14:03 UTC");
    expect(describeMoment(now, "Europe/Berlin")).toBe("28 Aug 2026, 16:03 (Europe/Berlin)");
  });
});

describe("the rail", () => {
  it.each([
    [consoleNav, "/console", "Home"],
    [consoleNav, "/console/keys/key_1", "Keys"],
    [consoleNav, "/console/planets", "Home"],
    [adminNav, "/admin/tenants/tnt_1", "Tenants"],
    [adminNav, "/account", undefined],
  ])("lights one entry", (nav, pathname, label) => {
    expect(matchNav(nav, pathname)?.label).toBe(label);
  });
});

describe("a refusal's colour", () => {
  it("is its family's, and codes that are no 402 share one", () => {
    expect(matchFamily("quota_exhausted")).toBe("quota");
    expect(matchFamily("subscription_paused")).toBe("no-plan");
    expect(matchFamily("rate_limited")).toBe("refused");
  });
});
