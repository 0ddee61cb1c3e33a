import { callTimes } from "@/scripts/seed/call-times";
import type { Story } from "@/scripts/seed/story";
import type { PlannedCall, ToldKey } from "@/scripts/seed/tell-calls";

const dayMs = 86_400_000;
const minuteMs = 60_000;

/** When a tenant calls, with which of its keys: its rhythm and the bursts beside it, in the order of time. */
export function planCalls(
  story: Omit<Story, "cameDaysAgo" | "acts">,
  keys: readonly (ToldKey & { name: string })[],
  from: Date,
  now: Date,
  random: () => number,
): PlannedCall[] {
  const calls: PlannedCall[] = callTimes(story, from, now, random).map((at) => ({
    at,
    key: chooseKey(keys, at, random),
  }));
  for (const { daysAgo, minutes, calls: count, key, secret } of story.bursts ?? []) {
    const begins = now.getTime() - daysAgo * dayMs;
    const used = secret === "unknown" ? null : (keys.find(({ name }) => name === key) ?? keys[0] ?? null);
    for (let n = 0; n < count; n++) {
      const at = new Date(Math.floor(begins + ((n + random() * 0.9) * minutes * minuteMs) / count));
      if (at < now) calls.push({ at, key: used });
    }
  }
  return calls.sort((a, b) => a.at.getTime() - b.at.getTime());
}

const isUsed = ({ share, from, quietFrom }: ToldKey, at: Date): boolean =>
  share > 0 && from <= at && !(quietFrom && quietFrom <= at);

function chooseKey(keys: readonly ToldKey[], at: Date, random: () => number): ToldKey | null {
  let sum = 0;
  for (const key of keys) if (isUsed(key, at)) sum += key.share;
  let dice = random() * sum;
  for (const key of keys) {
    if (!isUsed(key, at)) continue;
    dice -= key.share;
    if (dice < 0) return key;
  }
  return keys[0] ?? null;
}
