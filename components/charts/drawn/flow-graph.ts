import type { Family } from "@/components/charts/families";
import type { FlowLink } from "@/components/charts/types";

export type FlowNode = { name: string; side: "from" | "to"; family: Family };
export type FlowGraph = {
  nodes: FlowNode[];
  links: { source: number; target: number; value: number; family: Family; href: string | undefined }[];
};

/** Nodes and ways by their places. An id may stand on both sides: a reason is never an outcome. */
export function flowGraph(links: readonly FlowLink[]): FlowGraph {
  const nodes: FlowNode[] = [];
  const places = new Map<string, number>();
  const place = (key: string, node: FlowNode): number => {
    const known = places.get(key);
    if (known !== undefined) return known;
    places.set(key, nodes.length);
    return nodes.push(node) - 1;
  };
  return {
    links: links.map(({ from, to, value, href }) => {
      const family = from.family ?? "allowed";
      return {
        source: place(`from ${from.id}`, { name: from.label, side: "from", family }),
        target: place(`to ${to.id}`, { name: to.label, side: "to", family: "allowed" }),
        ...{ value, family, href },
      };
    }),
    nodes,
  };
}
