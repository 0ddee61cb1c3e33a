import { atTheWall } from "@/scripts/seed/stories/at-the-wall";
import { churning } from "@/scripts/seed/stories/churning";
import { growing } from "@/scripts/seed/stories/growing";
import { healthy } from "@/scripts/seed/stories/healthy";
import { others } from "@/scripts/seed/stories/others";
import { pastDue } from "@/scripts/seed/stories/past-due";
import { prepaid } from "@/scripts/seed/stories/prepaid";
import { silent } from "@/scripts/seed/stories/silent";
import { started } from "@/scripts/seed/stories/started";
import type { Story } from "@/scripts/seed/story";

/** The tenant that the demo's sign-ins and its key belong to. Its period starts with the seed: nothing is used yet. */
export const demoHome: Omit<Story, "cameDaysAgo" | "acts"> = {
  name: "Acme Maps",
  kind: "home",
  locale: "en",
  timeZone: "Europe/Berlin",
  keys: [{ name: "demo", share: 1 }],
  rhythm: "office",
  mix: "geo",
  callsPerDay: 1.1,
  weekendShare: 0.2,
};

/** Everybody else, forty of them as product design §19 counts them, and three beside. */
export const demoStories: Story[] = [
  ...healthy,
  ...growing,
  ...atTheWall,
  ...prepaid,
  ...pastDue,
  ...churning,
  ...silent,
  ...started,
  ...others,
];
