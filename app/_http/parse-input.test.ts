import { describe, expect, it } from "vitest";
import { z } from "zod";
import { parseInput } from "@/app/_http/parse-input";
import type { AppError } from "@/lib/errors";

const schema = z.strictObject({
  keyId: z.string().startsWith("key_"),
  name: z.string().min(1),
  limits: z.array(z.strictObject({ units: z.int() })).optional(),
});
const refusal = (sent: unknown, fromQuery = false): AppError | null => {
  try {
    parseInput(schema, sent, ["keyId"], fromQuery);
  } catch (thrown) {
    return thrown as AppError;
  }
  return null;
};

describe("what was sent", () => {
  it("passes when every field is right", () => {
    expect(parseInput(schema, { keyId: "key_1", name: "x" }, ["keyId"], false)).toEqual({ keyId: "key_1", name: "x" });
  });
  it("names each wrong field by a JSON pointer", () => {
    const { code, details } = refusal({ keyId: "key_1", name: "", limits: [{ units: 1.5 }] }) as AppError;
    expect(code).toBe("validation_failed");
    expect((details.errors as { pointer: string }[]).map(({ pointer }) => pointer)).toEqual([
      "/name",
      "/limits/0/units",
    ]);
  });
  it("refuses fields that nobody asked for instead of dropping them", () => {
    expect(refusal({ keyId: "key_1", name: "x", posted: 1_000_000, "a/b": 1 })?.details.errors).toMatchObject([
      { pointer: "/posted", code: "unknown_field" },
      { pointer: "/a~1b", code: "unknown_field" },
    ]);
  });
  it("names query parameters without a slash", () => {
    expect(refusal({ keyId: "key_1", name: "" }, true)?.details.errors).toMatchObject([{ pointer: "name" }]);
  });
  it("answers not found, and nothing more, when the path holds no such id", () => {
    expect(refusal({ keyId: "nonsense", name: "" })).toMatchObject({ code: "not_found", details: {} });
  });
});
