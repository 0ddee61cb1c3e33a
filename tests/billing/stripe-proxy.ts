import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll } from "vitest";

/**
 * `pass`: as if it were not there. `cut_before`: the connection breaks before Stripe hears anything. `cut_after`: Stripe
 * has done it, and the answer is lost. `hold`: the answer does not come. `garble`: something else answers in Stripe's place.
 */
export type ProxyMode = "pass" | "cut_before" | "cut_after" | "hold" | "garble";

export type StripeProxy = {
  url: string;
  /** What happens to requests whose `METHOD path` fits. */
  set: (mode: ProxyMode, fits?: RegExp) => void;
  /** Resolves when the next request that fits has been answered by Stripe, whatever becomes of the answer. */
  seen: (fits: RegExp) => Promise<void>;
};

/** A line between the portal and Stripe that breaks when a test says so. */
export async function openProxy(targetUrl: string): Promise<StripeProxy> {
  let mode: ProxyMode = "pass";
  let only = /./;
  const waiting: { fits: RegExp; resolve: () => void }[] = [];
  const server = http.createServer((request, response) => {
    const name = `${request.method} ${request.url}`;
    const does = only.test(name) ? mode : "pass";
    if (does === "cut_before") return request.destroy();
    const { hostname, port } = new URL(targetUrl);
    const onward = http.request(
      { hostname, port, method: request.method, path: request.url, headers: request.headers },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("end", () => {
          for (const one of waiting.splice(0)) {
            if (one.fits.test(name)) one.resolve();
            else waiting.push(one);
          }
          if (does === "cut_after") return response.destroy();
          if (does === "hold") return;
          if (does === "garble") {
            response.writeHead(200, { "content-type": "application/json" }).end('{"welcome":"to this network"}');
            return;
          }
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          response.end(Buffer.concat(chunks));
        });
      },
    );
    onward.on("error", () => response.destroy());
    request.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  afterAll(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    set(next, fits = /./) {
      mode = next;
      only = fits;
    },
    seen: (fits) => new Promise((resolve) => waiting.push({ fits, resolve })),
  };
}
