import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { afterAll, describe, expect, it } from "vitest";
import { eventually } from "@/tests/gateway/call";
import { doors, openWorld } from "@/tests/gateway/world";

const world = await openWorld();
const closers: (() => unknown)[] = [];
afterAll(() => {
  for (const close of closers) close();
});

/** An upstream that answers each request's head with bytes of the test's choice. */
async function rawUpstream(answer: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.once("data", () => answer(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closers.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function openApi(slug: string, answer: (socket: Socket) => void): Promise<void> {
  const apiId = await world.addApi(slug, await rawUpstream(answer));
  await world.addRoute({ apiId, path: "/v1/x" });
  await world.waitForFeed();
}

const ledgerOf = (tenantId: string) =>
  world.sql`select consumed, reserved from ledger_account where tenant_id = ${tenantId}`;

describe.each(doors)("at the %s door", (door) => {
  const url = (slug: string) => `${world.doors[door].url}/${slug}/v1/x`;

  it("turns a status that no answer may have into 502, and charges nothing", async () => {
    const slug = `odd-${door}`;
    await openApi(slug, (socket) => socket.end("HTTP/1.1 700 Odd\r\nContent-Length: 2\r\n\r\nok"));
    const tenant = await world.newTenant();
    const response = await fetch(url(slug), { headers: tenant.auth, signal: AbortSignal.timeout(5_000) });
    expect(response.status).toBe(502);
    await eventually(
      () => ledgerOf(tenant.id),
      ([row]) => row?.reserved === 0 && row.consumed === 0,
    );
  });

  it("cuts an answer off where the upstream breaks off, gives its units back, and asks no second time", async () => {
    const slug = `torn-${door}`;
    const tenant = await world.newTenant();
    let asked = 0;
    await openApi(slug, (socket) => {
      asked++;
      socket.write("HTTP/1.1 500 Oops\r\nContent-Length: 100\r\n\r\nhalf");
      setTimeout(() => socket.resetAndDestroy(), 20);
    });
    const outcome = await fetch(url(slug), { headers: tenant.auth, signal: AbortSignal.timeout(5_000) }).then(
      (response) =>
        response.text().then(
          () => `${response.status} whole`,
          () => `${response.status} cut off`,
        ),
    );
    expect(outcome).toBe("500 cut off");
    expect(asked).toBe(1);
    await eventually(
      () => ledgerOf(tenant.id),
      ([row]) => row?.reserved === 0 && row.consumed === 0,
    );
  });
});
