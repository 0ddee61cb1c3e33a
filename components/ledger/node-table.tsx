import { Box } from "@mantine/core";
import { ConfirmDeed } from "@/components/deeds/confirm-deed";
import { type Column, DataTable } from "@/components/ui/data-table";
import { describeNumber } from "@/components/ui/describe-units";
import { EmptyState } from "@/components/ui/empty-state";
import { Mono } from "@/components/ui/mono";
import { RoleBadge } from "@/components/ui/role-badge";
import { Time } from "@/components/ui/time";
import type { NodeRow } from "@/lib/metering/views";

/** A node that holds nothing has simply stopped. */
const roleOf = ({ state, leases }: NodeRow) => (state === "live" ? "ok" : leases > 0 ? "warn" : "calm");

/** The gateway processes that write the ledger: how far each has come, and what still depends on it. */
export function NodeTable({ rows, mayAct }: { rows: readonly NodeRow[]; mayAct: boolean }) {
  const acts: Column<NodeRow> = {
    key: "acts",
    header: "Change",
    render: (node) =>
      node.state === "silent" && node.leases > 0 ? (
        <ConfirmDeed
          open="Declare lost"
          openAria={`Declare node ${node.nodeId} lost`}
          title="Declare this node lost"
          consequence={`Its ${node.leases === 1 ? "lease is" : `${node.leases} leases are`} written off, and others may use the units. Usage in its journal that the ledger has not seen is not counted, unless the node starts again with its data folder: then it is booked as overrun.`}
          asksReason
          submitLabel="Declare lost"
          done="The node was declared lost."
          deed={{ method: "POST", path: `/api/admin/ledger/nodes/${node.nodeId}/lost` }}
        />
      ) : (
        "–"
      ),
  };
  return (
    <DataTable
      label="Gateway nodes"
      rows={rows}
      rowKey={({ nodeId }) => nodeId}
      columns={[
        { key: "node", header: "Node", render: ({ nodeId }) => <Mono style={{ whiteSpace: "nowrap" }}>{nodeId}</Mono> },
        {
          key: "state",
          header: "State",
          render: (node) => (
            <Box miw={70}>
              <RoleBadge role={roleOf(node)}>{node.state}</RoleBadge>
            </Box>
          ),
        },
        { key: "door", header: "Door", wideOnly: true, render: ({ door }) => door },
        {
          key: "epoch",
          header: "Start no.",
          numeric: true,
          wideOnly: true,
          render: ({ epoch }) => describeNumber(epoch),
        },
        { key: "cursor", header: "Cursor", numeric: true, render: ({ lastSeq }) => describeNumber(lastSeq) },
        {
          key: "flushed",
          header: "In the ledger up to",
          render: ({ flushedUntil }) => (flushedUntil ? <Time at={flushedUntil} /> : "–"),
        },
        { key: "seen", header: "Last seen", render: ({ seenAt }) => <Time at={seenAt} /> },
        { key: "leases", header: "Leases", numeric: true, render: ({ leases }) => describeNumber(leases) },
        ...(mayAct ? [acts] : []),
      ]}
      empty={
        <EmptyState kind="nothing-yet" title="No gateway was seen in the last day">
          A gateway appears here with its first start, the portal's own door with the first call it takes.
        </EmptyState>
      }
    />
  );
}
