import { bigint, customType, timestamp } from "drizzle-orm/pg-core";

/** An instant, to the microsecond, always with its zone. */
export const instant = () => timestamp({ withTimezone: true, mode: "date" });

/** An amount in minor units of a currency. */
export const minor = () => bigint({ mode: "number" });

/** An amount in microcredits. */
export const micro = () => bigint({ mode: "number" });

export const bytea = customType<{ data: Buffer }>({ dataType: () => "bytea" });
