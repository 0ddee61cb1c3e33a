import { Anchor, Group, Paper, Text, Title } from "@mantine/core";
import { describePart } from "@/components/refusals/describe-rate";
import { linkTo, type Place } from "@/components/refusals/link-to";
import { DataTable } from "@/components/ui/data-table";
import { describeNumber } from "@/components/ui/describe-units";
import { TextLink } from "@/components/ui/text-link";
import type { OtherClass } from "@/lib/analytics/metrics/refusal-sums";
import type { RefusalsView } from "@/lib/analytics/refusal-views";

const words: Record<OtherClass, [status: string, text: string]> = {
  auth: ["401", "Key missing, unknown or expired"],
  policy: ["403", "Not allowed by scope, network or state"],
  rate: ["429", "Too fast, or a limit that nothing on sale extends"],
  unknown: ["5xx", "The gate could not decide"],
};

type Props = { view: RefusalsView; log: Place; csvHref: string };

/** Refusals that are not for money, beside the rate and never in it. */
export function OtherRefusals({ view, log, csvHref }: Props) {
  const rows = (Object.keys(words) as OtherClass[]).map((name) => ({ name, calls: view.others[name] }));
  return (
    <Paper component="section" aria-labelledby="others-title">
      <Group justify="space-between">
        <Title order={2} fz="lg" id="others-title">
          Other refusals
        </Title>
        <Anchor href={csvHref} download fz="xs" aria-label="Other refusals as CSV">
          CSV
        </Anchor>
      </Group>
      <Text fz="sm" c="dimmed" mb="sm">
        In no 402 rate. Caps: {describePart(view.caps.refused, view.caps.asked)} of calls met a limit of the tenant's
        own
        {view.caps.refused > 0 ? (
          <>
            {" "}
            (
            <TextLink href={linkTo(log, { class: "cap" })} fz="sm" underline="always">
              {describeNumber(view.caps.refused)} calls
            </TextLink>
            )
          </>
        ) : null}
        .
      </Text>
      <DataTable
        label="Other refusals"
        rows={rows}
        rowKey={({ name }) => name}
        columns={[
          { key: "status", header: "Status", render: ({ name }) => words[name][0] },
          { key: "what", header: "What it was", render: ({ name }) => words[name][1] },
          {
            key: "calls",
            header: "Calls",
            numeric: true,
            render: ({ name, calls }) => (
              <TextLink href={linkTo(log, { class: name })}>{describeNumber(calls)}</TextLink>
            ),
          },
        ]}
      />
    </Paper>
  );
}
