"use client";

import {
  Button,
  Card,
  Grid,
  GridCol,
  Group,
  NumberInput,
  Select,
  Stack,
  Text,
  Textarea,
  TextInput,
  Title,
} from "@mantine/core";
import { useForm } from "@mantine/form";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useDeed } from "@/components/deeds/use-deed";
import { DraftFeatureLine } from "@/components/plans/draft-feature-line";
import { DraftTrialFields } from "@/components/plans/draft-trial-fields";
import { PricingCard } from "@/components/plans/pricing-card";
import { ProblemAlert } from "@/components/ui/problem-alert";
import { checkDraftForm, closeDraftForm, type DraftForm, openDraftForm } from "@/lib/catalog/draft-form";
import type { FeatureView, PlanDetail, VersionView } from "@/lib/catalog/views";

type Props = { plan: PlanDetail; draft: VersionView; features: readonly FeatureView[] };

const intervals = [
  { value: "month", label: "Each month" },
  { value: "year", label: "Each year" },
];

/** The draft of a plan: the form on the left, what a tenant would see on the right. The live version is untouched. */
export function DraftEditor({ plan, draft, features }: Props) {
  const router = useRouter();
  const { act, busy, error } = useDeed();
  const form = useForm<DraftForm>({ initialValues: openDraftForm(draft, features), validate: checkDraftForm });
  const save = async (values: DraftForm, review: boolean) => {
    const body = closeDraftForm(values, draft.updatedAt);
    const deed = { method: "PUT" as const, path: `/api/admin/plans/${plan.id}/draft`, body };
    const outcome = await act<VersionView>(deed, "The draft was saved. Nobody is affected before it is published.");
    if ("error" in outcome) return;
    form.resetDirty();
    if (review) router.push(`/admin/plans/${plan.id}/draft/review`);
  };
  return (
    <form onSubmit={form.onSubmit((values) => save(values, true))} noValidate>
      <Grid gap="md">
        <GridCol span={{ base: 12, md: 8 }}>
          <Stack gap="md">
            <Card withBorder component="section" aria-label="Price and limits">
              <Title order={2} size="h3" mb="sm">
                Price and rate
              </Title>
              <Group align="start" grow preventGrowOverflow={false}>
                <TextInput label="Price" inputMode="decimal" required miw={130} {...form.getInputProps("price")} />
                <TextInput label="Currency" maxLength={3} required miw={90} {...form.getInputProps("currency")} />
                <Select
                  label="Due"
                  data={intervals}
                  allowDeselect={false}
                  miw={130}
                  {...form.getInputProps("interval")}
                />
                <NumberInput
                  label="Requests a minute"
                  placeholder="No limit"
                  min={1}
                  allowDecimal={false}
                  miw={150}
                  {...form.getInputProps("ratePerMinute")}
                />
              </Group>
              <DraftTrialFields form={form} />
            </Card>
            <Card withBorder component="section" aria-label="Features">
              <Title order={2} size="h3" mb="sm">
                Features
              </Title>
              {form.values.features.length === 0 && (
                <Text size="sm" c="dimmed">
                  There are no features yet. Create one under Features first.
                </Text>
              )}
              {form.values.features.map((line, index) => (
                <DraftFeatureLine key={line.featureId} form={form} line={line} index={index} />
              ))}
            </Card>
            <Card withBorder>
              <Textarea
                label="A sentence for tenants on what changed"
                autosize
                minRows={2}
                {...form.getInputProps("note")}
              />
            </Card>
            <ProblemAlert error={error} />
          </Stack>
        </GridCol>
        <GridCol span={{ base: 12, md: 4 }}>
          <Stack gap="md" pos="sticky" top={68}>
            <PricingCard name={plan.name} description={plan.description} form={form.values} />
            <Button type="submit" loading={busy}>
              Save and review
            </Button>
            <Button variant="default" loading={busy} onClick={() => form.onSubmit((values) => save(values, false))()}>
              Save draft
            </Button>
            <Button component={Link} href={`/admin/plans/${plan.id}`} variant="subtle">
              Back to the plan
            </Button>
          </Stack>
        </GridCol>
      </Grid>
    </form>
  );
}
