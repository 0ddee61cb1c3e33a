import { createServer, request } from "node:http";
import { afterAll } from "vitest";

/**
 * Stands before the sandbox and cuts connections after a request went through: the answer is lost, the effect is not.
 * `cuts` decides by the request.
 */
export async function openCuttingProxy(target: string, cuts: (path: string, body: string) => boolean) {
  const counts = { passed: 0, cut: 0 };
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const body = Buffer.concat(chunks);
      const path = incoming.url ?? "/";
      const forward = request(`${target}${path}`, { method: incoming.method, headers: incoming.headers }, (answer) => {
        if (cuts(path, body.toString())) {
          counts.cut++;
          answer.resume();
          return incoming.socket.destroy();
        }
        counts.passed++;
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      });
      forward.on("error", () => incoming.socket.destroy());
      forward.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The proxy has no port.");
  return { url: `http://127.0.0.1:${address.port}`, counts };
}
