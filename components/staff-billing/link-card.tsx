import { Card, Group, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { ConfirmDeed } from "@/components/deeds/confirm-deed";
import { EndpointDialog } from "@/components/staff-billing/endpoint-dialog";
import { Mono } from "@/components/ui/mono";
import { RoleBadge } from "@/components/ui/role-badge";
import { Time } from "@/components/ui/time";
import type { BillingLinkView } from "@/lib/billing/staff-views";

const modes: Record<BillingLinkView["mode"], string> = {
  sandbox: "local sandbox, made-up cards and money",
  test: "Stripe, test mode",
  live: "Stripe, live",
  manual: "by hand, no payment provider",
};

const problems: Record<string, string> = {
  other_account:
    "The key is of another Stripe account than this database belongs to. Put the old key back, or begin anew with this one. Calls are not affected; nothing is bought or changed meanwhile.",
  key_refused: "Stripe refuses the key. Check STRIPE_SECRET_KEY. Calls are not affected.",
  no_answer: "Stripe does not answer. It is asked again by itself; calls are not affected.",
};

const count = (amount: number, one: string) => `${amount} ${one}${amount === 1 ? "" : "s"}`;

/** Where payments go, how this installation hears of them, and why billing is off if it is. */
export function LinkCard({ link, mayChange }: { link: BillingLinkView; mayChange: boolean }) {
  const isOff = link.problem !== null;
  return (
    <Card withBorder component="section" aria-labelledby="link-title">
      <Group justify="space-between" align="flex-start">
        <Group gap="sm">
          <Title order={2} size="h3" id="link-title">
            Payments
          </Title>
          <RoleBadge role={isOff ? "act" : link.mode === "manual" ? "calm" : "ok"}>
            {isOff ? "off" : link.mode === "manual" ? "by hand" : "on"}
          </RoleBadge>
        </Group>
        {mayChange && !isOff && !link.takesWebhooks && (link.mode === "test" || link.mode === "live") && (
          <EndpointDialog />
        )}
        {link.mayStartFresh && mayChange && (
          <ConfirmDeed
            open="Begin anew with this account"
            title="Begin anew with this Stripe account"
            consequence="What is known of the earlier account is put away: customers, cards and prices are made anew in this one, on first use. Subscriptions there go on charging until they are cancelled there."
            asksReason
            submitLabel="Begin anew"
            done="Billing uses the account that answers now."
            deed={{ method: "POST", path: "/api/admin/billing-link/fresh" }}
            button={{ variant: "default" }}
          />
        )}
      </Group>
      {isOff && (
        <Text mt="xs" role="alert">
          {problems[link.problem ?? ""] ?? `It does not work: ${link.problem}.`}
        </Text>
      )}
      <Stack gap={4} mt="sm">
        <Fact name="Mode">{modes[link.mode]}</Fact>
        {link.mode !== "manual" && (
          <>
            <Fact name="Account">{link.accountId === null ? "not asked yet" : <Mono>{link.accountId}</Mono>}</Fact>
            {link.apiVersion !== null && (
              <Fact name="API version">
                <Mono>{link.apiVersion}</Mono>
              </Fact>
            )}
            <Fact name="Hears of payments">
              {link.takesWebhooks ? "by signed webhooks" : "by asking"}
              {link.pollEverySeconds !== null &&
                `${link.takesWebhooks ? ", and asks" : ""} every ${link.pollEverySeconds < 120 ? `${link.pollEverySeconds} s` : `${Math.round(link.pollEverySeconds / 60)} min`}`}
            </Fact>
            <Fact name="Last event">{link.lastEventAt === null ? "none yet" : <Time at={link.lastEventAt} />}</Fact>
            <Fact name="Checked">{link.checkedAt === null ? "not yet" : <Time at={link.checkedAt} />}</Fact>
            <Fact name="Waiting">{`${count(link.waitingEvents, "event")}, ${count(link.openCommands, "command")}; ${count(link.deadEvents, "event")} given up`}</Fact>
          </>
        )}
      </Stack>
    </Card>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <Group gap="md" wrap="nowrap" align="baseline">
      <Text fz="sm" c="dimmed" w={150} style={{ flexShrink: 0 }}>
        {name}
      </Text>
      <Text fz="sm" component="div">
        {children}
      </Text>
    </Group>
  );
}
