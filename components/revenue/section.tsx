import { Anchor, Group, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

type Props = {
  id: string;
  title: string;
  /** What it counts, and what its numbers say. */
  sentence: ReactNode;
  csvHref?: string | undefined;
  children: ReactNode;
};

/** A table of a page of figures with its heading, its sentence and its file. */
export function Section({ id, title, sentence, csvHref, children }: Props) {
  return (
    <div>
      <Group justify="space-between" align="baseline" gap="sm">
        <Title order={2} size="h3" id={id}>
          {title}
        </Title>
        {csvHref ? (
          <Anchor href={csvHref} download fz="xs" aria-label={`${title} as CSV`}>
            CSV
          </Anchor>
        ) : null}
      </Group>
      <Text fz="sm" c="dimmed" mt={2} mb="sm" component="div" maw={860}>
        {sentence}
      </Text>
      {children}
    </div>
  );
}
