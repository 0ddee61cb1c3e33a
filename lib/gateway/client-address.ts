/**
 * The caller's address: the socket's other end, or, behind `hops` trusted proxies, the entry that the outermost of
 * them wrote into `X-Forwarded-For`. Entries further left were written by the caller and are worth nothing.
 */
export function clientAddress(peer: string | null, forwardedFor: string | null, hops: number): string | null {
  const plain = peer?.startsWith("::ffff:") && peer.includes(".") ? peer.slice(7) : peer;
  if (hops === 0 || !forwardedFor) return plain;
  const entries = forwardedFor.split(",").map((entry) => entry.trim());
  const entry = entries[entries.length - hops];
  // With fewer entries than trusted proxies the call did not come through all of them.
  return entry ? entry.replace(/^\[(.*)\](?::\d+)?$/, "$1").replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, "$1") : plain;
}
