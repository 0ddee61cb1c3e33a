import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { createServer, type TLSSocket } from "node:tls";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { certificate, privateKey } from "@/tests/gateway/upstream/test-certificate";

const root = path.resolve(import.meta.dirname, "../../..");
const folder = mkdtempSync(path.join(tmpdir(), "faregate-tls-"));
const trusted = path.join(folder, "trusted.pem");
writeFileSync(trusted, certificate);

const size = 3_000_000;
const seen: { name: string | boolean | null; protocol: string | false | null; isResumed: boolean }[] = [];
const server = createServer(
  { key: privateKey, cert: certificate, ALPNProtocols: ["h2", "http/1.1"] },
  (socket: TLSSocket) => {
    seen.push({ name: socket.servername, protocol: socket.alpnProtocol, isResumed: socket.isSessionReused() });
    socket.on("error", () => undefined);
    socket.once("data", () => {
      socket.write(`HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: ${size}\r\n\r\n`);
      socket.end(Buffer.alloc(size, "a"));
    });
  },
);
server.listen(0, "127.0.0.1");
await once(server, "listening");
const { port } = server.address() as AddressInfo;
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What calls of a process come to that trusts the certificate, or nobody but the usual authorities. */
async function call(host: string, { trusts = true, calls = 1 } = {}): Promise<unknown[]> {
  const { NODE_EXTRA_CA_CERTS: _none, ...env } = process.env;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--import", "tsx", path.join(import.meta.dirname, "call-tls.ts"), `https://${host}:${port}`, String(calls)],
    { cwd: root, env: { ...env, ...(trusts && { NODE_EXTRA_CA_CERTS: trusted }) } },
  );
  return JSON.parse(stdout);
}

describe("an upstream behind TLS", { timeout: 30_000 }, () => {
  it("is named, spoken to in HTTP/1.1, read whole, and its session is used again", async () => {
    expect(await call("localhost", { calls: 3 })).toEqual(Array(3).fill({ status: 200, bytes: size, error: null }));
    expect(seen.map(({ name, protocol }) => `${name} ${protocol}`)).toEqual(Array(3).fill("localhost http/1.1"));
    expect(seen.map(({ isResumed }) => isResumed)).toEqual([false, true, true]);
  });

  it("is not believed when nobody vouches for it, or for another name", async () => {
    expect(await call("localhost", { trusts: false })).toMatchObject([
      { status: 0, error: "DEPTH_ZERO_SELF_SIGNED_CERT" },
    ]);
    expect(await call("127.0.0.1")).toMatchObject([{ status: 0, error: "ERR_TLS_CERT_ALTNAME_INVALID" }]);
  });
});
