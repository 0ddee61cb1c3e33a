import type { Sql } from "@/db/connect";
import { log } from "@/lib/server/log";
import { within } from "@/lib/server/within";

export type FeedChange =
  | { id: number; subject: "catalog" | "tenant" | "key"; subjectId: string; tenantId: string | null }
  /** Changes were missed: everything held in memory is in doubt. */
  | { subject: "all" };

export type ChangeFeed = {
  /** Milliseconds since the database last answered the feed. */
  gapMs(): number;
  close(): Promise<void>;
};

const pollMs = 500;
const answerMs = 2_000;

/**
 * Follows `control_change`: listens on a connection of its own, and polls by id every 500 ms because notifications
 * have no backlog. Ids are handed out in commit order without holes, so a hole means that rows were pruned meanwhile.
 * @param sql a pool for the feed alone, so that no slow statement can stand before a poll.
 */
export async function openChangeFeed(sql: Sql, onChange: (change: FeedChange) => void): Promise<ChangeFeed> {
  let lastId =
    (await sql<{ lastId: number }[]>`select coalesce(max(id), 0) as "lastId" from control_change`)[0]?.lastId ?? 0;
  let contactMs = performance.now();
  let running: Promise<void> | null = null;
  let again = false;
  let away = false;
  let closed = false;

  async function readNew(): Promise<void> {
    const query = sql<Exclude<FeedChange, { subject: "all" }>[]>`
      select id, subject, subject_id as "subjectId", tenant_id as "tenantId"
        from control_change where id > ${lastId} order by id limit 1000`;
    try {
      const askedMs = performance.now();
      const changes = await within(answerMs, query);
      contactMs = askedMs;
      if (away) log().info("the store answers again");
      away = false;
      for (const change of changes) {
        if (change.id !== lastId + 1) onChange({ subject: "all" });
        lastId = change.id;
        onChange(change);
      }
      if (changes.length === 1000) again = true;
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
    async close() {
      closed = true;
      clearInterval(timer);
      clearInterval(relisten);
      await running;
    },
  };
}
