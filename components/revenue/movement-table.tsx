import { describeStart } from "@/components/charts/describe-step";
import { describeMoney } from "@/components/revenue/describe-revenue";
import { Whole } from "@/components/revenue/whole";
import { DataTable } from "@/components/ui/data-table";
import { TextLink } from "@/components/ui/text-link";
import { quickRatio } from "@/lib/analytics/metrics/movement-rows";
import type { MovementKind } from "@/lib/analytics/metrics/mrr-movement";
import type { MovementView, RevenueStep } from "@/lib/analytics/revenue-views";

type Props = {
  view: MovementView;
  currency: string;
  /** The lines behind one cell. */
  hrefOf: (step: RevenueStep, kind?: MovementKind) => string;
  payersHrefOf: (step: RevenueStep) => string;
};

const columns: { kind: MovementKind; header: string; isLoss: boolean }[] = [
  { kind: "new", header: "New", isLoss: false },
  { kind: "expansion", header: "Expansion", isLoss: false },
  { kind: "reactivation", header: "Reactivation", isLoss: false },
  { kind: "contraction", header: "Contraction", isLoss: true },
  { kind: "churn", header: "Churn", isLoss: true },
];

/** "2.4", "no losses", or a dash where nothing moved. */
export const describeQuickRatio = (ratio: number | "none" | null): string =>
  ratio === null ? "–" : ratio === "none" ? "no losses" : ratio.toFixed(1);

/** The numbers of the movement, the latest step first; every sum leads to its tenants. Days without any are left out. */
export function MovementTable({ view, currency, hrefOf, payersHrefOf }: Props) {
  const hasMoved = (step: RevenueStep) =>
    view.step === "month" ? step.startMinor > 0 || step.endMinor > 0 || moved(step) : moved(step);
  return (
    <DataTable
      label="Movement of MRR by step"
      rows={view.steps.filter(hasMoved).toReversed()}
      rowKey={(step) => step.start}
      phone="scroll"
      columns={[
        {
          key: "start",
          header: view.step === "month" ? "Month" : "Day",
          render: (step) => (
            <TextLink href={hrefOf(step)}>
              {describeStart(step.start, view.step, view.zone)}
              {step.elapsed < 1 ? ", so far" : ""}
            </TextLink>
          ),
        },
        {
          key: "before",
          header: "MRR before",
          numeric: true,
          render: (step) => describeMoney(step.startMinor, currency),
        },
        ...columns.map(({ kind, header, isLoss }) => ({
          key: kind,
          header,
          numeric: true,
          render: (step: RevenueStep) => {
            const amount = step[`${kind}Minor`];
            if (amount === 0) return "–";
            return (
              <TextLink href={hrefOf(step, kind)}>
                <Whole>
                  {describeMoney(isLoss ? -amount : amount, currency)} ({step.tenants[kind]})
                </Whole>
              </TextLink>
            );
          },
        })),
        {
          key: "after",
          header: "MRR at its end",
          numeric: true,
          render: (step) => (
            <TextLink href={payersHrefOf(step)}>
              <Whole>
                {describeMoney(step.endMinor, currency)} ({step.payersAtEnd})
              </Whole>
            </TextLink>
          ),
        },
        {
          key: "quick",
          header: "Quick ratio",
          numeric: true,
          render: (step) => describeQuickRatio(quickRatio(step)),
        },
      ]}
    />
  );
}

const moved = (step: RevenueStep) => columns.some(({ kind }) => step[`${kind}Minor`] > 0);
