import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import { peerHeader } from "@/app/_http/client-address";
import { noteHead } from "@/app/_http/raw-head";
import { env } from "@/lib/env";

/**
 * Checks the environment, and marks each request with the address of its socket before Next sees it: Next shows route
 * handlers only `X-Forwarded-For`, which a client can write. For the gateway's door the head is noted as it was received.
 * @throws Error listing every problem of the environment.
 */
export function startPortal(): void {
  env();
  subscribe("http.server.request.start", (message) => {
    const { request } = message as { request: IncomingMessage };
    request.headers[peerHeader] = request.socket.remoteAddress ?? "";
    noteHead(request);
  });
}
