/**
 * @typedef {{ name: string, n: number, p50Ms: number, p95Ms: number, worstMs: number }} Times
 * @typedef {{ pages: Times[], filters: Times[], hours: Times[], pageP95Ms: number, logFirstPageP95Ms: number,
 *   drilldownP95Ms: number, ingestRowsPerS: number }} Measured
 * @typedef {{ rows: number, seconds: Record<string, number>, size: { logMb: number, countsMb: number },
 *   measured: Measured, machine: Record<string, string> }} Results
 */

/** The named figures of a run, in the order in which they are printed last. @param {Results} results @returns {[string, string][]} */
export function figuresOf({ rows, size, measured }) {
  return [
    ["page_p95_ms", measured.pageP95Ms.toFixed(0)],
    ["log_first_page_p95_ms", measured.logFirstPageP95Ms.toFixed(0)],
    ["drilldown_p95_ms", measured.drilldownP95Ms.toFixed(0)],
    ["ingest_rows_per_s", measured.ingestRowsPerS.toFixed(0)],
    ["mb_per_million_rows", (((size.logMb + size.countsMb) / rows) * 1_000_000).toFixed(0)],
  ];
}

const meanings = {
  page_p95_ms: ["all that a page of figures asks for, 95th percentile over every page, window and filter, ms", "≤ 300"],
  log_first_page_p95_ms: ["first page of the log under each single filter, 95th percentile, ms", "≤ 400"],
  drilldown_p95_ms: ["rows and sums of any one hour of 90 days, 95th percentile, ms", "≤ 400"],
  ingest_rows_per_s: ["calls a second that two gateways' logs write, with their counts", "≥ 20,000"],
  mb_per_million_rows: ["log, its indexes and all counts, MB for a million calls", ""],
};

/** The run as a part of a Markdown page. @param {Results} results */
export function renderDashboards(results) {
  const { rows, seconds, size, measured, machine } = results;
  const number = (/** @type {number} */ value) => value.toLocaleString("en-US", { maximumFractionDigits: 1 });
  const row = (/** @type {(string | number)[]} */ cells) => `| ${cells.join(" | ")} |`;
  const figures = figuresOf(results).map(([name, value]) => {
    const [what = "", must = ""] = meanings[/** @type {keyof typeof meanings} */ (name)];
    return row([`\`${name}\``, what, `**${value}**`, must]);
  });
  const table = (/** @type {string} */ head, /** @type {Times[]} */ times) =>
    [
      row([head, "p50 ms", "p95 ms", "worst ms", "times"]),
      row(["---", "--:", "--:", "--:", "--:"]),
      ...times.map(({ name, p50Ms, p95Ms, worstMs, n }) =>
        row([name, number(p50Ms), number(p95Ms), number(worstMs), n]),
      ),
    ].join("\n");
  return `## Dashboards on ${number(rows)} calls

Written by \`npm run bench:analytics\`: ${number(rows)} calls of 500 tenants over 90 days, in a PostgreSQL of its own, asked
through the use cases that the pages call, with windows of 24 hours to 90 days and filters that chance picks. The log took
${number(size.logMb)} MB with its indexes, the counts ${number(size.countsMb)} MB. Writing the calls took
${number(seconds.written ?? 0)} s, counting them all anew ${number(seconds.counted ?? 0)} s.

${[row(["Figure", "What", "Measured", "Must"]), row(["---", "---", "---", "---"]), ...figures].join("\n")}

${table("Page and its window", measured.pages)}

${table("Filter of the log", measured.filters)}

${table("Drill-down", measured.hours)}

${[row(["", ""]), row(["---", "---"]), ...Object.entries(machine).map((entry) => row(entry))].join("\n")}
`;
}
