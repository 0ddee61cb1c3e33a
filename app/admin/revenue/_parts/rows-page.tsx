import { Anchor, Group, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { AsOfStamp } from "@/components/scope/as-of-stamp";
import { PageHeader } from "@/components/ui/page-header";

type Props = {
  title: string;
  back: { href: string; label: string };
  /** What the rows are, their window and what they add up to. */
  sentence: ReactNode;
  csvHref: string;
  asOf: string;
  zone: string;
  children: ReactNode;
};

/** The rows behind a number: named, added up, dated, and as a file. */
export function RowsPage({ title, back, sentence, csvHref, asOf, zone, children }: Props) {
  return (
    <>
      <PageHeader title={title} back={back} />
      <Group justify="space-between" align="baseline" gap="sm" mb="md">
        <Text component="div" maw={860}>
          {sentence}
        </Text>
        <Group gap="md">
          <AsOfStamp asOf={asOf} zone={zone} lag={null} />
          <Anchor href={csvHref} download fz="sm" aria-label={`${title} as CSV`}>
            CSV
          </Anchor>
        </Group>
      </Group>
      {children}
    </>
  );
}
