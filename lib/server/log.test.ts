import { expect, test } from "vitest";
import { redact } from "@/lib/server/log";

test.each([
  ["an API key", `the key fg_live_${"a".repeat(38)} failed`, "the key fg_live_[redacted] failed"],
  ["a key in an address", `/x?key=fg_test_${"B1".repeat(19)}&y=1`, "/x?key=fg_test_[redacted]&y=1"],
  ["a webhook's secret", '{"secret":"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}', '{"secret":"whsec_[redacted]"}'],
  ["a provider's key", "sk_test_4eC39HqLyjWDarjtT1zdp7dc", "sk_test_[redacted]"],
  ["a provider's key behind a line break", JSON.stringify("x\nsk_live_4eC39HqLyjWDarjtT1zdp7dc"), "sk_live_[redacted]"],
  ["a bearer in lower case", "authorization: bearer abc.def", "authorization: bearer [redacted]"],
  ["a bearer", "authorization: Bearer abc.def", "authorization: Bearer [redacted]"],
])("%s never gets into the log", (_title, said, logged) => {
  expect(redact(said)).toContain(logged);
});

test("what only looks like a secret stays readable", () => {
  expect(redact("at node:internal/process/task_queues:95:5")).toBe("at node:internal/process/task_queues:95:5");
});
