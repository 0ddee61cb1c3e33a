import type { Sql } from "@/db/connect";
import { stepAlerts } from "@/lib/analytics/server/alerts/step-alerts";
import type { AlertRule, Evidence, RunningAlert } from "@/lib/analytics/server/alerts/types";
import { newId } from "@/lib/id";

/** Writes what one look at the rules changes, in one transaction. */
export async function keepAlerts(
  sql: Sql,
  found: readonly Evidence[],
  looked: ReadonlySet<AlertRule>,
  now: Date,
): Promise<{ opened: number; closed: number }> {
  return sql.begin(async (tx) => {
    const running = await tx<RunningAlert[]>`
      select id, rule, object, is_open as "isOpen", clean_rounds as "cleanRounds" from alert
       where closed_at is null for update`;
    let [opened, closed] = [0, 0];
    for (const step of stepAlerts(running, found, looked)) {
      switch (step.do) {
        case "begin": {
          const { rule, object, sentence, href } = step.evidence;
          await tx`
            insert into alert (id, rule, object, sentence, href, is_open, first_at, opened_at, seen_at)
            values (${newId("alert", now)}, ${rule}, ${object}, ${sentence}, ${href}, ${step.isOpen}, ${now},
                    ${step.isOpen ? now : null}, ${now})`;
          opened += step.isOpen ? 1 : 0;
          break;
        }
        case "hold": {
          const { sentence, href } = step.evidence;
          await tx`
            update alert set sentence = ${sentence}, href = ${href}, seen_at = ${now}, clean_rounds = 0, is_open = true,
                   opened_at = coalesce(opened_at, ${now}) where id = ${step.id}`;
          opened += step.opens ? 1 : 0;
          break;
        }
        case "clean":
          await tx`
            update alert set clean_rounds = ${step.cleanRounds}, is_open = ${!step.closes},
                   closed_at = ${step.closes ? now : null} where id = ${step.id}`;
          closed += step.closes ? 1 : 0;
          break;
        case "forget":
          await tx`delete from alert where id = ${step.id}`;
      }
    }
    return { opened, closed };
  });
}
