import type { Story } from "@/scripts/seed/story";

/** A payment failed, and what became of it. */
export const pastDue: Story[] = [
  {
    name: "Granite Works",
    kind: "past due",
    locale: "de",
    timeZone: "Europe/Berlin",
    cameDaysAgo: 124,
    acts: [
      { daysAgo: 124, do: "hold", version: "pro@2" },
      { daysAgo: 3, do: "overdue", reason: "The invoice was not paid" },
    ],
    keys: [{ name: "plant", share: 1 }],
    rhythm: "office",
    mix: "both",
    callsPerDay: 240,
    members: ["billing", "developer"],
  },
  {
    name: "Heron Print",
    kind: "past due",
    locale: "en",
    timeZone: "Europe/London",
    cameDaysAgo: 101,
    acts: [
      { daysAgo: 101, do: "hold", version: "starter@2" },
      { daysAgo: 9.4, do: "overdue", reason: "The invoice was not paid" },
    ],
    keys: [{ name: "labels", share: 1 }],
    rhythm: "office",
    mix: "geo",
    callsPerDay: 52,
  },
  {
    name: "Sable Motors",
    kind: "past due",
    locale: "en",
    timeZone: "Europe/Warsaw",
    cameDaysAgo: 112,
    acts: [
      { daysAgo: 112, do: "hold", version: "pro@2" },
      { daysAgo: 20, do: "overdue", reason: "The card had expired" },
      { daysAgo: 17, do: "paid", reason: "Paid with a new card on the second attempt" },
    ],
    keys: [{ name: "dealers", share: 1 }],
    rhythm: "office",
    mix: "both",
    callsPerDay: 230,
    members: ["admin", "billing"],
  },
];
