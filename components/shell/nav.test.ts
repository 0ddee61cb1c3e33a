import { describe, expect, test } from "vitest";
import { adminNav, consoleNav, matchNav } from "@/components/shell/nav";

describe("the lit entry of the rail", () => {
  test.each([
    ["/admin", "Today"],
    ["/admin/refusals/episodes/epi_1", "Refusals"],
    ["/admin/receipts/req_1", "Requests"],
    ["/admin/churn/signals", "Churn"],
  ])("of %s is %s", (path, label) => expect(matchNav(adminNav, path)?.label).toBe(label));
  test("of a page of the console is its own, and Home's only at home", () => {
    expect(matchNav(consoleNav, "/console/keys/new")?.label).toBe("Keys");
    expect(matchNav(consoleNav, "/console")?.label).toBe("Home");
  });
});
