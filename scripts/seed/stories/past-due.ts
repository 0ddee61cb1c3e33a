import type { Story } from "@/scripts/seed/story";

/** A payment failed, and what became of it. */
export const pastDue: Story[] = [
  {
    name: "Granite Works",
    kind: "past due",
    locale: "de",
    timeZone: "Europe/Berlin",
    cameDaysAgo: { months: 4, before: 3 },
    card: { brand: "visa", last4: "9995" },
    acts: [
      { daysAgo: 124, do: "hold", version: "pro@2" },
      { daysAgo: 2.9, do: "fail", cause: "insufficient_funds", declineCode: "insufficient_funds" },
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
    cameDaysAgo: { months: 3, before: 18.4 },
    card: { brand: "mastercard", last4: "0069" },
    acts: [
      { daysAgo: 101, do: "hold", version: "starter@2" },
      { daysAgo: 18.3, do: "fail", cause: "card_expired", declineCode: "expired_card" },
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
    cameDaysAgo: { months: 3, before: 20 },
    card: { brand: "visa", last4: "6011" },
    acts: [
      { daysAgo: 112, do: "hold", version: "pro@2" },
      { daysAgo: 19.9, do: "fail", cause: "card_expired", declineCode: "expired_card" },
      { daysAfterFailure: 2.8, do: "pay" },
    ],
    keys: [{ name: "dealers", share: 1 }],
    rhythm: "office",
    mix: "both",
    callsPerDay: 230,
    members: ["admin", "billing"],
  },
];
