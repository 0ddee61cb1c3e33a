import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { gatewayMetrics } from "@/lib/gateway/server/gateway-metrics";
import type { Engine } from "@/lib/gateway/server/open-engine";
import { log } from "@/lib/server/log";

const loopback = /^(?:::1|(?:::ffff:)?127\.\d+\.\d+\.\d+)$/;

/**
 * Who may read: whoever has the token, and without a token this machine alone. What a proxy passes on does not come from
 * this machine, whatever its address.
 */
function mayRead({ metricsToken }: Engine, { headers, socket }: IncomingMessage): boolean {
  if (metricsToken !== null) return sameText(headers.authorization ?? "", `Bearer ${metricsToken}`);
  const isPassedOn = headers["x-forwarded-for"] !== undefined || headers.forwarded !== undefined;
  return !isPassedOn && loopback.test(socket.remoteAddress ?? "");
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
const sameText = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other));

/** `GET /metrics`, in Prometheus' text format. */
export function answerMetrics(engine: Engine, req: IncomingMessage, res: ServerResponse): void {
  // Whoever may not read is not told that there is something.
  if (!mayRead(engine, req)) {
    res.writeHead(404, { "content-type": "application/json", "cache-control": "no-store" });
    res.end('{"status":"not found"}');
    return;
  }
  const registry = gatewayMetrics(engine);
  registry
    .metrics()
    .then((text) => {
      res.writeHead(200, { "content-type": registry.contentType, "cache-control": "no-store" });
      res.end(text);
    })
    .catch((err: unknown) => {
      log().error({ err }, "the metrics could not be told");
      res.writeHead(500);
      res.end();
    });
}
