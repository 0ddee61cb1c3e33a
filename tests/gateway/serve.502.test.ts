import { createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { eventually, refusal } from "@/tests/gateway/call";
import { doors, openWorld, ownUpstream } from "@/tests/gateway/world";

const world = await openWorld();
const closedPort = await new Promise<number>((resolve) => {
  const server = createServer().listen(0, "127.0.0.1", () => {
    const { port } = server.address() as { port: number };
    server.close(() => resolve(port));
  });
});

describe.each(doors)("at the %s door", (door) => {
  const url = (path: string) => world.doors[door].url + path;
  const addApi = async (slug: string, upstream: string) => {
    const apiId = await world.addApi(`${slug}-${door}`, upstream);
    await world.addRoute({ apiId, path: "/v1/x" });
    await world.waitForFeed();
    return `/${slug}-${door}/v1/x`;
  };
  const ledgerOf = (tenantId: string) =>
    eventually(
      () => world.sql`select consumed, reserved from ledger_account where tenant_id = ${tenantId}`,
      ([row]) => row?.reserved === 0,
    );

  it("says that nothing listens there, charges nothing, and tells nothing of the upstream", async () => {
    const path = await addApi("closed", `http://127.0.0.1:${closedPort}`);
    const tenant = await world.newTenant();
    const { response, problem } = await refusal(url(path), { headers: tenant.auth });
    expect(response.status).toBe(502);
    expect(problem).toMatchObject({ code: "upstream_error", details: { sent: "no" } });
    expect(JSON.stringify(problem)).not.toContain("127.0.0.1");
    expect(await ledgerOf(tenant.id)).toEqual([{ consumed: 0, reserved: 0 }]);
  });

  it("says that a name does not exist", async () => {
    const path = await addApi("nameless", "http://no-such-host.invalid");
    const tenant = await world.newTenant();
    expect((await refusal(url(path), { headers: tenant.auth })).problem).toMatchObject({
      status: 502,
      code: "upstream_error",
    });
  });

  it("never connects to an address that the guard denies", async () => {
    const path = await addApi("metadata", "http://169.254.169.254");
    const tenant = await world.newTenant();
    expect((await refusal(url(path), { headers: tenant.auth })).problem).toMatchObject({
      status: 502,
      code: "upstream_error",
      details: { sent: "no" },
    });
  });

  it("turns an upstream that resets before its headers into 502", async () => {
    const tenant = await world.newTenant();
    const { problem } = await refusal(url("/northlight/v1/break/reset"), { headers: tenant.auth });
    expect(problem).toMatchObject({ status: 502, code: "upstream_error", details: { sent: "maybe" } });
    expect(await ledgerOf(tenant.id)).toEqual([{ consumed: 0, reserved: 0 }]);
  });

  it("turns an unasked 101 and a broken answer into 502", async () => {
    const tenant = await world.newTenant();
    for (const [slug, answer] of [
      ["switching", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"],
      ["nonsense", "this is not HTTP\r\n\r\n"],
    ] as const) {
      const server = createServer((socket) => {
        socket.on("error", () => undefined);
        socket.once("data", () => socket.end(answer));
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const path = await addApi(slug, `http://127.0.0.1:${(server.address() as { port: number }).port}`);
      expect((await refusal(url(path), { headers: tenant.auth })).problem, slug).toMatchObject({
        status: 502,
        code: "upstream_error",
      });
      server.close();
    }
  });

  it("cuts an answer off that broke in the middle, never ends it cleanly, and charges nothing", async () => {
    const tenant = await world.newTenant();
    const response = await fetch(url("/northlight/v1/break/middle"), { headers: tenant.auth });
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
    expect(await ledgerOf(tenant.id)).toEqual([{ consumed: 0, reserved: 0 }]);
  });

  it("repeats a safe call once when a kept connection had gone stale", async () => {
    let connections = 0;
    const upstream = await ownUpstream((req, res) => {
      if (req.socket.listenerCount("close") >= 0 && !(req.socket as { seen?: boolean }).seen) {
        (req.socket as { seen?: boolean }).seen = true;
        connections++;
        res.end("one");
      } else req.socket.destroy();
    });
    const path = await addApi("stale", upstream);
    const tenant = await world.newTenant();
    for (let n = 0; n < 2; n++) {
      const response = await fetch(url(path), { headers: tenant.auth });
      expect(response.status).toBe(200);
      expect(await response.text()).toBe("one");
    }
    expect(connections).toBe(2);
  });
});
