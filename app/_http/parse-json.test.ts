import { describe, expect, it } from "vitest";
import { parseJson } from "@/app/_http/parse-json";

const refused = (text: string) => {
  try {
    parseJson(text);
  } catch (thrown) {
    return thrown as { code: string; details: Record<string, unknown> };
  }
  return null;
};

describe("a JSON body", () => {
  it.each([
    ["object", '{"a":[1,{"b":null}],"c":"x\\"y"}'],
    ["string with braces", '{"a":"{[{[","b":"}"}'],
    ["equal keys in different objects", '{"a":{"x":1},"b":{"x":2},"c":[{"x":3},{"x":4}]}'],
    ["32 levels", `${"[".repeat(32)}${"]".repeat(32)}`],
    ["key as a value", '["a","a",{"b":"b"}]'],
  ])("passes as it is: %s", (_name, text) => {
    expect(parseJson(text)).toEqual(JSON.parse(text));
  });
  it.each([
    ["a key twice", '{"a":1,"a":2}', "json_key"],
    ["a key twice, spelled differently", '{"a":1,"\\u0061":2}', "json_key"],
    ["a key twice across a nested object", '{"a":{"b":1},"a":2}', "json_key"],
    ["__proto__", '{"__proto__":{"admin":true}}', "json_key"],
    ["__proto__ in escapes", '{"__\\u0070roto__":1}', "json_key"],
    ["a key far from its colon", `{"a":1,"a"${" ".repeat(500)}:2}`, "json_key"],
    ["33 levels", `${"[".repeat(33)}${"]".repeat(33)}`, "json_depth"],
    ["100,000 levels", '{"a":'.repeat(100_000), "json_depth"],
    ["half an object", '{"a":', "json"],
    ["half a string", '{"a', "json"],
    ["two values", "1 2", "json"],
    ["nothing", "", "json"],
    ["NaN", '{"a":NaN}', "json"],
  ])("is refused: %s", (_name, text, reason) => {
    expect(refused(text)).toMatchObject({ code: "invalid_request", details: { reason } });
  });
  it("leaves Object.prototype alone", () => {
    refused('{"__proto__":{"polluted":1}}');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});
