import { indexCatalog } from "@/lib/catalog/index-catalog";
import type { Feature, MeterTerms, PlanVersion } from "@/lib/catalog/types";
import type { JudgedCall } from "@/lib/entitlements/judged";
import type { LedgerSaid } from "@/lib/entitlements/spend";
import type { Standing } from "@/lib/entitlements/types";

export const now = new Date("2026-11-20T12:00:00Z");
export const before = new Date("2026-11-01T00:00:00Z");
export const after = new Date("2026-12-01T00:00:00Z");

export const feature = (id: string, kind: Feature["kind"], contactSales = false): Feature => ({
  id,
  slug: id,
  name: id,
  nameDe: null,
  kind,
  unit: "call",
  unitPlural: "calls",
  contactSales,
});
const terms = (over: Partial<MeterTerms>): MeterTerms => ({
  period: "anniversary",
  creditMicroPerUnit: null,
  overage: "none",
  overageRateE12: null,
  ...over,
});
export const version = (
  id: string,
  limits: PlanVersion["limits"],
  onSale: boolean,
  ratePerMinute: number | null = null,
  meters: PlanVersion["meters"] = {},
) => ({
  id,
  planId: `pln_${id}`,
  planName: id,
  planSlug: id,
  number: 1,
  hidden: false,
  price: { amountMinor: id === "pro" ? 4900 : 900, currency: "EUR" },
  interval: "month" as const,
  ratePerMinute,
  limits,
  meters,
  onSale,
});
export const catalog = indexCatalog({
  apis: [],
  routes: [],
  features: [
    feature("reports", "meter"),
    feature("search", "meter"),
    feature("rare", "meter", true),
    feature("export", "switch"),
    feature("sso", "switch", true),
    feature("legacy", "switch"),
    feature("seats", "limit"),
    feature("maps", "meter"),
    feature("alerts", "meter"),
    feature("exports", "meter"),
  ],
  planVersions: [
    version("starter", { reports: 10, search: 100, rare: 5, seats: 1 }, true, 60),
    version("pro", { reports: 1000, search: null, export: null, rare: 5 }, true),
    version("old", { reports: 10, search: 2000, legacy: null }, false),
    // Not on sale: 100 maps a day, then credits; alerts for credits alone; exports without quota, billed later.
    version("prepaid", { maps: 100, alerts: 0, exports: 0, reports: 10 }, false, null, {
      maps: terms({ period: "day", creditMicroPerUnit: 2_000_000 }),
      alerts: terms({ creditMicroPerUnit: 500_000 }),
      exports: terms({ overage: "postpaid" }),
      reports: terms({ creditMicroPerUnit: 1_000_000, overage: "postpaid" }),
    }),
  ],
});

export const subscription = (over: Partial<NonNullable<Standing["subscription"]>> = {}): Standing["subscription"] => ({
  id: "sub_1",
  planVersionId: "starter",
  status: "active",
  reason: null,
  source: "manual",
  anchor: before,
  startedAt: before,
  endsAt: null,
  after: null,
  overdue: null,
  clockOffsetSeconds: 0,
  ...over,
});
export const standing = (over: Partial<Standing> = {}): Standing => ({
  tenant: { id: "tnt_1", name: "Acme", status: "active", suspendedAt: null, locale: null, timeZone: "UTC" },
  subscription: subscription(),
  exceptions: [],
  creditLots: [],
  ...over,
});
export const exception = (over: Partial<Standing["exceptions"][number]>): Standing["exceptions"][number] => ({
  id: "exc_1",
  kind: "extra_units",
  featureId: "reports",
  units: 5,
  startsAt: before,
  endsAt: after,
  ...over,
});
export const anyKey: JudgedCall["key"] = { mode: "live", paused: false, scopes: [], addressAllowed: true, budgets: [] };
export const route = (over: Partial<JudgedCall["route"]>): JudgedCall["route"] => ({
  featureId: "reports",
  costUnits: 1,
  costHeader: null,
  minCostUnits: 0,
  scope: null,
  ...over,
});
export const call = (featureId: string | null, over: Partial<JudgedCall> = {}, costUnits = 1): JudgedCall => ({
  key: anyKey,
  route: route({ featureId, costUnits }),
  rate: null,
  ledger: null,
  ...over,
});
export const suspended: Standing["tenant"] = { ...standing().tenant, status: "suspended", suspendedAt: before };
export const paused = { ...anyKey, paused: true };
export const elsewhere = { ...anyKey, addressAllowed: false };
export const scoped = route({ scope: "reports" });
export const spent = (limit: number, used: number): { ledger: LedgerSaid } => ({
  ledger: { kind: "exhausted", quota: { limit, used, held: 0 }, credits: null },
});
export const credits = (
  leftMicro: number,
  neededMicro: number,
  quota: { limit: number; used: number } | null = null,
) => ({
  ledger: {
    kind: "exhausted",
    quota: quota && { ...quota, held: 0 },
    credits: { leftMicro, neededMicro },
  } as LedgerSaid,
});
export const held = (by: "quota" | "credits" | "overage"): { ledger: LedgerSaid } => ({
  ledger: { kind: "held", by, limit: 10, used: 7, heldUnits: 3 },
});
export const lots: Standing["creditLots"] = [{ id: "lot_1", accountId: "acc_1", expiresAt: null, priority: 100 }];
export const prepaid = (over: Partial<Standing> = {}) =>
  standing({ subscription: subscription({ planVersionId: "prepaid" }), ...over });
export const testKey = { ...anyKey, mode: "test" as const };
export const budgeted = {
  ...anyKey,
  budgets: [
    { featureId: "reports", units: 5, period: "day" as const },
    { featureId: "maps", units: 7, period: "calendar_month" as const },
  ],
};
export const day = { start: new Date("2026-11-20T00:00:00Z"), end: new Date("2026-11-21T00:00:00Z") };
export const month = { start: before, end: after };
export const minute = (used: number) => ({ used, resetsAt: new Date("2026-11-20T12:01:00Z") });
