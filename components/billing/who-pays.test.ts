import { expect, test } from "vitest";
import { whoPays } from "@/components/billing/who-pays";

const ana = { name: "Ana", role: "owner", disabled: false } as const;

test("whoever may not buy is told whom to ask, by name", () => {
  expect(whoPays([ana, { name: "Dev", role: "developer", disabled: false }])).toBe("Ana");
  expect(whoPays([ana, { name: "Tom", role: "billing", disabled: false }])).toBe("Ana or Tom");
  expect(whoPays([{ ...ana, disabled: true }])).toBe("An owner or the billing role of your account");
});
