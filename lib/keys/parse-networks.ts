import { parseNetwork } from "@/lib/keys/match-network";

/** Address ranges as people write them, one a line or parted by commas; `wrong` is the first that cannot be read. */
export function parseNetworks(text: string): { networks: string[]; wrong: string | null } {
  const networks = text.split(/[\s,]+/).filter(Boolean);
  return { networks, wrong: networks.find((network) => parseNetwork(network) === null) ?? null };
}
