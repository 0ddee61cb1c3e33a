import type { z } from "zod";
import { frozenWindow } from "@/lib/analytics/frozen-window";
import { ExportRequestsInput } from "@/lib/analytics/inputs";
import { requireOwnKey } from "@/lib/analytics/server/require-own-key";
import { selectRequests } from "@/lib/analytics/server/select-requests";
import { timeRange } from "@/lib/analytics/time-range";
import type { AnyRequest } from "@/lib/analytics/views";
import { csvLine } from "@/lib/csv-line";
import { parseInput } from "@/lib/parse-input";
import { authorizeMember } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/** A file ends here: a spreadsheet opens no more, and one reader keeps no connection for long. */
const maxExportedRows = 100_000;
const pageSize = 1_000;

type Page = Awaited<ReturnType<typeof selectRequests>>;

const columns = [
  "time",
  "request_id",
  "mode",
  "status",
  "code",
  "method",
  "api",
  "route",
  "key_id",
  "key",
  "units",
  "latency_ms",
  "calls",
] as const;

/**
 * The calls of the caller's tenant as CSV, a chunk a page: a comment line with zone, filters and as-of, the head, then
 * the rows that `listRequests` lists, newest first. Input is refused before the first chunk.
 */
export async function exportRequests(
  ctx: Ctx,
  input: z.input<typeof ExportRequestsInput>,
): Promise<AsyncGenerator<string, void>> {
  const tenant = authorizeMember(ctx, "usage:read");
  const given = parseInput(ExportRequestsInput, input);
  const { from, to, ...filter } = given;
  await requireOwnKey(tenant, filter.key);
  const window = frozenWindow({ from, to }, timeRange(filter.range, ctx.now));
  const readPage = (after: string | undefined) =>
    selectRequests({ ...filter, tenant, after }, { now: ctx.now, pageSize, window });
  const first = await readPage(undefined);
  const filters = Object.entries(given).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${Array.isArray(value) ? value.join("+") : value}`],
  );
  const note = `# Requests; times in UTC (ISO 8601); filters: ${filters.join(" ")}; as of ${ctx.now.toISOString()}`;
  return writeLines(note, first, readPage);
}

async function* writeLines(
  note: string,
  first: Page,
  readPage: (after: string) => Promise<Page>,
): AsyncGenerator<string, void> {
  yield csvLine([note]) + csvLine(columns);
  let written = 0;
  let page = first;
  for (;;) {
    yield page.rows.map(writeRow).join("");
    written += page.rows.length;
    if (page.next === null) return;
    if (written >= maxExportedRows) {
      yield csvLine([`# Ends after ${written} rows; the next is before ${page.rows.at(-1)?.decidedAt ?? ""}`]);
      return;
    }
    page = await readPage(page.next);
  }
}

const writeRow = (row: AnyRequest): string =>
  csvLine([
    row.decidedAt,
    row.requestId,
    row.mode,
    row.status,
    row.code,
    row.method,
    row.apiSlug,
    row.routePath,
    row.keyId,
    row.keyName,
    row.units,
    row.totalMs,
    row.weight,
  ]);
