import { describe, expect, it } from "vitest";
import { safeCallbackPath, signInPath } from "@/app/_auth/sign-in-path";

const origin = "https://portal.example";

describe("the way back after sign-in", () => {
  it.each([
    ["a path of ours", "/console/keys?status=402", "/console/keys?status=402"],
    ["a full address of ours", "https://portal.example/admin#x", "/admin#x"],
    ["another host", "https://evil.example/", "/"],
    ["a host without a scheme", "//evil.example/x", "/"],
    ["a host behind backslashes", "/\\evil.example", "/"],
    ["a host behind a tab", "/\t/evil.example", "/"],
    ["two slashes behind ours", "https://portal.example//evil.example", "/"],
    ["our name as a password", "https://portal.example@evil.example/", "/"],
    ["a name with a password", "https://a:b@portal.example/", "/"],
    ["a script", "javascript:alert(1)", "/"],
    ["an endpoint with effects", "/api/auth/signout", "/"],
    ["nothing", "", "/"],
    ["no value", undefined, "/"],
    ["nonsense", "http://[", "/"],
  ])("leads to our own pages only: %s", (_name, asked, expected) => {
    expect(safeCallbackPath(asked, origin)).toBe(expected);
  });
  it("is kept whole on the way to sign-in", () => {
    const path = signInPath("/console/requests?status=402&key=key_1");
    const back = new URL(path, origin).searchParams.get("callbackUrl");
    expect(back).toBe("/console/requests?status=402&key=key_1");
    expect(signInPath("/")).toBe("/sign-in");
  });
});
