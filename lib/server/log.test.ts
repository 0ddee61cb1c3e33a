import { expect, test } from "vitest";
import { describeFault, redact } from "@/lib/server/log";

test.each([
  ["an API key", `the key fg_live_${"a".repeat(38)} failed`, "the key fg_live_[redacted] failed"],
  ["a key in an address", `/x?key=fg_test_${"B1".repeat(19)}&y=1`, "/x?key=fg_test_[redacted]&y=1"],
  ["a webhook's secret", '{"secret":"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}', '{"secret":"whsec_[redacted]"}'],
  ["a provider's key", "sk_test_4eC39HqLyjWDarjtT1zdp7dc", "sk_test_[redacted]"],
  ["a restricted key", "Invalid API key: rk_live_51HqLyj_4eC39", "rk_live_[redacted]"],
  ["what opens a payment", "pi_3MtwBw2eZvKYlo2C_secret_YrKJUKribcBjcG8HVhfZluoGH", "_secret_[redacted]"],
  ["a mail server's password", "smtps://post%40x:pa:ss@mail.example:465", "smtps://post%40x:[redacted]@mail.example"],
  ["a provider's key behind a line break", JSON.stringify("x\nsk_live_4eC39HqLyjWDarjtT1zdp7dc"), "sk_live_[redacted]"],
  ["a bearer in lower case", "authorization: bearer abc.def", "authorization: bearer [redacted]"],
  ["a bearer", "authorization: Bearer abc.def", "authorization: Bearer [redacted]"],
])("%s never gets into the log", (_title, said, logged) => {
  expect(redact(said)).toContain(logged);
});

test("what a provider attaches to an error never gets into the log", () => {
  const declined = Object.assign(new Error("Your card was declined."), {
    code: "card_declined",
    raw: { payment_intent: { client_secret: "x" }, billing_details: { email: "ada@example.com" } },
    payment_intent: { latest_charge: "ch_1", receipt_email: "ada@example.com" },
    headers: { "request-id": "req_1" },
  });
  const logged = describeFault(declined);
  expect(logged).toMatchObject({ message: "Your card was declined.", code: "card_declined" });
  expect(JSON.stringify(logged)).not.toMatch(/ada@example|client_secret|ch_1/);
});

test("what only looks like a secret stays readable", () => {
  expect(redact("at node:internal/process/task_queues:95:5")).toBe("at node:internal/process/task_queues:95:5");
  expect(redact("http://localhost:3000/a@b")).toBe("http://localhost:3000/a@b");
});
