import { customType, timestamp } from "drizzle-orm/pg-core";

/** An instant, to the microsecond, always with its zone. */
export const instant = () => timestamp({ withTimezone: true, mode: "date" });

export const bytea = customType<{ data: Buffer }>({ dataType: () => "bytea" });
