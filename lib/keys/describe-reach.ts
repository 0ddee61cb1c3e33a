import type { ScopeChoice } from "@/lib/keys/types";

type Reach = {
  mode: "live" | "test";
  scopes: readonly string[];
  networks: number;
  expiresAt: Date | null;
  choices: readonly ScopeChoice[];
};

const list = new Intl.ListFormat("en", { type: "conjunction" });
const day = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", day: "numeric", month: "short", year: "numeric" });
const plural = (n: number, one: string) => (n === 1 ? `1 ${one}` : `${n} ${one}s`);

/** What a key may do, in one sentence: routes by api, from where, until when. */
export function describeReach({ mode, scopes, networks, expiresAt, choices }: Reach): string {
  const opened = choices.filter(({ scope }) => scopes.includes(scope)).flatMap(({ routes }) => routes);
  const byApi = new Map<string, number>();
  for (const { api } of opened) byApi.set(api, (byApi.get(api) ?? 0) + 1);
  const what =
    byApi.size === 0
      ? "only routes that ask for no scope"
      : list.format([...byApi].map(([api, routes]) => `${plural(routes, "route")} of ${api}`));
  const where = networks === 0 ? "from any address" : `from ${plural(networks, "address range")}`;
  const until = expiresAt ? `until ${day.format(expiresAt)} UTC` : "without an end";
  return `This ${mode} key may call ${what}, ${where}, ${until}.`;
}
