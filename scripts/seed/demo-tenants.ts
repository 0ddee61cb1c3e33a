import type { DemoPlanSlug } from "@/scripts/seed/demo-catalogue";

/** Who uses the demo's api, and how: each history makes one kind of screen true. */
export type DemoTenant = {
  name: string;
  plan: DemoPlanSlug | null;
  locale: string | null;
  timeZone: string;
  /** Days since the tenant came; its periods are counted from then. */
  ageDays: number;
  /** Calls on a weekday at the start of the history, and the growth a week. */
  callsPerDay: number;
  growthPerWeek: number;
  weekendShare: number;
  keys: string[];
  /** Share of calls that ask for a report. */
  reportShare: number;
  suspended?: string;
  paused?: boolean;
  exception?: { units: number; reason: string; days: number };
};

/** The tenant that the demo's sign-ins and its key belong to. Its period starts with the seed: nothing is used yet. */
export const demoHome: DemoTenant = {
  name: "Acme Maps",
  plan: "free",
  locale: "en",
  timeZone: "Europe/Berlin",
  ageDays: 61,
  callsPerDay: 1.1,
  growthPerWeek: 0.08,
  weekendShare: 0.2,
  keys: ["demo"],
  reportShare: 0,
};

export const demoTenants: DemoTenant[] = [
  {
    name: "Lumen Logistics",
    plan: "pro",
    locale: "de",
    timeZone: "Europe/Berlin",
    ageDays: 92,
    callsPerDay: 260,
    growthPerWeek: 0.03,
    weekendShare: 0.25,
    keys: ["routing", "nightly-import"],
    reportShare: 0.05,
  },
  {
    name: "Fjord Analytics",
    plan: "starter",
    locale: "en",
    timeZone: "Europe/Oslo",
    ageDays: 47,
    callsPerDay: 95,
    growthPerWeek: 0.22,
    weekendShare: 0.3,
    keys: ["dashboard"],
    reportShare: 0.08,
  },
  {
    name: "Kestrel Travel",
    plan: "starter",
    locale: "en",
    timeZone: "Europe/London",
    ageDays: 78,
    callsPerDay: 118,
    growthPerWeek: 0.04,
    weekendShare: 1.3,
    keys: ["web", "mobile"],
    reportShare: 0.02,
  },
  {
    name: "Halde Energie",
    plan: "starter",
    locale: "de",
    timeZone: "Europe/Zurich",
    ageDays: 40,
    callsPerDay: 48,
    growthPerWeek: -0.25,
    weekendShare: 0.1,
    keys: ["forecast"],
    reportShare: 0.1,
    exception: { units: 500, reason: "Migration week, agreed by mail", days: 10 },
  },
  {
    name: "Pocket Atlas",
    plan: "free",
    locale: "en",
    timeZone: "America/New_York",
    ageDays: 26,
    callsPerDay: 6,
    growthPerWeek: 0.1,
    weekendShare: 1,
    keys: ["prototype"],
    reportShare: 0.12,
  },
  {
    name: "Quarry & Co",
    plan: null,
    locale: "en",
    timeZone: "Europe/Dublin",
    ageDays: 9,
    callsPerDay: 3,
    growthPerWeek: 0,
    weekendShare: 0.4,
    keys: ["evaluation"],
    reportShare: 0,
  },
  {
    name: "Tidewater Labs",
    plan: "pro",
    locale: "en",
    timeZone: "America/Los_Angeles",
    ageDays: 55,
    callsPerDay: 130,
    growthPerWeek: 0,
    weekendShare: 0.5,
    keys: ["research"],
    reportShare: 0.2,
    suspended: "Key found in a public repository, owner not reached",
  },
];
