import type postgres from "postgres";

/** The raw client or a transaction of it. */
export type Queries = postgres.ISql<{ bigint: number }>;
