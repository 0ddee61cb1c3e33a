import { Anchor } from "@mantine/core";
import type { ReactNode } from "react";
import styles from "@/app/(public)/_parts/public.module.css";
import type { Receipt } from "@/lib/analytics/receipt";
import { formatInstant } from "@/lib/messages/format-values";
import type { Speaker } from "@/lib/messages/speaker";

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  );
}

/** `linksKey`: the reader may open the key in the console. */
type Props = { receipt: Receipt; speaker: Speaker; linksKey: boolean };

/** What was called, when, with which key and on which plan. */
export function ReceiptFacts({ receipt, speaker, linksKey }: Props) {
  const { facts } = speaker.pages.receipt;
  const { code, status, plan, key, api, tenant } = receipt;
  const planVersion = plan && {
    planName: { kind: "text" as const, value: plan.name },
    version: { kind: "number" as const, value: plan.versionNumber },
  };
  return (
    <dl className={styles.facts}>
      <Fact label={facts.answer}>
        <span className={styles.mono}>
          {status}{" "}
          {code && (
            <Anchor underline="always" href={`/errors/${code}`}>
              {code}
            </Anchor>
          )}
        </span>
      </Fact>
      <Fact label={facts.time}>
        <time dateTime={receipt.decidedAt.toISOString()}>{formatInstant(receipt.decidedAt, speaker.locale)}</time>
      </Fact>
      {api && <Fact label={facts.api}>{api.name}</Fact>}
      <Fact label={facts.route}>
        <span className={styles.mono}>
          {receipt.method} {receipt.routePath ?? facts.unknownRoute}
        </span>
      </Fact>
      {tenant && <Fact label={facts.tenant}>{tenant.name}</Fact>}
      {planVersion && <Fact label={facts.plan}>{speaker.say(facts.planVersion, planVersion)}</Fact>}
      {key?.hint && (
        <Fact label={facts.key}>
          {linksKey ? (
            <Anchor underline="always" href={`/console/keys/${key.id}${tenant ? `?tenant=${tenant.id}` : ""}`}>
              {key.name}
            </Anchor>
          ) : (
            key.name
          )}{" "}
          <span className={styles.mono}>{key.hint}</span>
        </Fact>
      )}
      {receipt.mode === "test" && <Fact label={facts.mode}>{facts.testMode}</Fact>}
      <Fact label={facts.requestId}>
        <span className={styles.mono}>{receipt.requestId}</span>
      </Fact>
    </dl>
  );
}
