import type { Story } from "@/scripts/seed/story";

/** Just begun, and not all of them arrived. */
export const started: Story[] = [
  {
    name: "Robin AI",
    kind: "started",
    locale: "en",
    timeZone: "Europe/Berlin",
    cameDaysAgo: 4.2,
    acts: [{ daysAgo: 4.2, do: "hold", version: "free@1" }],
    keys: [{ name: "first", share: 1, madeDaysAgo: 4 }],
    rhythm: "office",
    mix: "both",
    callsPerDay: 0,
    // Three calls with a secret that is not its own.
    bursts: [{ daysAgo: 3.9, minutes: 6, calls: 3, secret: "unknown" }],
  },
  {
    name: "Lark Notes",
    kind: "started",
    locale: "en",
    timeZone: "Europe/Paris",
    cameDaysAgo: 5,
    acts: [
      { daysAgo: 5, do: "hold", version: "starter@2", trialDays: 14 },
      {
        daysAgo: 2,
        do: "except",
        kind: "extra_units",
        feature: "forecasts",
        units: 500,
        days: 9,
        reason: "Load test during the trial, agreed by mail",
      },
    ],
    keys: [{ name: "notes", share: 1 }],
    rhythm: "office",
    mix: "both",
    callsPerDay: 30,
    weekendShare: 0.5,
  },
  {
    name: "Quarry & Co",
    kind: "started",
    locale: "en",
    timeZone: "Europe/Dublin",
    cameDaysAgo: 21,
    acts: [
      { daysAgo: 21, do: "hold", version: "starter@2", trialDays: 14 },
      { daysAgo: 7, do: "trial_over", version: "starter@2" },
    ],
    keys: [{ name: "evaluation", share: 1 }],
    rhythm: "office",
    mix: "both",
    callsPerDay: 11,
  },
];
