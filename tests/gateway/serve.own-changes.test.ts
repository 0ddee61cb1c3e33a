import { afterAll, expect, it } from "vitest";
import { followOwnChanges } from "@/lib/gateway/server/follow-own-changes";
import { sharedEngine } from "@/lib/gateway/server/shared-engine";
import { openWorld } from "@/tests/gateway/world";

const world = await openWorld();
const { engine, url } = world.doors.portal;
sharedEngine.faregateEngine = Promise.resolve(engine);
afterAll(() => {
  sharedEngine.faregateEngine = undefined;
});

it("what the portal has confirmed holds at its own door from the first call on", async () => {
  for (let n = 0; n < 10; n++) {
    const tenant = await world.newTenant();
    const ask = async () => {
      const response = await fetch(`${url}/northlight/v1/ping`, { headers: tenant.auth });
      await response.arrayBuffer();
      return response.status;
    };
    expect(await ask()).toBe(200);
    await world.sql`update api_key set revoked_at = now() where id = ${tenant.keyId}`;
    await world.change("key", tenant.keyId, tenant.id);
    await followOwnChanges();
    expect(await ask()).toBe(401);
  }
});
