import { connect } from "@/db/connect";
import { env } from "@/lib/env";
import { fillLog } from "@/scripts/bench/analytics/fill-log";
import { makeMarket } from "@/scripts/bench/analytics/make-market";
import { runTool } from "@/scripts/run-tool";

const tenants = 500;
const days = 90;

/**
 * Fills the log of 500 tenants over 90 days with so many rows, counts them, folds their runs of refusals and scores the
 * tenants, as the worker would. Answers how long each took, how large the tables are, and whom to ask about.
 */
async function fill(now: Date, rows: number) {
  const sql = connect(env(), { max: 4, name: "bench-fill" });
  const market = await makeMarket(sql, now, tenants, days);
  const seconds = await fillLog(sql, { now, rows, days, market });
  const [size] = await sql<{ logMb: number; countsMb: number }[]>`
    select round((select sum(pg_total_relation_size(i.inhrelid)) from pg_inherits i
                   where i.inhparent = 'request_log'::regclass) / 1e6)::float8 as "logMb",
           round((pg_total_relation_size('roll_quarter') + pg_total_relation_size('roll_hour')
                  + pg_total_relation_size('roll_day')) / 1e6)::float8 as "countsMb"`;
  await sql.end();
  return { ...market, seconds, size };
}

void runTool(() => fill(new Date(), Number(process.argv[2])));
