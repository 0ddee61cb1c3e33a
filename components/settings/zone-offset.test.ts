import { expect, test } from "vitest";
import { zoneOffset } from "@/components/settings/zone-offset";

test.each([
  ["2026-11-21T12:00:00Z", "Europe/Berlin", "UTC+01:00"],
  ["2026-07-21T12:00:00Z", "Europe/Berlin", "UTC+02:00"],
  ["2026-11-21T12:00:00Z", "Asia/Kathmandu", "UTC+05:45"],
  ["2026-11-21T12:00:00Z", "America/St_Johns", "UTC−03:30"],
  ["2026-11-21T12:00:00Z", "UTC", "UTC±00:00"],
])("at %s the clocks of %s are at %s", (at, zone, offset) => expect(zoneOffset(new Date(at), zone)).toBe(offset));
