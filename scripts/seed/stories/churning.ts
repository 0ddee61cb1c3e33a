import type { Story } from "@/scripts/seed/story";

/** On their way out, each in another manner. */
export const churning: Story[] = [
  {
    name: "Halde Energie",
    kind: "churning",
    locale: "de",
    timeZone: "Europe/Zurich",
    cameDaysAgo: 134,
    card: { brand: "mastercard", last4: "2007", expiresBeforeRenewal: true },
    acts: [
      { daysAgo: 134, do: "hold", version: "pro@2" },
      {
        daysAgo: 3,
        do: "except",
        kind: "extra_units",
        feature: "data",
        units: 500,
        days: 10,
        reason: "Migration week, agreed by mail",
      },
    ],
    keys: [{ name: "forecast", share: 1 }],
    // 46 % less over five weeks.
    rhythm: "office",
    mix: "both",
    callsPerDay: 250,
    level: [
      [60, 1],
      [37, 1],
      [2, 0.54],
      [0, 0.54],
    ],
    members: ["admin", "developer"],
  },
  {
    name: "Maple Transit",
    kind: "churning",
    locale: "en",
    timeZone: "America/Toronto",
    cameDaysAgo: 115,
    card: { brand: "visa", last4: "6772" },
    acts: [
      { daysAgo: 115, do: "hold", version: "starter@1" },
      {
        daysAgo: 26,
        do: "except",
        kind: "extra_units",
        feature: "data",
        units: 800,
        days: 5,
        reason: "To bridge the refusals of the month",
      },
    ],
    keys: [{ name: "stops", share: 1 }],
    // Refused for some days, and then most calls did not come back.
    rhythm: "steady",
    mix: "geo",
    callsPerDay: 66,
    weekendShare: 0.9,
    level: [
      [60, 1],
      [30, 1.1],
      [25.5, 1.1],
      [25, 0.3],
      [0, 0.28],
    ],
  },
  {
    name: "Thistle Data",
    kind: "churning",
    locale: "en",
    timeZone: "Europe/Dublin",
    cameDaysAgo: 128,
    card: { brand: "visa", last4: "3155" },
    acts: [
      { daysAgo: 128, do: "hold", version: "pro@2" },
      { daysAgo: 5, do: "downgrade", version: "starter@2" },
    ],
    keys: [{ name: "pipeline", share: 1 }],
    // Six routes, and only two of them in the last four weeks.
    rhythm: "office",
    mix: "shrinking",
    callsPerDay: 190,
    level: [
      [60, 1],
      [0, 0.8],
    ],
    members: ["billing"],
  },
  {
    name: "Onyx Courier",
    kind: "churning",
    locale: "en",
    timeZone: "Europe/Rome",
    cameDaysAgo: 79,
    card: { brand: "visa", last4: "2005" },
    acts: [
      { daysAgo: 79, do: "hold", version: "starter@2" },
      { daysAgo: 6, do: "cancel", reason: "switched_service" },
    ],
    keys: [{ name: "riders", share: 1 }],
    rhythm: "office",
    mix: "geo",
    callsPerDay: 50,
    level: [
      [60, 1],
      [20, 0.9],
      [0, 0.5],
    ],
  },
];
