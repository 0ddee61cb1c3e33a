"use client";

import type { ReactNode } from "react";
import { FigureFrame } from "@/components/charts/figure-frame";
import { FlowBars } from "@/components/charts/flow-bars";
import { SankeyFigure } from "@/components/charts/lazy-figures";
import type { FlowLink } from "@/components/charts/types";
import { describeNumber } from "@/components/ui/describe-units";

type SankeyChartProps = {
  title: string;
  /** What the figure says, in one sentence with numbers. */
  sentence: ReactNode;
  /** What flows: "episodes". */
  unit: string;
  links: readonly FlowLink[];
  csvHref?: string | undefined;
};

/** A flow of so few ways is read faster as bars. */
const mostAsBars = 3;

/** What became of what: each way as wide as what took it. */
export function SankeyChart({ title, sentence, unit, links, csvHref }: SankeyChartProps) {
  const flowing = links.filter(({ value }) => value > 0);
  const asBars = flowing.length <= mostAsBars;
  const sides = Math.max(
    new Set(flowing.map(({ from }) => from.id)).size,
    new Set(flowing.map(({ to }) => to.id)).size,
  );
  return (
    <FigureFrame
      {...{ title, sentence, csvHref }}
      zone={null}
      height={asBars ? Math.max(1, flowing.length) * 44 : Math.max(220, sides * 56)}
      table={{
        headers: ["From", "To", unit.charAt(0).toUpperCase() + unit.slice(1)],
        rows: links.map(({ from, to, value, href }) => ({
          key: `${from.id} ${to.id}`,
          cells: [
            { shown: from.label, value: from.label },
            { shown: to.label, value: to.label },
            { shown: describeNumber(value), value, href },
          ],
        })),
      }}
    >
      {asBars ? <FlowBars links={flowing} /> : <SankeyFigure links={flowing} unit={unit} />}
    </FigureFrame>
  );
}
