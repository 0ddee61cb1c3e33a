import { Anchor, Text, Title } from "@mantine/core";
import type { Metadata } from "next";
import { after } from "next/server";
import { signInPath } from "@/app/_auth/sign-in-path";
import { CodeBlock } from "@/app/(public)/_parts/code-block";
import { pageSpeaker } from "@/app/(public)/_parts/page-speaker";
import styles from "@/app/(public)/_parts/public.module.css";
import { Section } from "@/app/(public)/_parts/section";
import { FixList } from "@/app/(public)/receipts/[requestId]/_parts/fix-list";
import { GateTable } from "@/app/(public)/receipts/[requestId]/_parts/gate-table";
import { openReceipt } from "@/app/(public)/receipts/[requestId]/_parts/open-receipt";
import { ReceiptFacts } from "@/app/(public)/receipts/[requestId]/_parts/receipt-facts";
import { describeRefusal } from "@/lib/analytics/describe-refusal";
import type { Receipt } from "@/lib/analytics/receipt";
import { noteReceiptOpened } from "@/lib/analytics/server/episodes/note-receipt-opened";
import { findRefusalState } from "@/lib/analytics/server/find-refusal-state";
import { coveringPlans, suggestFixes } from "@/lib/analytics/suggest-fixes";
import { currentMode } from "@/lib/billing/server/stripe/current-mode";
import type { PublicPlan } from "@/lib/catalog/public-plan";
import { listPublicPlans } from "@/lib/catalog/server/list-public-plans";
import { codes } from "@/lib/errors";
import { codeSamples } from "@/lib/messages/code-samples";
import { sayCode } from "@/lib/messages/say-code";
import type { Speaker } from "@/lib/messages/speaker";

type Props = {
  params: Promise<{ requestId: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

const tokenOf = async (searchParams: Props["searchParams"]) => {
  const { t } = await searchParams;
  return typeof t === "string" ? t : null;
};

export async function generateMetadata({ params, searchParams }: Props): Promise<Metadata> {
  const [opened, { pages }] = await Promise.all([
    openReceipt((await params).requestId, await tokenOf(searchParams)),
    pageSpeaker(),
  ]);
  const isAllowed = "receipt" in opened && opened.receipt.code === null;
  return {
    title: isAllowed ? pages.receipt.allowedTitle : pages.receipt.refusedTitle,
    robots: { index: false, follow: false },
    referrer: "no-referrer",
  };
}

/** "Why was this call refused?": one decision, for whoever holds its link. */
export default async function ReceiptPage({ params, searchParams }: Props) {
  const opened = await openReceipt((await params).requestId, await tokenOf(searchParams));
  const [speaker, plans] = await Promise.all([pageSpeaker(), listPublicPlans()]);
  if ("recording" in opened) return <Recording speaker={speaker} />;
  const { receipt, reader } = opened;
  // Staff who look change nothing of what the tenant did.
  if (reader !== "staff") after(() => noteReceipt(receipt));
  const words = speaker.pages.receipt;
  return (
    <article className={styles.narrow}>
      <Text className={styles.mono}>
        {receipt.status} {receipt.code ?? ""}
      </Text>
      <Title order={1} mb="sm">
        {receipt.code ? words.refusedTitle : words.allowedTitle}
      </Title>
      <Text size="lg">{sayReceipt(receipt, plans, speaker)}</Text>
      <Section title={words.facts.title}>
        <div className={styles.card}>
          <ReceiptFacts receipt={receipt} speaker={speaker} linksKey={reader === "member"} />
        </div>
        {receipt.weight > 1 && (
          <Text mt="xs" size="sm">
            {speaker.say(words.weight, { count: { kind: "number", value: receipt.weight } })}
          </Text>
        )}
      </Section>
      {receipt.gates.length > 0 && (
        <Section title={words.gates.title}>
          <GateTable receipt={receipt} speaker={speaker} />
          {reader === "link" && (
            <Text mt="xs" size="sm">
              {words.gates.signedOut}{" "}
              <Anchor underline="always" href={signInPath(`/receipts/${receipt.requestId}`)}>
                {speaker.pages.site.signIn}
              </Anchor>
            </Text>
          )}
        </Section>
      )}
      {receipt.code && <RefusalParts receipt={receipt} plans={plans} speaker={speaker} />}
      {receipt.code && <ForDevelopers code={receipt.code} speaker={speaker} />}
    </article>
  );
}

async function noteReceipt({ tenant, feature, code, decidedAt }: Receipt): Promise<void> {
  if (!tenant || code === null) return;
  const call = { tenantId: tenant.id, featureId: feature?.id ?? null, code, decidedAt };
  await noteReceiptOpened(call, new Date());
}

type RefusalProps = { receipt: Receipt; plans: readonly PublicPlan[]; speaker: Speaker };

/** One sentence: what happened. */
function sayReceipt(receipt: Receipt, plans: readonly PublicPlan[], { pages, say, locale }: Speaker): string {
  const words = pages.receipt;
  if (receipt.code) {
    const planNames = coveringPlans(receipt, plans).map(({ plan }) => plan.name);
    const { variant, params } = describeRefusal(receipt, planNames);
    const detail = sayCode(receipt.code, variant, params, locale);
    // Not through `say`, which cuts values as if people had typed them: the sentence is the catalogue's own.
    return words.refused.replace("{detail}", () => detail);
  }
  const status = { kind: "text", value: String(receipt.status) } as const;
  if (receipt.units === 0) return say(words.allowedFree, { status });
  const { unit: one = "unit", unitPlural: other = "units" } = receipt.feature ?? {};
  const count = { kind: "number", value: receipt.units } as const;
  return say(words.allowed, { status, count, unit: { kind: "unit", one, other, count: receipt.units } });
}

async function RefusalParts({ receipt, plans, speaker }: RefusalProps) {
  const state = await findRefusalState(receipt, new Date());
  const words = speaker.pages.receipt;
  return (
    <>
      <Section title={words.fixes.title}>
        <FixList
          fixes={suggestFixes(receipt, plans, { byCard: currentMode() !== "manual" })}
          receipt={receipt}
          speaker={speaker}
        />
      </Section>
      <Section title={words.still.title}>
        <Text>{words.still[state]}</Text>
      </Section>
    </>
  );
}

function ForDevelopers({ code, speaker }: { code: NonNullable<Receipt["code"]>; speaker: Speaker }) {
  const words = speaker.pages.receipt.developers;
  const { retry } = codes[code];
  return (
    <Section title={words.title}>
      <Text mb="sm">
        {words.retry} {speaker.messages.retry[retry]}
      </Text>
      <CodeBlock label={words.handler}>{codeSamples[retry]}</CodeBlock>
    </Section>
  );
}

/** The row is on its way: the page asks again by itself, without script. */
function Recording({ speaker }: { speaker: Speaker }) {
  const { recording } = speaker.pages.receipt;
  return (
    <article className={styles.narrow}>
      <meta httpEquiv="refresh" content="2" />
      <Title order={1} mb="sm">
        {recording.title}
      </Title>
      <Text>{recording.text}</Text>
    </article>
  );
}
