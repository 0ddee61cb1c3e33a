import { describe, expect, it } from "vitest";
import { checkUpstreamUrl, guardedLookup, guardUpstream } from "@/lib/server/guard-upstream";

const settings = {
  UPSTREAM_ALLOWED_RANGES: "",
  PORT: 3000,
  GATEWAY_PORT: 8402,
  PGHOST: "/run/pg",
  PGPORT: 5499,
  DATABASE_URL: "postgres://u:p@10.0.0.9:6543/db",
  FAREGATE_MODE: "demo" as const,
  STRIPE_SANDBOX_PORT: 4242,
};
const inner = { ...settings, UPSTREAM_ALLOWED_RANGES: "127.0.0.0/8, ::1/128, 10.1.0.0/16,192.168.7.7" };

describe("guardUpstream", () => {
  it.each(["93.184.216.34", "2606:2800:220:1::1", "172.32.0.1", "100.128.0.1", "11.0.0.1"])(
    "lets %s through",
    (address) => expect(guardUpstream(settings).problemOf(address, 443)).toBeNull(),
  );

  it.each([
    "127.0.0.1",
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "100.64.0.1",
    "192.0.0.8",
    "198.19.0.1",
    "::1",
    "fc00::1",
    "fd12::1",
    "::ffff:10.0.0.1",
    "::ffff:7f00:1",
    "64:ff9b::10.0.0.1",
    "2002:a00:1::",
  ])("denies %s unless it is named", (address) =>
    expect(guardUpstream(settings).problemOf(address, 443)).not.toBeNull(),
  );

  it.each(["127.0.0.1", "127.9.9.9", "::1", "10.1.2.3", "192.168.7.7", "::ffff:10.1.2.3"])(
    "lets %s through when it is named",
    (address) => expect(guardUpstream(inner).problemOf(address, 443)).toBeNull(),
  );

  it.each([
    "169.254.169.254",
    "fe80::1",
    "fd00:ec2::254",
    "0.0.0.0",
    "::",
    "224.0.0.1",
    "255.255.255.255",
    "ff02::1",
    "::ffff:169.254.169.254",
    "64:ff9b::a9fe:a9fe",
    "not an address",
  ])("denies %s whatever is named", (address) => {
    const all = { ...settings, UPSTREAM_ALLOWED_RANGES: "0.0.0.0/0,::/0" };
    expect(guardUpstream(all).problemOf(address, 443)).not.toBeNull();
  });

  it("denies this installation's own ports, and those alone", () => {
    const guard = guardUpstream(inner);
    for (const port of [3000, 8402, 5499, 6543, 4242])
      expect(guard.problemOf("127.0.0.1", port), String(port)).not.toBeNull();
    expect(guard.problemOf("127.0.0.1", 9000)).toBeNull();
    expect(guard.problemOf("10.1.2.3", 3000)).toBeNull();
    const withoutSandbox = guardUpstream({ ...inner, FAREGATE_MODE: "production" });
    expect(withoutSandbox.problemOf("127.0.0.1", 4242)).toBeNull();
  });
});

describe("checkUpstreamUrl", () => {
  it.each([
    "ftp://example.com",
    "http://user:pass@example.com",
    "https://example.com/?a=1",
    "https://example.com/#x",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://127.1/",
    "https://[::ffff:7f00:1]/",
    "http://127.0.0.1:3000",
    "http://metadata.google.internal/",
    "http://localhost:9000",
    "nonsense",
  ])("refuses %s", async (url) => {
    await expect(checkUpstreamUrl(url, settings)).rejects.toMatchObject({ code: "validation_failed" });
  });

  it.each([
    "http://127.0.0.1:9000",
    "http://127.0.0.1:9000/base",
    "http://[::1]:9000",
    "http://8.8.8.8",
    "http://no-such-host.invalid",
  ])("accepts %s", async (url) => expect(await checkUpstreamUrl(url, inner)).toBeUndefined());

  it("refuses this installation's own port though loopback is named", async () => {
    await expect(checkUpstreamUrl("http://localhost:8402", inner)).rejects.toMatchObject({ code: "validation_failed" });
  });
});

describe("guardedLookup", () => {
  const look = (settings_: typeof settings, port: number) =>
    new Promise<{ error: Error | null; address: unknown }>((resolve) => {
      guardedLookup(guardUpstream(settings_), port)("localhost", { all: true }, (error, address) =>
        resolve({ error, address }),
      );
    });

  it("gives the vetted addresses, or an error when one of them may not be reached", async () => {
    expect((await look(inner, 9000)).error).toBeNull();
    expect((await look(settings, 9000)).error).toMatchObject({ code: "UPSTREAM_BLOCKED" });
    expect((await look(inner, 8402)).error).toMatchObject({ code: "UPSTREAM_BLOCKED" });
  });
});
