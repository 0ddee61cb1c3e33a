import { Stack, Text } from "@mantine/core";
import classes from "@/components/ledger/alarm-line.module.css";
import { Mono } from "@/components/ui/mono";
import type { Finding, LedgerRule } from "@/lib/metering/ledger-rules";

/** Where the ledger does not agree with itself about one tenant; draws nothing while it does. */
export function TenantFindings({ findings }: { findings: readonly (Finding & { rule: LedgerRule })[] }) {
  if (findings.length === 0) return null;
  return (
    <section className={classes.line} aria-labelledby="tenant-findings-title">
      <Text fw={650} id="tenant-findings-title">
        The ledger does not agree about this tenant
      </Text>
      <Stack component="ul" gap={4} m={0} p={0} style={{ listStyle: "none" }}>
        {findings.map(({ rule, subject, text }) => (
          <Text component="li" fz="sm" key={`${rule} ${subject} ${text}`}>
            <Mono fw={650}>{rule}</Mono> <Mono>{subject}</Mono> {text}
          </Text>
        ))}
      </Stack>
    </section>
  );
}
