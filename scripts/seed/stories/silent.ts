import type { Story } from "@/scripts/seed/story";

/** No allowed call for days, while the plan runs on. */
export const silent: Story[] = [
  {
    name: "Plover Labs",
    kind: "silent",
    locale: "en",
    timeZone: "Europe/Helsinki",
    cameDaysAgo: 90,
    acts: [{ daysAgo: 90, do: "hold", version: "starter@2" }],
    keys: [{ name: "bench", share: 1 }],
    rhythm: "office",
    mix: "both",
    callsPerDay: 48,
    level: [
      [60, 1],
      [9.01, 1],
      [9, 0],
      [0, 0],
    ],
  },
  {
    name: "Slate Robotics",
    kind: "silent",
    locale: "en",
    timeZone: "America/Los_Angeles",
    cameDaysAgo: 136,
    acts: [{ daysAgo: 136, do: "hold", version: "pro@2" }],
    keys: [
      { name: "arm", share: 0.6 },
      { name: "cell", share: 0.4 },
    ],
    rhythm: "steady",
    mix: "geo",
    callsPerDay: 230,
    weekendShare: 0.9,
    level: [
      [60, 1],
      [16.01, 1],
      [16, 0],
      [0, 0],
    ],
    members: ["developer", "viewer"],
  },
  {
    name: "Ember Studio",
    kind: "silent",
    locale: "de",
    timeZone: "Europe/Berlin",
    cameDaysAgo: 92,
    acts: [{ daysAgo: 92, do: "hold", version: "starter@2" }],
    keys: [{ name: "studio", share: 1 }],
    rhythm: "office",
    mix: "both",
    callsPerDay: 44,
    level: [
      [60, 1],
      [34.01, 0.8],
      [34, 0],
      [0, 0],
    ],
  },
];
