import type { BadRow } from "@/lib/server/bad-row";
import { log } from "@/lib/server/log";

/** One row degrades its own tenant and nobody else; the operator must hear of it. */
export const reportBadRow = (err: BadRow): void =>
  log().error({ alarm: "bad_row", kind: err.kind, id: err.id, err }, "a row of the store cannot be used");
