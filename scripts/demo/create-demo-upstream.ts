import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * The demo's upstream: a small weather-map company's API. A real HTTP server, so that every road through the gateway
 * can be tried: cheap reads, an expensive report, slow and streaming answers, errors on demand.
 */
export function createDemoUpstream() {
  const calls = new Map<string, number>();
  let total = 0;

  const json = (res: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) => {
    const text = `${JSON.stringify(body)}\n`;
    res.writeHead(status, {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(text),
      ...headers,
    });
    res.end(text);
  };

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const url = new URL(req.url ?? "/", "http://upstream.invalid");
    const path = url.pathname;
    if (path === "/healthz") return json(res, 200, { ok: true });
    if (path === "/_calls") return json(res, 200, { total, paths: Object.fromEntries(calls) });

    calls.set(`${req.method} ${path}`, (calls.get(`${req.method} ${path}`) ?? 0) + 1);
    res.setHeader("x-upstream-calls", String(++total));
    const [, version, noun = "", id = ""] = path.split("/");
    if (version !== "v1") return json(res, 404, { error: "no such path" });
    switch (noun) {
      case "ping":
        return json(res, 200, { pong: true });
      case "search":
        return json(res, 200, {
          query: url.searchParams.get("q") ?? "",
          places: findPlaces(url.searchParams.get("q") ?? ""),
        });
      case "reverse":
        return json(res, 200, { place: places[0], lat: url.searchParams.get("lat"), lon: url.searchParams.get("lon") });
      case "forecast":
        return json(res, 200, { place: places[0], hours: [11, 12, 14, 13], unit: "°C" });
      case "history":
        return json(res, 200, { place: places[0], days: [9, 10, 8, 11, 12, 10, 9], unit: "°C" });
      case "batch":
        req.resume();
        return json(res, 200, { accepted: true, job: "job_1" });
      case "reports":
        await sleep(Number(url.searchParams.get("ms") ?? 0) || 0);
        return json(res, 200, { report: decodeURIComponent(id), pages: 12, state: "ready" });
      case "slow":
        await sleep(Math.min(Number(url.searchParams.get("ms") ?? 1_000) || 0, 120_000));
        return json(res, 200, { slept: url.searchParams.get("ms") ?? "1000" });
      case "status":
        return answerStatus(res, Number(id));
      case "stream":
        return streamEvents(req, res, url);
      case "echo":
        return echo(req, res);
      case "break":
        return breakOff(res, id);
      default:
        return json(res, 404, { error: "no such path" });
    }
  }

  function answerStatus(res: ServerResponse, status: number): void {
    if (!Number.isInteger(status) || status < 200 || status > 599) {
      json(res, 400, { error: "no such status" });
      return;
    }
    const extra: Record<string, string> =
      status >= 300 && status < 400
        ? { location: "/v1/ping" }
        : status === 402
          ? { "payment-required": "eyJ4NDAyVmVyc2lvbiI6Mn0=", "x-payment-hint": "our-own-bill" }
          : {};
    if (status === 204 || status === 304) {
      res.writeHead(status, extra);
      res.end();
      return;
    }
    json(res, status, { status, note: "as asked" }, extra);
  }

  /** Server-sent events, one every `every` milliseconds. */
  async function streamEvents(req: IncomingMessage, res: ServerResponse, url: URL): Promise<void> {
    const count = Math.min(Number(url.searchParams.get("count") ?? 6) || 0, 10_000);
    const everyMs = Math.min(Number(url.searchParams.get("every") ?? 500) || 0, 10_000);
    const chunk = "x".repeat(Math.min(Number(url.searchParams.get("bytes") ?? 0) || 0, 1_048_576));
    res.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    for (let n = 1; n <= count && !req.destroyed && !res.destroyed; n++) {
      if (!res.write(`id: ${n}\ndata: ${JSON.stringify({ n, of: count, chunk })}\n\n`)) {
        await new Promise((resolve) => res.once("drain", resolve).once("close", resolve));
      }
      if (n < count) await sleep(everyMs);
    }
    res.end();
  }

  /** Sends the body back as it comes; `x-echo-headers` shows which headers arrived. */
  function echo(req: IncomingMessage, res: ServerResponse): void {
    const shown = Buffer.from(JSON.stringify({ method: req.method, url: req.url, headers: req.rawHeaders }));
    res.writeHead(200, {
      "content-type": req.headers["content-type"] ?? "application/octet-stream",
      "x-echo-headers": shown.toString("base64url"),
      "set-cookie": "upstream=1; Path=/",
    });
    req.pipe(res);
  }

  /** Ends in ways that no upstream should: `reset` before headers, `middle` after the headers. */
  function breakOff(res: ServerResponse, how: string): void {
    if (how !== "middle") {
      res.socket?.destroy();
      return;
    }
    res.writeHead(200, { "content-type": "text/plain", "content-length": "1000" });
    res.write("half of it", () => setTimeout(() => res.socket?.destroy(), 50));
  }

  const server = createServer((req, res) => {
    answer(req, res).catch(() => res.destroy());
  });
  return { server, calls, total: () => total };
}

const places = ["Berlin", "Bergen", "Hamburg", "Lyon", "Oslo", "Porto", "Utrecht", "Vienna"].map((name, n) => ({
  id: `plc_${n + 1}`,
  name,
}));

const findPlaces = (query: string) => places.filter(({ name }) => name.toLowerCase().includes(query.toLowerCase()));
