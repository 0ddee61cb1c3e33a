import { Group, Stack, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { DownloadButton } from "@/components/requests/download-button";
import { LiveTail } from "@/components/requests/live-tail";
import { LogFigure } from "@/components/requests/log-figure";
import { LogPages } from "@/components/requests/log-pages";
import { PasteRequestId } from "@/components/requests/paste-request-id";
import { RequestTable } from "@/components/tenants/request-table";
import { CodeBlock } from "@/components/ui/code-block";
import { CopyButton } from "@/components/ui/copy-button";
import { describeMoment } from "@/components/ui/describe-time";
import { describeNumber } from "@/components/ui/describe-units";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import type { RequestPage, RequestSummary } from "@/lib/analytics/request-views";
import { idTime } from "@/lib/id";

type Props = {
  page: RequestPage;
  /** Null where one call was asked for. */
  summary: RequestSummary | null;
  /** The page's own address and its API's, without query, and the query that both take. */
  path: string;
  apiPath: string;
  query: Readonly<Record<string, string>>;
  /** Kept in links besides the query: the tenant of a person who has several. */
  scope?: Readonly<Record<string, string>>;
  portalUrl: string;
  gatewayUrl: string;
  /** Where one call is shown: its id stands between. */
  callHref: { base: string; end: string };
  withTenant?: boolean;
  keyHref?: (keyId: string) => string;
  children: ReactNode;
};

/** The log: figure, totals, rows and places, whoever reads it. */
export function LogView({ page, summary, path, apiPath, query, scope = {}, children, ...props }: Props) {
  const { after: _after, before: _before, ...filters } = query;
  const addressOf = (to: string, values: Readonly<Record<string, string>>) => {
    const text = new URLSearchParams({ ...values, ...scope }).toString();
    return text ? `${to}?${text}` : to;
  };
  const isPlaced = query.after !== undefined || query.before !== undefined;
  const unfit =
    page.range === null || query.request
      ? "Needs a window that moves with the time."
      : isPlaced
        ? "Needs the newest page."
        : null;
  const shown = { ids: page.rows.map(({ requestId }) => requestId), oldest: page.rows.at(-1)?.decidedAt ?? null };
  const curl = `curl -H "Cookie: $SESSION" "${props.portalUrl}${addressOf(apiPath, query)}"`;
  return (
    <Stack gap="md">
      <PasteRequestId hrefBase={props.callHref.base} hrefEnd={props.callHref.end} />
      <div>{children}</div>
      {summary ? <LogFigure summary={summary} label="Calls by status" /> : null}
      <Group justify="space-between" gap="sm" align="flex-start">
        <Text fz="sm" style={{ flex: "1 1 320px" }}>
          {describeTotals(page, summary, isPlaced)}
        </Text>
        <Group gap="sm" align="flex-start">
          <LiveTail path={addressOf(`${apiPath}/newer`, filters)} asOf={page.asOf} shown={shown} unfit={unfit} />
          <CopyButton value={curl} label="as curl" labelled />
          <DownloadButton
            href={addressOf(`${apiPath}.csv`, filters)}
            leftSection={<IconDownload size={16} aria-hidden />}
          >
            CSV
          </DownloadButton>
        </Group>
      </Group>
      <RequestTable
        label="Requests"
        rows={page.rows}
        withTenant={props.withTenant ?? false}
        callHref={(id) => `${props.callHref.base}${id}${props.callHref.end}`}
        {...(props.keyHref && { keyHref: props.keyHref })}
        empty={<NoRows page={page} query={filters} path={addressOf(path, {})} gatewayUrl={props.gatewayUrl} />}
        footer={<LogPages page={page} hrefOf={(place) => addressOf(path, { ...filters, ...place })} />}
      />
    </Stack>
  );
}

/** How many calls there are, on how many rows where the page holds all of them, and since when the log has rows. */
function describeTotals(page: RequestPage, summary: RequestSummary | null, isPlaced: boolean): string {
  const { rows, keptSince, zone } = page;
  const isWhole = page.next === null && !isPlaced;
  const count = (n: number, one: string) => `${describeNumber(n)} ${n === 1 ? one : `${one}s`}`;
  const held = count(rows.length, "row");
  const said = summary ? `${count(summary.calls, "call")}${isWhole ? ` on ${held}` : ""}.` : `${held}.`;
  if (keptSince === null || !summary) return said;
  return `${said} The log holds rows since ${describeMoment(new Date(keptSince), zone)}; older rows have aged out, and the figure still counts them.`;
}

type NoRowsProps = { page: RequestPage; query: Readonly<Record<string, string>>; path: string; gatewayUrl: string };

/** Why no row is listed: aged out, filtered away, or nothing has happened yet. */
function NoRows({ page, query, path, gatewayUrl }: NoRowsProps) {
  const clear = <LinkButton href={path}>Show all calls</LinkButton>;
  const { keptSince, zone } = page;
  if (keptSince !== null && page.to <= keptSince) {
    const what = query.request
      ? `This id is of ${describeMoment(idTime(query.request), zone)}.`
      : `This window ended on ${describeMoment(new Date(page.to), zone)}.`;
    return (
      <EmptyState kind="unavailable" title="The rows of this time have aged out" action={clear}>
        {what} The log holds rows since {describeMoment(new Date(keptSince), zone)}.
      </EmptyState>
    );
  }
  const names = Object.keys(query).filter((name) => !["range", "from", "to", "tz"].includes(name));
  if (names.length > 0) {
    return (
      <EmptyState kind="filtered" title="No call matches these filters" action={clear}>
        Looked for {names.map((name) => `${name} ${query[name]}`).join(", ")}
        {query.request ? "." : " in this window. Clear a filter, or look at a longer time."}
      </EmptyState>
    );
  }
  return (
    <EmptyState kind="nothing-yet" title="No calls in this time">
      Calls appear here a moment after they were answered.
      <CodeBlock code={`curl -H "Authorization: Bearer $KEY" ${gatewayUrl}/…`} />
    </EmptyState>
  );
}
