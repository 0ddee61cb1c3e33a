import { z } from "zod";

const firstMs = Date.UTC(1970, 0, 1);
const endMs = Date.UTC(10_000, 0, 1);

/** An instant in ISO 8601 with its zone, from 1970 to 9999 in UTC: the years that the database reads as we write them. */
export const instantInput = z.iso
  .datetime({ offset: true, abort: true, message: "must be an instant such as 2026-11-21T10:00:00Z" })
  .refine((text) => {
    const ms = Date.parse(text);
    return ms >= firstMs && ms < endMs;
  }, "must lie between the years 1970 and 9999");
