import { describe, expect, test } from "vitest";
import { type ChangedSubscription, nextChangeStatus, type OpenChange } from "@/lib/billing/next-change-status";

const day = new Date("2026-12-01T00:00:00Z");
const seen = (over: Partial<ChangedSubscription> = {}): ChangedSubscription => ({
  ...{ planVersionId: "plv_old", endedAt: null, cancelAt: null, stripeScheduleId: null, pendingUpdate: null },
  ...over,
});
const upgrade = (status: OpenChange["status"]): OpenChange => ({ kind: "upgrade", status, toVersionId: "plv_new" });
const downgrade = (status: OpenChange["status"]): OpenChange => ({ kind: "downgrade", status, toVersionId: "plv_new" });
const cancel = (status: OpenChange["status"]): OpenChange => ({ kind: "cancel", status, toVersionId: null });
const isNew = seen({ planVersionId: "plv_new" });
const ended = seen({ endedAt: day });

describe("a change", () => {
  test.each([
    ["an upgrade whose version shows is applied", upgrade("sent"), isNew, "applied"],
    ["also after it waited for its payment", upgrade("pending_payment"), isNew, "applied"],
    ["an upgrade that was not paid waits", upgrade("sent"), seen({ pendingUpdate: {} }), "pending_payment"],
    ["and is over when it is dropped", upgrade("pending_payment"), seen(), "abandoned"],
    ["an upgrade that does not show stays as it was sent", upgrade("sent"), seen(), "sent"],
    ["an upgrade of what has ended is over", upgrade("sent"), ended, "abandoned"],
    ["a downgrade with a schedule is planned", downgrade("sent"), seen({ stripeScheduleId: "s" }), "scheduled"],
    ["it is applied with its phase, schedule or not", downgrade("scheduled"), isNew, "applied"],
    ["a downgrade whose schedule is gone was undone", downgrade("scheduled"), seen(), "undone"],
    ["one that was only sent is not", downgrade("sent"), seen(), "sent"],
    ["a downgrade of what has ended is over", downgrade("scheduled"), ended, "abandoned"],
    ["the way down to nothing is planned", downgrade("sent"), seen({ cancelAt: day }), "scheduled"],
    ["and applied with the end", downgrade("scheduled"), seen({ cancelAt: day, endedAt: day }), "applied"],
    ["a cancellation is planned", cancel("sent"), seen({ cancelAt: day }), "scheduled"],
    ["applied with the end", cancel("scheduled"), ended, "applied"],
    ["undone when the subscription is kept, wherever that was done", cancel("scheduled"), seen(), "undone"],
    ["and not before it shows", cancel("sent"), seen(), "sent"],
  ])("%s", (_, change, subscription, status) => expect(nextChangeStatus(change, subscription)).toBe(status));
});
