import { describe, expect, it } from "vitest";
import { readForm } from "@/app/_auth/read-form";
import { checkOrigin } from "@/app/_http/check-origin";
import { chooseTenant } from "@/app/_http/choose-tenant";
import { clientAddress, peerHeader } from "@/app/_http/client-address";
import { isDatabaseAway, isGivenUp } from "@/app/_http/is-database-away";
import { readBody } from "@/app/_http/read-body";
import { readQuery } from "@/app/_http/read-query";
import { newId } from "@/lib/id";

const portal = "https://portal.example";
const at = new Date("2026-08-01T00:00:00Z");

describe("an unsafe request", () => {
  it.each([
    ["passes from a page of ours", "POST", portal, true],
    ["is refused from elsewhere", "POST", "https://evil.example", false],
    ["is refused from an opaque origin", "DELETE", "null", false],
    ["is refused without an origin", "PATCH", undefined, false],
    ["is refused from our name with another scheme", "POST", "http://portal.example", false],
    ["is not asked when it is a read", "GET", "https://evil.example", true],
  ])("%s", (_name, method, origin, passes) => {
    const act = () => checkOrigin({ method, headers: new Headers(origin ? { origin } : {}) }, [portal]);
    if (passes) expect(act).not.toThrow();
    else expect(act).toThrow(expect.objectContaining({ code: "permission_denied", details: { reason: "csrf" } }));
  });
});

describe("the tenant of a request", () => {
  const [own, second, foreign] = [newId("tenant", at), newId("tenant", at), newId("tenant", at)];
  const memberships = [own, second].map((tenantId, n) => ({
    tenantId,
    tenantName: `T${n}`,
    tenantStatus: "active" as const,
    timeZone: "UTC",
    role: n === 0 ? ("owner" as const) : ("viewer" as const),
  }));
  it("is the first when none is asked for", () => {
    expect(chooseTenant(memberships, null)).toEqual({ id: own, role: "owner" });
  });
  it("is the one asked for, with the role there", () => {
    expect(chooseTenant(memberships, second)).toEqual({ id: second, role: "viewer" });
  });
  it.each([
    ["of somebody else", foreign],
    ["that is no id", "tnt_x"],
    ["that is empty", ""],
  ])("is not found when it is one %s", (_name, asked) => {
    expect(() => chooseTenant(memberships, asked)).toThrow(expect.objectContaining({ code: "not_found" }));
  });
  it("is none for people without a membership", () => {
    expect(chooseTenant([], null)).toBeNull();
  });
});

describe("the client's address", () => {
  const headers = (forwarded: string | null, peer = "10.0.0.9") =>
    new Headers({ [peerHeader]: peer, ...(forwarded === null ? {} : { "x-forwarded-for": forwarded }) });
  it.each([
    ["is the socket's, whatever the client writes", "1.2.3.4", 0, "10.0.0.9"],
    ["is what our proxy added", "6.6.6.6, 1.2.3.4", 1, "1.2.3.4"],
    ["is what the outer of two proxies added", "6.6.6.6, 1.2.3.4, 10.0.0.8", 2, "1.2.3.4"],
    ["is the first entry when the list is short", "1.2.3.4", 2, "1.2.3.4"],
    ["is the socket's when a proxy added nothing", null, 1, "10.0.0.9"],
  ])("%s", (_name, forwarded, hops, expected) => {
    expect(clientAddress(headers(forwarded), hops)).toBe(expected);
  });
  it("is IPv4 when the socket speaks it through IPv6", () => {
    expect(clientAddress(headers(null, "::ffff:10.1.2.3"), 0)).toBe("10.1.2.3");
  });
});

describe("a body", () => {
  const send = (body: string | Uint8Array<ArrayBuffer>, type?: string) =>
    readBody(new Request(portal, { method: "POST", body, headers: type ? { "content-type": type } : {} }));
  it.each([
    ["plain text", "text/plain"],
    ["a form", "application/x-www-form-urlencoded"],
    ["JSON by another name", "application/jsonp"],
  ])("is refused when it comes as %s", async (_name, type) => {
    await expect(send("{}", type)).rejects.toMatchObject({ code: "unsupported_media_type" });
  });
  it("may be left out", async () => {
    expect(await readBody(new Request(portal, { method: "POST" }))).toEqual({});
  });
  it("is refused above 1 MiB", async () => {
    const large = JSON.stringify({ a: "x".repeat(1_048_576) });
    await expect(send(large, "application/json")).rejects.toMatchObject({ code: "payload_too_large" });
  });
  it("is refused when it is not UTF-8", async () => {
    const sent = new Uint8Array([0x22, 0xff, 0x22]);
    await expect(send(sent, "application/json")).rejects.toMatchObject({ code: "invalid_request" });
  });
});

describe("a form of sign-in", () => {
  const send = (body: string, type: string) =>
    readForm(new Request(portal, { method: "POST", body, headers: { "content-type": type } }));
  it("passes with its fields", async () => {
    const read = await send("email=a%40b.example&json=true", "application/x-www-form-urlencoded; charset=UTF-8");
    expect(new URLSearchParams(await read.text()).get("email")).toBe("a@b.example");
  });
  it.each(["application/json", "text/plain", "multipart/form-data"])("is refused as %s", async (type) => {
    await expect(send("{}", type)).rejects.toMatchObject({ code: "unsupported_media_type" });
  });
  it("is refused above 64 KiB", async () => {
    const sent = send(`email=${"x".repeat(65_536)}`, "application/x-www-form-urlencoded");
    await expect(sent).rejects.toMatchObject({ code: "payload_too_large" });
  });
});

describe("a query", () => {
  it("has one value a name", () => {
    expect(readQuery(new URLSearchParams("a=1&b="))).toEqual({ a: "1", b: "" });
    for (const query of ["a=1&a=2", "__proto__=1"]) {
      expect(() => readQuery(new URLSearchParams(query))).toThrow(expect.objectContaining({ code: "invalid_request" }));
    }
  });
});

describe("a fault", () => {
  const coded = (code: string, more = {}) => Object.assign(new Error("x"), { code }, more);
  it.each([
    ["a refused connection", coded("ECONNREFUSED"), true],
    ["a missing socket", coded("ENOENT", { syscall: "connect" }), true],
    ["a missing file", coded("ENOENT", { syscall: "open" }), false],
    ["a server that shuts down, wrapped", new Error("query", { cause: coded("57P01") }), true],
    ["a unique violation", new Error("query", { cause: coded("23505") }), false],
    ["a bug", new TypeError("x is not a function"), false],
  ])("of %s is told from others", (_name, fault, away) => {
    expect(isDatabaseAway(fault)).toBe(away);
  });
  it("of a statement that took too long is told from one that is wrong", () => {
    expect(isGivenUp(new Error("query", { cause: coded("57014") }))).toBe(true);
    expect(isGivenUp(coded("42601"))).toBe(false);
  });
});
