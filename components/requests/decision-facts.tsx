import { Paper, Text } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "@/components/requests/decision-facts.module.css";
import { describeNumber } from "@/components/ui/describe-units";
import { Mono } from "@/components/ui/mono";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import type { Decision } from "@/lib/analytics/decision-views";

/** Who called what, on which plan and clock, and where the time went. */
export function DecisionFacts({ decision }: { decision: Decision }) {
  const { receipt, details, clock } = decision;
  const { tenant, key, plan, feature, api } = receipt;
  const own = details.totalMs - (details.upstreamMs ?? 0);
  const facts: [string, ReactNode][] = [
    ["Request id", <Mono key="id">{receipt.requestId}</Mono>],
    ["Decided", <Time key="at" at={receipt.decidedAt} form="instant" timeZone={tenant?.timeZone} />],
    [
      "Tenant",
      tenant ? (
        <TextLink key="tenant" href={`/admin/tenants/${tenant.id}`}>
          {tenant.name}
        </TextLink>
      ) : (
        "nobody that is known"
      ),
    ],
    ["Key", key ? [key.name, " ", <Mono key="hint">{key.hint}</Mono>] : "–"],
    [
      "Route",
      <Mono key="route">
        {receipt.method} {receipt.routePath === null ? "unknown route" : `/${api?.slug ?? "?"}${receipt.routePath}`}
      </Mono>,
    ],
    ["Feature", feature?.name ?? "none: free"],
    [
      "Plan then",
      plan ? (
        <TextLink key="plan" href={`/admin/plans/${plan.id}`}>
          {plan.name}, version {plan.versionNumber}
        </TextLink>
      ) : (
        "none"
      ),
    ],
    ["Mode and class", `${receipt.mode ?? "unknown key"}, ${decision.class}`],
    ["Clock", clock ? describeClock(clock) : "–"],
    ["Upstream", receipt.upstreamStatus === null ? "not called" : `answered ${receipt.upstreamStatus}`],
    [
      "Time",
      `${describeNumber(receipt.totalMs)} ms: gate ${describeNumber(details.gateUs)} µs, ${
        details.upstreamMs === null
          ? "nothing forwarded"
          : `upstream ${describeNumber(details.upstreamMs)} ms, the rest ${describeNumber(Math.max(0, own))} ms`
      }`,
    ],
    ["Door", details.aborted ? `${details.door}; the caller left before the answer was whole` : details.door],
  ];
  if (details.clientRequestId) facts.push(["The caller's own id", <Mono key="own">{details.clientRequestId}</Mono>]);
  if (receipt.weight > 1)
    facts.push(["Stands for", `${describeNumber(receipt.weight)} equal refusals of the same minute, itself included`]);
  return (
    <Paper>
      <dl className={classes.facts}>
        {facts.map(([label, value]) => (
          <div key={label}>
            <Text component="dt" fz="sm" c="dimmed">
              {label}
            </Text>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Paper>
  );
}

function describeClock({ zone, offsetSeconds }: NonNullable<Decision["clock"]>): string {
  const periods = `periods by ${zone}`;
  if (offsetSeconds === 0) return `${periods}, real time`;
  return `${periods}, billing time ${(offsetSeconds / 86_400).toFixed(1)} days ahead today`;
}
