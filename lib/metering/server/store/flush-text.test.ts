import fc from "fast-check";
import { expect, it } from "vitest";
import type { FlushRecord } from "@/lib/metering/core/types";
import { flushText } from "@/lib/metering/server/store/flush-text";

// Few ids, so that records share some of them and differ in others.
const id = fc.constantFrom("a", "b", 'odd "id"', "ü\\");
const draw = fc.record({ accountId: id, leaseId: fc.option(id), cost: fc.nat() });
const record: fc.Arbitrary<FlushRecord> = fc.record({
  ...{ seq: fc.nat(), cost: fc.nat(), admittedAtMs: fc.nat() },
  ...{ requestId: fc.option(id), tenantId: fc.option(id), featureId: fc.option(id) },
  ...{ keyId: fc.option(id), routeId: fc.option(id) },
  outcome: fc.constantFrom("ok" as const, "void" as const, "unknown" as const, "gap" as const),
  draws: fc.array(draw, { maxLength: 3 }),
  log: fc.constantFrom("", '{"status":200}'),
});

it("is the batch as JSON, whatever its records share", () => {
  fc.assert(
    fc.property(fc.array(record, { maxLength: 20 }), (batch) => {
      expect(JSON.parse(flushText(batch))).toEqual(
        batch.map((one) => ({ ...one, log: one.log === "" ? "" : JSON.parse(one.log) })),
      );
      expect(JSON.parse(flushText(batch, true))).toEqual(batch);
    }),
  );
});
