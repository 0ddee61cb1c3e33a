import { env } from "@/lib/env";

/** Set on every request by instrumentation.ts from the socket itself; what a client sends under this name is lost. */
export const peerHeader = "faregate-peer";

/**
 * The network address of who is asking: the socket's peer, or, behind `TRUSTED_PROXY_HOPS` proxies of our own, the
 * entry that the outermost of them added to `X-Forwarded-For`. Entries further left were written by the client.
 */
export function clientAddress(headers: Headers, hops = env().TRUSTED_PROXY_HOPS): string | null {
  const peer = headers.get(peerHeader);
  const forwarded = (headers.get("x-forwarded-for") ?? "").split(",").flatMap((entry) => entry.trim() || []);
  const chosen = hops === 0 ? peer : (forwarded.at(-hops) ?? forwarded[0] ?? peer);
  return chosen ? chosen.replace(/^::ffff:(?=\d+\.)/i, "") : null;
}
