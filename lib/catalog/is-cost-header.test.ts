import { expect, test } from "vitest";
import { isCostHeader } from "@/lib/catalog/is-cost-header";

test.each(["x-cost", "X-Tokens-Used", "openai-processing-ms", "cost", "x_cost", "!#$%&'*+.^_`|~-"])(
  "%s may say what a call cost",
  (name) => {
    expect(isCostHeader(name)).toBe(true);
  },
);

test.each([
  ["", "nothing"],
  ["x cost", "two words"],
  ["x-cost:", "a colon"],
  ["x-cost\r\nx", "a line break"],
  ["x-c\u00f6st", "a letter beyond ASCII"],
  ["x".repeat(65), "too long"],
  ["Connection", "hop-by-hop"],
  ["Proxy-Authenticate", "hop-by-hop"],
  ["Transfer-Encoding", "framing"],
  ["Content-Length", "framing"],
  ["Set-Cookie", "a cookie"],
  ["Retry-After", "a meaning of its own"],
  ["RateLimit-Policy", "ours"],
  ["X-RateLimit-Remaining", "like ours"],
  ["Faregate-Usage", "ours"],
  ["Request-Id", "ours"],
  ["Payment-Receipt", "of payments"],
  ["X-Payment", "of payments"],
  ["Access-Control-Allow-Origin", "of browsers"],
])("%j may not: %s", (name) => {
  expect(isCostHeader(name)).toBe(false);
});
