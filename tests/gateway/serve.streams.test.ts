import { request, type ServerResponse } from "node:http";
import { describe, expect, it } from "vitest";
import { eventually } from "@/tests/gateway/call";
import { watchStalls } from "@/tests/gateway/watch-stalls";
import { doors, openWorld, ownUpstream } from "@/tests/gateway/world";

const world = await openWorld();

describe.each(doors)("at the %s door", (door) => {
  const url = (path: string) => world.doors[door].url + path;
  const ledgerOf = (tenantId: string) =>
    eventually(
      () => world.sql`select consumed, reserved from ledger_account where tenant_id = ${tenantId}`,
      ([row]) => row?.reserved === 0,
    );
  const outcomesOf = (tenantId: string) =>
    eventually(
      () => world.sql`select status, aborted, units from request_log where tenant_id = ${tenantId}`,
      (rows) => rows.length > 0,
    );

  it("passes each part of an answer on as it comes", async () => {
    let answer: ServerResponse | undefined;
    const upstream = await ownUpstream((_, res) => {
      answer = res;
      res.writeHead(200, { "content-type": "text/event-stream" });
      res.write("part 0");
    });
    await world.addRoute({ apiId: await world.addApi(`parts-${door}`, upstream), path: "/v1/x" });
    await world.waitForFeed();
    const tenant = await world.newTenant();
    const response = await fetch(url(`/parts-${door}/v1/x`), { headers: tenant.auth });
    expect(response.headers.get("content-type")).toBe("text/event-stream");
    const reader = response.body?.getReader();
    // Each part is written only when the one before it has arrived.
    for (let n = 0; n < 3; n++) {
      expect(new TextDecoder().decode((await reader?.read())?.value)).toBe(`part ${n}`);
      if (n < 2) answer?.write(`part ${n + 1}`);
    }
    answer?.end();
    expect((await reader?.read())?.done).toBe(true);
  });

  it("passes each part of a request on as it comes", async () => {
    const tenant = await world.newTenant();
    const { hostname, port, pathname } = new URL(url("/northlight/v1/echo"));
    const parts: string[] = [];
    await new Promise<void>((resolve, reject) => {
      const call = request({
        hostname,
        port,
        path: pathname,
        method: "POST",
        headers: { ...tenant.auth, "transfer-encoding": "chunked" },
      });
      call.on("error", reject);
      call.on("response", (answer) => {
        answer.on("data", (chunk: Buffer) => {
          parts.push(chunk.toString());
          // The second part is only sent once the first came back: nothing may have waited for the end.
          if (parts.length === 1) call.end("second");
        });
        answer.on("end", resolve);
      });
      call.write("first");
    });
    expect(parts.join("")).toBe("firstsecond");
    expect(parts.length).toBeGreaterThan(1);
  });

  it("holds the upstream up while the caller does not read", async () => {
    let written = 0;
    let isCutOff = false;
    const upstream = await ownUpstream((_, res) => {
      res.on("close", () => {
        isCutOff = true;
      });
      res.writeHead(200, { "content-type": "application/octet-stream" });
      const chunk = Buffer.alloc(65_536);
      const push = () => {
        while (!res.destroyed && written < 256 * 1_048_576) {
          written += chunk.length;
          if (!res.write(chunk)) {
            res.once("drain", push);
            return;
          }
        }
        res.end();
      };
      push();
    });
    const apiId = await world.addApi(`flood-${door}`, upstream, { idleTimeoutMs: 1_500 });
    await world.addRoute({ apiId, path: "/v1/x" });
    await world.waitForFeed();
    const tenant = await world.newTenant();
    const { hostname, port, pathname } = new URL(url(`/flood-${door}/v1/x`));
    const cut = new Promise<void>((resolve) => {
      const call = request({ hostname, port, path: pathname, headers: tenant.auth });
      call.on("response", (answer) => {
        answer.pause();
        answer.on("error", () => resolve());
        answer.socket.on("close", () => resolve());
        // Who does not read hears of no end.
        void eventually(
          () => isCutOff,
          (is) => is,
        ).then(() => answer.resume());
      });
      call.on("error", () => resolve());
      call.end();
    });
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(written).toBeLessThan(24 * 1_048_576);
    await cut;
    expect(await ledgerOf(tenant.id)).toEqual([{ consumed: 1, reserved: 0 }]);
  });

  it("cancels the upstream when the caller leaves in the middle, and charges: the work was ordered", async () => {
    let open = 0;
    const upstream = await ownUpstream((_, res) => {
      open++;
      res.on("close", () => open--);
      res.writeHead(200);
      res.write("part");
    });
    const apiId = await world.addApi(`leave-${door}`, upstream);
    await world.addRoute({ apiId, path: "/v1/x" });
    await world.waitForFeed();
    const tenant = await world.newTenant();
    const leaving = new AbortController();
    const response = await fetch(url(`/leave-${door}/v1/x`), { headers: tenant.auth, signal: leaving.signal });
    await response.body?.getReader().read();
    expect(open).toBe(1);
    leaving.abort();
    await eventually(
      () => open,
      (count) => count === 0,
    );
    expect(await ledgerOf(tenant.id)).toEqual([{ consumed: 1, reserved: 0 }]);
    expect(await outcomesOf(tenant.id)).toEqual([{ status: 499, aborted: true, units: 1 }]);
  });

  it("cancels the upstream when the caller leaves before the answer", async () => {
    let open = 0;
    const upstream = await ownUpstream((_, res) => {
      open++;
      res.on("close", () => open--);
    });
    const apiId = await world.addApi(`early-${door}`, upstream);
    await world.addRoute({ apiId, path: "/v1/x" });
    await world.waitForFeed();
    const tenant = await world.newTenant();
    const leaving = new AbortController();
    const call = fetch(url(`/early-${door}/v1/x`), { headers: tenant.auth, signal: leaving.signal });
    await eventually(
      () => open,
      (count) => count === 1,
    );
    leaving.abort();
    await expect(call).rejects.toThrow();
    await eventually(
      () => open,
      (count) => count === 0,
    );
    expect(await ledgerOf(tenant.id)).toEqual([{ consumed: 1, reserved: 0 }]);
  });

  it("ends a stream within seconds when its key is revoked", async () => {
    const tenant = await world.newTenant();
    const response = await fetch(url("/northlight/v1/stream?count=1000&every=100"), { headers: tenant.auth });
    const whole = response.text();
    whole.catch(() => undefined);
    await world.sql`update api_key set revoked_at = now() where id = ${tenant.keyId}`;
    await world.change("key", tenant.keyId, tenant.id);
    const stalls = watchStalls();
    await expect(whole).rejects.toThrow();
    const { tookMs, stalledMs } = stalls.stop();
    expect(tookMs).toBeLessThan(6_000 + stalledMs);
    expect(await ledgerOf(tenant.id)).toEqual([{ consumed: 1, reserved: 0 }]);
  });

  it("ends the upload when the caller breaks off, and charges nothing: the work was never ordered whole", async () => {
    let ended = "";
    let asked = 0;
    const upstream = await ownUpstream((req) => {
      asked++;
      req.on("data", () => undefined);
      req.on("end", () => {
        ended = "whole";
      });
      req.on("close", () => {
        ended ||= "broken";
      });
      req.on("error", () => undefined);
    });
    const apiId = await world.addApi(`upload-${door}`, upstream);
    await world.addRoute({ apiId, path: "/v1/x", method: "POST" });
    await world.waitForFeed();
    const tenant = await world.newTenant();
    const { hostname, port, pathname } = new URL(url(`/upload-${door}/v1/x`));
    const call = request({
      hostname,
      port,
      path: pathname,
      method: "POST",
      headers: { ...tenant.auth, "content-length": "1000" },
    });
    call.on("error", () => undefined);
    call.write("only a part");
    await eventually(
      () => asked,
      (calls) => calls === 1,
    );
    call.destroy();
    await eventually(
      () => ended,
      (word) => word === "broken",
    );
    expect((await ledgerOf(tenant.id))[0]).toMatchObject({ consumed: 0, reserved: 0 });
  });
});
