import { Box, Group, Paper, Text, Title } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import type { OperatorLine } from "@/lib/analytics/signals/views";

/** What of the installation itself needs a person: broken rules of the ledger, and alerts that are open. */
export function OperatorLines({ lines }: { lines: readonly OperatorLine[] }) {
  if (lines.length === 0) return null;
  return (
    <Paper component="section" aria-labelledby="operator-lines">
      <Title order={2} size="h3" mb="xs" id="operator-lines">
        The installation
      </Title>
      <Box component="ul" m={0} p={0} style={{ listStyle: "none" }}>
        {lines.map(({ id, sentence, href, since }) => (
          <Group component="li" key={id} gap={8} wrap="nowrap" align="flex-start" py={4}>
            <IconAlertTriangle size={18} color="var(--role-act-text)" style={{ flexShrink: 0 }} aria-hidden />
            <Text fz="sm" component="div">
              <TextLink href={href} underline="always">
                {sentence}
              </TextLink>{" "}
              Since <Time at={since} />.
            </Text>
          </Group>
        ))}
      </Box>
    </Paper>
  );
}
