import type { Story } from "@/scripts/seed/story";

/** Stopped by staff, and two whose end is known beforehand. */
export const others: Story[] = [
  {
    name: "Tidewater Labs",
    kind: "abusive",
    locale: "en",
    timeZone: "America/Los_Angeles",
    cameDaysAgo: 103,
    acts: [
      { daysAgo: 103, do: "hold", version: "pro@2" },
      { daysAgo: 2, do: "suspend", reason: "Key found in a public repository, owner not reached" },
    ],
    keys: [
      { name: "research", share: 1 },
      { name: "leaked", share: 0, madeDaysAgo: 100, expiresInDays: 90 },
    ],
    rhythm: "office",
    mix: "reports",
    callsPerDay: 130,
    weekendShare: 0.5,
    // A storm of calls with the key that had ended.
    bursts: [{ daysAgo: 4.5, minutes: 240, calls: 900, key: "leaked" }],
  },
  {
    name: "Gannet Freight (planted)",
    kind: "planted",
    planted: "hit",
    locale: "en",
    timeZone: "Europe/Amsterdam",
    cameDaysAgo: 122,
    acts: [
      { daysAgo: 122, do: "hold", version: "starter@2" },
      { daysAgo: 31, do: "end", reason: "Cancelled: the project was closed" },
    ],
    keys: [{ name: "yard", share: 1 }],
    rhythm: "office",
    mix: "both",
    callsPerDay: 58,
    // Early enough that what a signal said of it is old enough to be judged.
    level: [
      [60, 1],
      [51.51, 1],
      [51.5, 0],
      [0, 0],
    ],
  },
  {
    name: "Dune Optics (planted)",
    kind: "planted",
    planted: "false alarm",
    locale: "en",
    timeZone: "Europe/Madrid",
    cameDaysAgo: 117,
    card: { brand: "visa", last4: "1117" },
    acts: [{ daysAgo: 117, do: "hold", version: "starter@2" }],
    keys: [{ name: "lens", share: 1 }],
    // Quiet for two weeks of holidays, and back.
    rhythm: "office",
    mix: "both",
    callsPerDay: 56,
    level: [
      [60, 1],
      [51.51, 1],
      [51.5, 0],
      [38.51, 0],
      [38.5, 1],
      [0, 1],
    ],
  },
  {
    // Its card was declined until the subscription ended.
    name: "Mallow Books",
    kind: "left",
    locale: "en",
    timeZone: "Europe/London",
    cameDaysAgo: 141,
    card: { brand: "visa", last4: "0002" },
    acts: [
      { daysAgo: 141, do: "hold", version: "starter@1" },
      { daysAgo: 78, do: "fail", cause: "card_declined", declineCode: "do_not_honor" },
      { daysAfterFailure: 14, do: "end", reason: "payment_failed" },
    ],
    keys: [{ name: "catalogue", share: 1 }],
    rhythm: "office",
    mix: "geo",
    callsPerDay: 30,
    level: [
      [60, 0],
      [0, 0],
    ],
  },
];
