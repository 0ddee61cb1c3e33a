import { describe, expect, test } from "vitest";
import { completeObject } from "@/scripts/stripe-sandbox/contract/complete-object";
import { endpoints } from "@/scripts/stripe-sandbox/contract/endpoints.data";
import { events } from "@/scripts/stripe-sandbox/contract/events.data";
import { fingerprint } from "@/scripts/stripe-sandbox/contract/fingerprint";
import committed from "@/scripts/stripe-sandbox/contract/fingerprint.json";
import { generateContract } from "@/scripts/stripe-sandbox/contract/generate-contract";
import { loadContract } from "@/scripts/stripe-sandbox/contract/load-contract";
import { openChecks } from "@/scripts/stripe-sandbox/contract/open-checks";

const contract = loadContract();
const checks = openChecks(contract);

describe("the contract of the installed SDK", () => {
  test("knows every listed endpoint and event, and the version the SDK pins", () => {
    expect(Object.keys(contract.endpoints)).toEqual(endpoints);
    expect(Object.keys(contract.events)).toEqual(events);
    expect(contract.apiVersion).toMatch(/^\d{4}-\d\d-\d\d\.\w+$/);
    expect(contract.everyEndpoint.length).toBeGreaterThan(600);
  });

  test("is the one whose fingerprint was reviewed (write-fingerprint.ts writes it anew)", () => {
    expect(fingerprint(contract)).toEqual(committed);
  });

  test("is not made when a listed endpoint does not exist", { timeout: 60_000 }, () => {
    expect(() => generateContract(["POST /v1/wishes"], [])).toThrow("The installed SDK has no POST /v1/wishes.");
  });
});

describe("a request", () => {
  test.each([
    ["an unknown parameter", { nmae: "x" }, "parameter_unknown", "nmae"],
    ["an unknown nested parameter", { invoice_settings: { card: "x" } }, "parameter_unknown", "invoice_settings[card]"],
    ["an ill-typed number", { balance: "much" }, undefined, "balance"],
    ["a value outside an enum", { tax_exempt: "maybe" }, undefined, "tax_exempt"],
  ])("with %s is refused", (_, params, code, param) => {
    expect(checks.request("POST /v1/customers", params)).toMatchObject({ ...(code && { code }), param });
  });

  test("with a missing parameter is refused", () => {
    const fault = checks.request("POST /v1/test_helpers/test_clocks", {});
    expect(fault).toMatchObject({ code: "parameter_missing", param: "frozen_time" });
  });

  test("of a form has its words turned into numbers and truths", () => {
    const params = { limit: "3", active: "true" };
    expect(checks.request("GET /v1/prices", params)).toBeNull();
    expect(params).toEqual({ limit: 3, active: true });
  });
});

describe("an answer", () => {
  const customer = completeObject(contract, { object: "customer", id: "cus_1", metadata: {}, hidden: { note: 1 } });

  test("is complete by construction, and keeps what is hidden to itself", () => {
    expect(checks.answer("GET /v1/customers/{id}", customer)).toEqual([]);
    expect(customer).not.toHaveProperty("hidden");
    expect(customer.email).toBeNull();
  });

  test("with a field too many, one too few or one of another type is a violation", () => {
    const { email: _, ...less } = customer;
    expect(checks.answer("POST /v1/customers", { ...customer, shoe_size: 44 })).not.toEqual([]);
    expect(checks.answer("POST /v1/customers", less)).not.toEqual([]);
    expect(checks.answer("POST /v1/customers", { ...customer, created: "now" })).not.toEqual([]);
  });
});
