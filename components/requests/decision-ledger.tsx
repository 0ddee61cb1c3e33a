import { Stack, Text } from "@mantine/core";
import { DataTable } from "@/components/ui/data-table";
import { describeNumber } from "@/components/ui/describe-units";
import { Mono } from "@/components/ui/mono";
import { Time } from "@/components/ui/time";
import type { Decision } from "@/lib/analytics/decision-views";

/** What was booked for the call: its event, what each account paid of it, and the transfers of its batch. */
export function DecisionLedger({ decision: { receipt, details, event, draws, transfers } }: { decision: Decision }) {
  const { unit: one = "unit", unitPlural = "units" } = receipt.feature ?? {};
  const say = (amount: number, name: string | null) => {
    const units = name === "microcredit" ? "micro-credits" : amount === 1 ? one : unitPlural;
    return `${describeNumber(amount)} ${units}`;
  };
  if (!event) {
    return (
      <Text c="dimmed">
        {receipt.code
          ? "Nothing was booked: a refused call costs nothing."
          : details.metered
            ? "Metered; its event is on its way to the ledger."
            : "Nothing was booked: this call is not metered."}
      </Text>
    );
  }
  return (
    <Stack gap="sm">
      <Text>
        Outcome <Mono>{event.outcome}</Mono>, cost {say(event.cost, null)}
        {event.billable ? "" : ", not billable"}
        {event.late ? ", after its period was sealed" : ""}. Admitted{" "}
        <Time at={event.admittedAt} form="instant" timeZone={receipt.tenant?.timeZone} />, booked{" "}
        <Time at={event.appliedAt} form="instant" timeZone={receipt.tenant?.timeZone} /> by <Mono>{event.nodeId}</Mono>.
      </Text>
      {draws.length > 0 ? (
        <DataTable
          label="Draws"
          rows={draws}
          rowKey={({ accountId }) => accountId}
          columns={[
            { key: "account", header: "Paid by account", render: ({ accountId }) => <Mono>{accountId}</Mono> },
            { key: "kind", header: "Kind", render: ({ kind }) => kind ?? "–" },
            {
              key: "cost",
              header: "Amount",
              numeric: true,
              render: (row) => say(row.cost, row.unit),
            },
            {
              key: "period",
              header: "Period",
              render: ({ periodStart, periodEnd }) =>
                periodStart ? (
                  <>
                    <Time at={periodStart} form="day" timeZone={receipt.tenant?.timeZone} /> –{" "}
                    {periodEnd ? <Time at={periodEnd} form="day" timeZone={receipt.tenant?.timeZone} /> : "open"}
                  </>
                ) : (
                  "–"
                ),
            },
            { key: "lease", header: "Lease", wideOnly: true, render: ({ leaseId }) => <Mono>{leaseId ?? "–"}</Mono> },
          ]}
        />
      ) : null}
      {transfers.length > 0 ? (
        <>
          <Text fz="sm" c="dimmed">
            Transfers of these accounts in the batch that booked it; an amount is the whole batch's.
          </Text>
          <DataTable
            label="Transfers"
            rows={transfers}
            rowKey={({ transferId }) => String(transferId)}
            columns={[
              { key: "id", header: "Transfer", render: ({ transferId }) => <Mono>{transferId}</Mono> },
              { key: "kind", header: "Kind", render: ({ kind }) => kind.replaceAll("_", " ") },
              { key: "from", header: "From", wideOnly: true, render: ({ fromAccount }) => <Mono>{fromAccount}</Mono> },
              { key: "to", header: "To", wideOnly: true, render: ({ toAccount }) => <Mono>{toAccount}</Mono> },
              {
                key: "amount",
                header: "Amount",
                numeric: true,
                render: (row) => say(row.amount, row.unit),
              },
            ]}
          />
        </>
      ) : null}
    </Stack>
  );
}
