import { Anchor, Button, Text } from "@mantine/core";
import styles from "@/app/(public)/_parts/public.module.css";
import type { Receipt } from "@/lib/analytics/receipt";
import type { Fix } from "@/lib/analytics/suggest-fixes";
import type { Speaker } from "@/lib/messages/speaker";

type Line = { title: string; effects: string[]; rel: string | null };

/** What would have passed: each with its price, its effect and when it takes effect. The best one is the button. */
export function FixList({ fixes, receipt, speaker }: { fixes: readonly Fix[]; receipt: Receipt; speaker: Speaker }) {
  const words = speaker.pages.receipt.fixes;
  const lines = fixes.map((fix) => describeFix(fix, receipt, speaker));
  const query = `?tenant=${receipt.tenant?.id ?? ""}&from=${receipt.requestId}`;
  if (lines.length === 0) return <Text>{words.none}</Text>;
  const best = lines.findIndex(({ rel }) => rel !== null);
  return (
    <ul className={styles.plain}>
      {lines.map(({ title, effects, rel }, index) => (
        <li key={title} className={styles.card} style={{ marginBottom: 10 }}>
          {rel === null && <Text fw={650}>{title}</Text>}
          {rel !== null && index === best && (
            <Button component="a" href={`/go/${rel}${query}`} mb="xs" h="auto" py="xs">
              {title}
            </Button>
          )}
          {rel !== null && index !== best && (
            <Text fw={650}>
              <Anchor underline="always" href={`/go/${rel}${query}`}>
                {title}
              </Anchor>
            </Text>
          )}
          <Text size="sm" className={styles.quiet}>
            {effects.join(" ")}
          </Text>
        </li>
      ))}
    </ul>
  );
}

function describeFix(fix: Fix, { feature, tenant }: Receipt, { pages, messages, say }: Speaker): Line {
  const words = pages.receipt.fixes;
  switch (fix.kind) {
    case "plan": {
      const title = say(words.plan, {
        planName: { kind: "text", value: fix.plan.name },
        price: { kind: "money", value: fix.plan.price },
        interval: { kind: "text", value: pages.pricing[fix.plan.interval] },
      });
      return { title, effects: [describeUnits(fix, feature, words, say), words.planEffect], rel: fix.rel };
    }
    case "wait":
      return {
        title: say(words.wait, {
          resetsAt: { kind: "date", value: fix.resetsAt, timeZone: tenant?.timeZone ?? "UTC" },
        }),
        effects: [words.waitEffect],
        rel: null,
      };
    case "credits":
      return { title: words.credits, effects: [words.creditsEffect], rel: "top-up" };
    case "invoice": {
      const { actions, codes } = messages;
      return { title: actions.pay_invoice, effects: [codes.subscription_past_due.whatToDo], rel: "pay-invoice" };
    }
    case "key":
      return { title: words.key, effects: [words.keyEffect], rel: "manage-key" };
    case "contact":
      return { title: words.contact, effects: [words.contactEffect], rel: fix.rel.replaceAll("_", "-") };
  }
}

function describeUnits(
  { units }: Extract<Fix, { kind: "plan" }>,
  feature: Receipt["feature"],
  words: Speaker["pages"]["receipt"]["fixes"],
  say: Speaker["say"],
): string {
  if (feature?.kind !== "meter") return words.planOpens;
  const unit = { kind: "unit", one: feature.unit, other: feature.unitPlural, count: units ?? 2 } as const;
  if (units === null) return say(words.planUnlimited, { unit });
  return say(words.planUnits, { count: { kind: "number", value: units }, unit });
}
