import { parseAddress } from "@/lib/keys/match-network";

/** What guard limits count callers by: an IPv4 address as it is, an IPv6 address by its /64. */
export function addressGroup(address: string | null): string {
  if (address === null || !address.includes(":")) return address ?? "";
  const words = parseAddress(address.replace(/%.*$/, ""));
  return words ? `${words.slice(0, 4).join(":")}/64` : address;
}
