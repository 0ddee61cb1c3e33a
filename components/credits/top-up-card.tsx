import { Button, List, ListItem, Text } from "@mantine/core";
import { money } from "@/components/billing/describe-money";
import { StateLine } from "@/components/billing/state-line";
import { describeTopUp } from "@/components/credits/describe-top-up";
import { TopUpDialog } from "@/components/credits/top-up-form";
import { ConfirmDeed } from "@/components/deeds/confirm-deed";
import { describeCause } from "@/components/invoices/describe-cause";
import { Time } from "@/components/ui/time";
import { memberPath } from "@/lib/billing/client/queries";
import type { CreditPackView, TopUpView } from "@/lib/billing/views";

const attemptWords: Record<string, string> = {
  claimed: "under way",
  unknown: "being checked",
  paid: "paid",
  failed: "failed",
  needs_action: "wants a confirmation",
};

type Props = {
  tenantId: string;
  topUp: TopUpView;
  packs: readonly CreditPackView[];
  card: string | null;
  mayWrite: boolean;
};

/** The rule, where it stands, and its last attempts. */
export function TopUpCard({ tenantId, topUp, packs, card, mayWrite }: Props) {
  return (
    <>
      <StateLine told={describeTopUp(topUp)}>
        {mayWrite && (
          <>
            {topUp.state === "needs_action" && topUp.payUrl !== null && (
              <Button component="a" href={topUp.payUrl}>
                Confirm the payment
              </Button>
            )}
            {packs.length > 0 && <TopUpDialog tenantId={tenantId} topUp={topUp} packs={packs} card={card} />}
            {topUp.state !== "off" && (
              <ConfirmDeed
                open="Switch off"
                openAria="Switch off automatic top-up"
                title="Switch off automatic top-up"
                consequence="Nothing is bought by itself any more. Credits that were bought stay."
                submitLabel="Switch off"
                done="The automatic top-up is off."
                deed={{ method: "DELETE", path: memberPath(tenantId, "top-up") }}
                calm
                button={{ variant: "default" }}
              />
            )}
          </>
        )}
      </StateLine>
      {topUp.attempts.length > 0 && (
        <>
          <Text fz="sm" fw={550} mt="sm">
            Last attempts
          </Text>
          <List size="sm" aria-label="Last attempts of the automatic top-up">
            {topUp.attempts.map((attempt) => (
              <ListItem key={attempt.id}>
                <Time at={attempt.at} form="moment" />: {money(attempt.amount)}{" "}
                {attemptWords[attempt.status] ?? attempt.status}
                {attempt.cause !== null && `. ${describeCause(attempt.cause)}`}
              </ListItem>
            ))}
          </List>
        </>
      )}
    </>
  );
}
