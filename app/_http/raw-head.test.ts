import { describe, expect, it } from "vitest";
import { headHeader, noteHead, readHead } from "@/app/_http/raw-head";

function noted(url: string, rawHeaders: string[], headers: Record<string, string> = {}) {
  const request = { url, rawHeaders, headers: { ...headers } };
  noteHead(request);
  return readHead(new Headers(request.headers));
}

describe("the head of a call at the gateway's door", () => {
  it("comes through as it was received: every byte of the target, every line in its order", () => {
    const lines = ["Authorization", "Bearer a", "authorization", "Bearer b", "X-Odd", "\u00e4"];
    const target = "/gateway/n/v1/../x%2Fy?q=%5F&_rsc=1";
    expect(noted(target, lines)).toEqual({ target, rawHeaders: lines });
  });

  it("comes through for every spelling that could be read as the door's path", () => {
    for (const target of ["/x/../gateway/n", "/%67ateway/n", "/x/%2e%2e/gateway/n"]) {
      expect(noted(target, [])?.target).toBe(target);
    }
  });

  it("is never what a client says it is", () => {
    const forged = Buffer.from(JSON.stringify(["/gateway/other"])).toString("base64url");
    expect(noted("/console", [], { [headHeader]: forged })).toBeNull();
    expect(noted("/gateway/n", [], { [headHeader]: forged })?.target).toBe("/gateway/n");
  });

  it("is not noted for the portal's own pages", () => {
    expect(noted("/console/keys", ["A", "b"])).toBeNull();
  });
});
