import type { Story } from "@/scripts/seed/story";

/** Every call is paid with a credit. */
export const prepaid: Story[] = [
  {
    name: "Delta Drones",
    kind: "prepaid",
    locale: "en",
    timeZone: "Europe/Brussels",
    cameDaysAgo: 76,
    acts: [{ daysAgo: 76, do: "hold", version: "prepaid@1" }],
    keys: [{ name: "flights", share: 1 }],
    rhythm: "steady",
    mix: "both",
    callsPerDay: 74,
    weekendShare: 0.8,
    lots: [
      { daysAgo: 75, credits: 2_500, kind: "bought", expiresAfterDays: 365, reason: "2,500 credits" },
      {
        daysAgo: 31,
        credits: { untilDaysAgo: 0, spare: 260 },
        kind: "bought",
        expiresAfterDays: 365,
        reason: "Credits",
      },
      {
        daysAgo: 58,
        credits: 150,
        kind: "granted",
        expiresAfterDays: 20,
        reason: "For the trouble with the map tiles",
      },
    ],
  },
  {
    name: "Ibis Imaging",
    kind: "prepaid",
    locale: "en",
    timeZone: "Europe/Madrid",
    cameDaysAgo: 64,
    acts: [{ daysAgo: 64, do: "hold", version: "prepaid@1" }],
    keys: [{ name: "archive", share: 1 }],
    rhythm: "steady",
    mix: "reports",
    callsPerDay: 42,
    weekendShare: 0.9,
    // Spent this morning.
    lots: [
      { daysAgo: 63, credits: 2_500, kind: "bought", expiresAfterDays: 365, reason: "2,500 credits" },
      { daysAgo: 40, credits: { untilDaysAgo: 0.12, spare: 0 }, kind: "bought", reason: "Credits" },
    ],
  },
  {
    name: "Coral Surveys",
    kind: "prepaid",
    locale: "en",
    timeZone: "Australia/Sydney",
    cameDaysAgo: 62,
    acts: [{ daysAgo: 62, do: "hold", version: "prepaid@1" }],
    keys: [
      { name: "buoys", share: 0.9 },
      { name: "ship", share: 0.1 },
    ],
    rhythm: "steady",
    mix: "weather",
    callsPerDay: 66,
    weekendShare: 1,
    lots: Array.from({ length: 9 }, (_, week) => ({
      daysAgo: 61 - 7 * week,
      credits: 500,
      kind: "bought" as const,
      expiresAfterDays: 365,
      reason: "500 credits, bought by rule",
    })),
  },
];
