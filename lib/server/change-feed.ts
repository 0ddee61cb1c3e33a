import type { Sql } from "@/db/connect";
import { log } from "@/lib/server/log";
import { within } from "@/lib/server/within";

export type FeedChange =
  /** `recall`: another node asks for the idle part of leases on the ledger account that `subjectId` names. */
  | { subject: "catalog" | "tenant" | "key" | "recall"; subjectId: string; tenantId: string | null }
  /** Changes were missed, or are not understood: everything held in memory is in doubt. */
  | { subject: "all" };
type Row = { headId: number; id: number | null; subject: string; subjectId: string; tenantId: string | null };

export type ChangeFeed = {
  /** Milliseconds since the database last answered the feed. */
  gapMs(): number;
  /** Resolves when all that was committed before has been told, or could not be read. */
  catchUp(): Promise<void>;
  close(): Promise<void>;
};

const pollMs = 500;
const answerMs = 2_000;
const maxRows = 1_000;

const isKnown = (subject: string): subject is "catalog" | "tenant" | "key" | "recall" =>
  subject === "catalog" || subject === "tenant" || subject === "key" || subject === "recall";

/**
 * Follows `control_change`: listens on a connection of its own, and polls by id every 500 ms because notifications
 * have no backlog. Ids are handed out in commit order without holes, so a hole means that rows were pruned meanwhile;
 * a head that went back means that the database was replaced by an older copy of itself.
 * @param sql a pool for the feed alone, so that no slow statement can stand before a poll.
 */
export async function openChangeFeed(sql: Sql, onChange: (change: FeedChange) => void): Promise<ChangeFeed> {
  let lastId = (await sql<{ lastId: number }[]>`select last_id as "lastId" from control_head`)[0]?.lastId ?? 0;
  let contactMs = performance.now();
  let running: Promise<void> | null = null;
  let again = false;
  let away = false;
  let closed = false;

  /** A change that cannot be applied must not hold up those behind it. */
  function tell(change: FeedChange): void {
    try {
      onChange(change);
    } catch (err) {
      log().error({ err, subject: change.subject }, "a change could not be applied");
    }
  }

  async function readNew(): Promise<void> {
    const query = sql<Row[]>`
      select head.last_id as "headId", change.id, change.subject, change.subject_id as "subjectId",
             change.tenant_id as "tenantId"
        from control_head head
        left join lateral (select * from control_change where id > ${lastId} order by id limit ${maxRows}) change on true
       order by change.id`;
    try {
      const askedMs = performance.now();
      const rows = await within(answerMs, query);
      contactMs = askedMs;
      if (away) log().info("the store answers again");
      away = false;
      const headId = rows[0]?.headId ?? 0;
      if (headId < lastId) {
        log().error({ alarm: "database_restored", lastId, headId }, "the database is older than it was");
        lastId = headId;
        tell({ subject: "all" });
        again = true;
        return;
      }
      for (const { id, subject, subjectId, tenantId } of rows) {
        if (id === null) continue;
        if (id !== lastId + 1) tell({ subject: "all" });
        lastId = id;
        tell(isKnown(subject) ? { subject, subjectId, tenantId } : { subject: "all" });
      }
      if (rows.length === maxRows) again = true;
    } catch (err) {
      if (!closed && !away) log().error({ err }, "the store does not answer; calls are refused until it does");
      away = true;
    }
  }

  /** One read at a time; a notification during a read asks for one more. */
  function poll(): void {
    again = true;
    if (running || closed) return;
    running = (async () => {
      while (again && !closed) {
        again = false;
        await readNew();
      }
      running = null;
    })();
  }

  const timer = setInterval(poll, pollMs);
  let listening = false;
  // The driver subscribes again after a cut connection, but not when the first attempt or a repeat fails: ask again.
  const listen = async () => {
    try {
      await sql.listen("faregate_change", poll, () => {
        listening = true;
        poll();
      });
    } catch {
      listening = false;
    }
  };
  await listen();
  const relisten = setInterval(() => {
    if (!listening && !closed) void listen();
  }, 5_000);

  return {
    gapMs: () => performance.now() - contactMs,
    catchUp() {
      poll();
      return running ?? Promise.resolve();
    },
    async close() {
      closed = true;
      clearInterval(timer);
      clearInterval(relisten);
      await running;
    },
  };
}
