import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll } from "vitest";

export type LossyRoad = {
  url: string;
  /** Answers of such calls are lost on their way: what they asked for has happened. Null: none are. */
  lose: (call: RegExp | null) => void;
  /** Nothing comes through at all. */
  cut: (isCut: boolean) => void;
  lost: () => number;
};

/** A road to the Stripe sandbox on which answers can get lost, as `POST /v1/invoices/in_1/pay`. */
export async function openLossyRoad(sandboxUrl: string): Promise<LossyRoad> {
  const target = new URL(sandboxUrl);
  let losing: RegExp | null = null;
  let isCut = false;
  let lost = 0;
  const server = http.createServer((request, response) => {
    if (isCut) return void request.socket.destroy();
    const { method, url, headers } = request;
    const onward = http.request({ host: target.hostname, port: target.port, method, path: url, headers }, (answer) => {
      if (losing?.test(`${method} ${url}`)) {
        lost++;
        answer.resume();
        return void answer.once("end", () => request.socket.destroy());
      }
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    onward.once("error", () => request.socket.destroy());
    request.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lose: (call) => {
      losing = call;
    },
    cut: (cut) => {
      isCut = cut;
    },
    lost: () => lost,
  };
}
