"use client";

import { Anchor, Group, Stack, Text, Title } from "@mantine/core";
import Link from "next/link";
import { describePart, describeSpan, fewCalls } from "@/components/refusals/describe-rate";
import { linkTo, type Place } from "@/components/refusals/link-to";
import { DataTable } from "@/components/ui/data-table";
import { describeNumber } from "@/components/ui/describe-units";
import { EmptyState } from "@/components/ui/empty-state";
import { TextLink } from "@/components/ui/text-link";
import { useUrlState } from "@/components/ui/use-url-state";
import { type PartName, partNames } from "@/lib/analytics/refusal-names";
import type { RefusalPart } from "@/lib/analytics/refusal-views";

const words: Record<PartName, string> = {
  plan: "Plan",
  route: "Route",
  key: "Key",
  tenant: "Tenant",
  feature: "Feature",
  code: "Code",
};
const mostRows = 25;

type Props = {
  by: PartName;
  rows: readonly RefusalPart[];
  /** The log's page with the same window and filters, to which the part is added. */
  log: Place;
  csvHref: string;
};

/** The 402 rate of each part; a click makes it the page's filter. */
export function PartTable({ by, rows, log, csvHref }: Props) {
  const { href } = useUrlState();
  const word = words[by];
  return (
    <Stack gap="sm" component="section" aria-label={`402 rate by ${by}`}>
      <Group justify="space-between" gap="sm">
        <Title order={2} fz="lg">
          402 rate by {by}
        </Title>
        <Group gap="md" component="nav" aria-label="Divide by">
          {partNames.map((name) => (
            <TextLink
              key={name}
              href={href({ g: name === "plan" ? null : name })}
              scroll={false}
              fz="sm"
              fw={name === by ? 650 : 400}
              aria-current={name === by ? "true" : undefined}
            >
              {words[name]}
            </TextLink>
          ))}
        </Group>
      </Group>
      <DataTable
        label={`402 rate by ${by}`}
        rows={rows.slice(0, mostRows)}
        rowKey={({ name }) => name}
        columns={[
          {
            key: "label",
            header: word,
            render: ({ name, label }) =>
              name === "none" && by === "tenant" ? (
                label
              ) : (
                <Anchor component={Link} href={href({ [by]: name })} scroll={false} title={`Only ${label}`}>
                  {label}
                </Anchor>
              ),
          },
          {
            key: "refused",
            header: "Refused",
            numeric: true,
            render: ({ name, refused }) => (
              <Anchor component={Link} href={linkTo(log, { class: "money", [by]: name })} prefetch={false}>
                {describeNumber(refused)}
              </Anchor>
            ),
          },
          { key: "eligible", header: "Asked", numeric: true, render: ({ eligible }) => describeNumber(eligible) },
          {
            key: "rate",
            header: "402 rate",
            numeric: true,
            render: ({ refused, eligible }) => describePart(refused, eligible),
          },
          {
            key: "interval",
            header: "95%, if calls were independent",
            numeric: true,
            wideOnly: true,
            render: ({ interval, eligible }) => (interval && eligible >= fewCalls ? describeSpan(interval) : "–"),
          },
        ]}
        empty={
          <EmptyState kind="filtered" title="Nobody asked for a feature with these filters">
            Take a filter out, or look at a longer window.
          </EmptyState>
        }
        footer={
          <Group justify="space-between" gap="sm">
            <Text fz="xs" c="dimmed">
              {rows.length > mostRows
                ? `The ${mostRows} most refused of ${describeNumber(rows.length)}; the file holds all.`
                : ""}
            </Text>
            <Anchor href={csvHref} download fz="xs" aria-label={`402 rate by ${by} as CSV`}>
              CSV
            </Anchor>
          </Group>
        }
      />
    </Stack>
  );
}
