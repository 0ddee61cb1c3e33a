import { describe, expect, it } from "vitest";
import { ReadyRefusals } from "@/lib/gateway/ready-refusals";
import { holdTime } from "@/tests/gateway/hold-time";
import { doors, openWorld, type TestTenant } from "@/tests/gateway/world";

const world = await openWorld();

type Asked = { path: string; auth: Record<string, string>; method: string; want: Record<string, string> };

/** What a call is told, without what differs from call to call: ids, and what the running second says. */
async function told(url: string, { path, auth, method, want }: Asked): Promise<string> {
  const response = await fetch(url + path, { method, headers: { ...auth, ...want } });
  const headers = [...response.headers].filter(([name]) => name !== "date" && name !== "keep-alive");
  const text = JSON.stringify([response.status, headers, await response.text()]);
  return text
    .replace(/req_[0-9A-Z]{26}/g, "REQUEST")
    .replace(/\b[0-9a-f]{32}\b/g, "TRACE")
    .replace(/t=[\w.-]+/g, "t=SIGNED")
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, "TIME");
}

const wants = ["application/json", "text/html", "text/plain", undefined].flatMap((accept) =>
  ["de", "en;q=0.5, de;q=0.4", undefined].flatMap((language) =>
    ["https://app.example.com", "https://evil.example", undefined].map((origin) => ({
      ...(accept && { accept }),
      ...(language && { "accept-language": language }),
      ...(origin && { origin }),
    })),
  ),
);

describe.each(doors)("a refusal told again at the %s door", (door) => {
  const { engine, url } = world.doors[door];
  const api = `${url}/northlight/v1`;

  it("says what one made anew says, whoever asks and whatever is wanted back", { timeout: 120_000 }, async () => {
    holdTime(engine);
    const full = await world.newTenant();
    const tenants: TestTenant[] = [full, await world.newTenant({ errorDetail: "minimal", locale: "de" })];
    const stranger: Record<string, string> = {};
    const asked: Asked[] = [];
    for (const auth of [...tenants.map((tenant) => tenant.auth), stranger]) {
      for (const path of ["/extra", "/reports/1", "/reverse"]) {
        for (const method of ["GET", "HEAD"]) for (const want of wants) asked.push({ path, auth, method, want });
      }
    }
    for (const { auth } of tenants) {
      for (let n = 0; n < 4; n++) await told(api, { path: "/reports/1", auth, method: "GET", want: {} });
    }
    // Only what the request log folds into one row is told again.
    for (const auth of [...tenants.map((tenant) => tenant.auth), stranger]) {
      for (const path of ["/extra", "/reports/1", "/reverse"])
        for (let n = 0; n < 62; n++) await told(api, { path, auth, method: "GET", want: {} });
    }
    const ready = engine.readyRefusals;
    const [fresh, again]: [string[], string[]] = [[], []];
    let hits = 0;
    const find = ready.find.bind(ready);
    ready.find = (...args) => {
      const found = find(...args);
      if (found) hits++;
      return found;
    };
    // Neighbours in the list differ in one thing alone, and each is asked twice.
    for (const one of asked) {
      const [first, second] = await Promise.all([told(api, one), told(api, one)]);
      again.push(first, second);
    }
    engine.readyRefusals = new ReadyRefusals();
    engine.readyRefusals.keep = () => undefined;
    for (const one of asked) {
      const text = await told(api, one);
      fresh.push(text, text);
    }
    engine.readyRefusals = ready;
    for (const [at, text] of again.entries()) expect(text, JSON.stringify(asked[at >> 1])).toBe(fresh[at]);
    expect(hits).toBeGreaterThan(asked.length / 4);
  });
});
