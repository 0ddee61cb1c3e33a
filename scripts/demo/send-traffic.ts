import { setTimeout as sleep } from "node:timers/promises";
import { levelAt } from "@/scripts/seed/call-times";
import { routeWeights } from "@/scripts/seed/choose-route";
import { type DemoVersion, demoPlans, demoRoutes } from "@/scripts/seed/demo-catalogue";
import { demoSecret } from "@/scripts/seed/demo-secret";
import { demoStories } from "@/scripts/seed/demo-stories";
import type { Story } from "@/scripts/seed/story";

const loopback = new Set(["127.0.0.1", "localhost", "[::1]"]);
const tellEveryMs = 10_000;
/** Longest that one answer is waited for. */
const patienceMs = 15_000;

type Caller = { secret: string; weight: number; routes: [path: string, method: string, weight: number][] };

export type Traffic = {
  gatewayUrl: string;
  /** Seed of the demo's keys, from the installation's secrets. */
  seed: string;
  /** Calls a second, 0.1 to 20. */
  rate: number;
  /** How long, 1 to 240. */
  minutes: number;
  signal: AbortSignal;
  tell: (line: string) => void;
};

/**
 * Sends live calls through a gateway of this machine as the demo's tenants make them: by their volume of today, with
 * their keys, to the routes of their mix. Ends by itself, or with its signal.
 * @returns answers by status; `failed` where none came
 * @throws Error for a gateway that is not on this machine
 */
export async function sendTraffic(traffic: Traffic): Promise<Map<string, number>> {
  const { gatewayUrl, rate, minutes, signal, tell } = traffic;
  if (!loopback.has(new URL(gatewayUrl).hostname)) throw new Error("Demo traffic is sent to this machine alone.");
  const callers = demoStories.flatMap((story) => callersOf(story, traffic.seed));
  const counts = new Map<string, number>();
  const running = new Set<Promise<void>>();
  const endsAt = Date.now() + minutes * 60_000;
  let toldAt = Date.now();
  while (!signal.aborted && Date.now() < endsAt) {
    const call = send(
      gatewayUrl,
      choose(callers, ({ weight }) => weight),
    ).then((status) => {
      counts.set(status, (counts.get(status) ?? 0) + 1);
      running.delete(call);
    });
    running.add(call);
    if (Date.now() - toldAt >= tellEveryMs) {
      tell(lineOf(counts));
      toldAt = Date.now();
    }
    await sleep((-Math.log(1 - Math.random()) * 1_000) / rate, undefined, { signal }).catch(() => undefined);
  }
  await Promise.all(running);
  tell(lineOf(counts));
  return counts;
}

async function send(gatewayUrl: string, { secret, routes }: Caller): Promise<string> {
  const [path, method] = choose(routes, ([, , weight]) => weight);
  const target = path.replace("{id}", String(1 + Math.floor(Math.random() * 40)));
  try {
    const response = await fetch(`${gatewayUrl}/northlight${target}`, {
      method,
      headers: { authorization: `Bearer ${secret}`, "user-agent": "faregate-demo-traffic" },
      signal: AbortSignal.timeout(patienceMs),
    });
    await response.arrayBuffer();
    return String(response.status);
  } catch {
    return "failed";
  }
}

/** The keys of a tenant that call today, with the routes that its plan includes or that it asks for all the same. */
function callersOf(story: Story, seed: string): Caller[] {
  const volume = story.callsPerDay * levelAt(story.level, 0);
  if (volume === 0) return [];
  const held = story.acts.findLast((act) => act.do === "hold");
  const included = held?.do === "hold" ? featuresOf(held.version) : [];
  const routes = routeWeights(story.mix, true).flatMap(([path, weight]): Caller["routes"] => {
    const route = demoRoutes.find((each) => each.path === path);
    const isCalled = !route?.feature || included.includes(route.feature) || story.wants?.includes(route.feature);
    return route && isCalled ? [[path, route.method, weight]] : [];
  });
  return story.keys
    .filter(({ share, quietDaysAgo, expiresInDays }) => share > 0 && quietDaysAgo === undefined && !expiresInDays)
    .map(({ name, share }) => ({
      secret: demoSecret(seed, { tenant: story.name, key: name }),
      weight: volume * share,
      routes,
    }));
}

function featuresOf(version: DemoVersion): string[] {
  const [slug, number] = version.split("@");
  const plan = demoPlans.find((each) => each.slug === slug);
  return Object.keys(plan?.versions[Number(number) - 1]?.features ?? {});
}

function choose<Item>(items: readonly Item[], weightOf: (item: Item) => number): Item {
  let dice = Math.random() * items.reduce((sum, item) => sum + weightOf(item), 0);
  const found = items.find((item) => {
    dice -= weightOf(item);
    return dice < 0;
  });
  const item = found ?? items.at(-1);
  if (!item) throw new Error("Nothing is there to choose from.");
  return item;
}

const lineOf = (counts: ReadonlyMap<string, number>): string => {
  const total = [...counts.values()].reduce((sum, n) => sum + n, 0);
  const parts = [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([status, n]) => `${n} × ${status}`);
  return `${total} calls: ${parts.join(", ") || "none yet"}`;
};
