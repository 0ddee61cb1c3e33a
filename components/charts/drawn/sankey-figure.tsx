"use client";

import { useRouter } from "next/navigation";
import { useMemo } from "react";
import { ResponsiveContainer, Sankey, type SankeyLinkProps, type SankeyNodeProps, Tooltip } from "recharts";
import { type FlowGraph, type FlowNode, flowGraph } from "@/components/charts/drawn/flow-graph";
import { TimeTooltip } from "@/components/charts/drawn/time-tooltip";
import type { FlowLink } from "@/components/charts/types";
import { describeNumber } from "@/components/ui/describe-units";

/** For the eye and the pointer: every way, with its link, stands in the table too. */
export function SankeyFigure({ links, unit }: { links: readonly FlowLink[]; unit: string }) {
  const router = useRouter();
  const graph = useMemo(() => flowGraph(links), [links]);
  return (
    <ResponsiveContainer width="100%" height="100%">
      <Sankey
        data={graph}
        accessibilityLayer={false}
        nodePadding={26}
        nodeWidth={10}
        sort={false}
        margin={{ top: 12, right: 4, bottom: 12, left: 4 }}
        node={drawNode}
        link={drawLink}
        onClick={(item, kind) => {
          const href = kind === "link" ? (item.payload as unknown as FlowGraph["links"][number]).href : undefined;
          if (href) router.push(href);
        }}
      >
        <Tooltip
          isAnimationActive={false}
          content={({ active, payload }) => {
            const given = payload?.[0];
            return active && given ? (
              <TimeTooltip
                head={String(given.name)}
                elapsed={1}
                lines={[{ name: "value", label: unit, family: "allowed", shown: describeNumber(Number(given.value)) }]}
              />
            ) : null;
          }}
        />
      </Sankey>
    </ResponsiveContainer>
  );
}

/** Names stand inside, on a rim of the ground, so that they also fit on a phone. */
function drawNode({ x, y, width, height, payload }: SankeyNodeProps) {
  const { name, side, family, value } = payload as typeof payload & FlowNode;
  const isFrom = side === "from";
  return (
    <g>
      <rect x={x} y={y} width={width} height={Math.max(2, height)} rx={2} fill={`var(--chart-${family})`} />
      <text
        x={isFrom ? x + width + 6 : x - 6}
        y={y + height / 2}
        dy="0.35em"
        textAnchor={isFrom ? "start" : "end"}
        style={{
          fill: "var(--mantine-color-text)",
          stroke: "var(--card-ground)",
          strokeWidth: 3,
          paintOrder: "stroke",
          pointerEvents: "none",
        }}
      >
        {name} · {describeNumber(Number(value))}
      </text>
    </g>
  );
}

function drawLink(link: SankeyLinkProps) {
  const { sourceX, targetX, sourceY, targetY, sourceControlX, targetControlX, linkWidth, payload } = link;
  const { family, href } = payload as unknown as FlowGraph["links"][number];
  return (
    <path
      d={`M${sourceX},${sourceY} C${sourceControlX},${sourceY} ${targetControlX},${targetY} ${targetX},${targetY}`}
      fill="none"
      stroke={`var(--chart-${family})`}
      strokeOpacity={0.35}
      strokeWidth={Math.max(1, linkWidth)}
      style={href ? { cursor: "pointer" } : {}}
    />
  );
}
