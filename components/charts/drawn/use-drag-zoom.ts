import { useState } from "react";
import { useUrlState } from "@/components/ui/use-url-state";

type Steps = readonly { start: string; end: string; elapsed: number }[];
type Pointed = { activeTooltipIndex?: string | number | null | undefined };

const indexOf = ({ activeTooltipIndex: index }: Pointed): number | null =>
  index === null || index === undefined || index === "" ? null : Number(index);

/** Dragging over a figure freezes the page's window to the steps that it covers. */
export function useDragZoom(steps: Steps, isOn: boolean) {
  const { set } = useUrlState();
  const [dragged, setDragged] = useState<{ from: number; to: number } | null>(null);
  if (!isOn) return { dragged: null, handlers: {} };
  const [first, last] = dragged ? [Math.min(dragged.from, dragged.to), Math.max(dragged.from, dragged.to)] : [0, 0];
  const finish = () => {
    setDragged(null);
    const [start, end] = [steps[first], steps[last]];
    if (first === last || !start || !end) return;
    const until = end.elapsed < 1 ? Date.now() : Date.parse(end.end);
    set({ from: new Date(start.start).toISOString(), to: new Date(until).toISOString(), range: null });
  };
  return {
    dragged: dragged && first !== last ? { from: steps[first]?.start ?? "", to: steps[last]?.start ?? "" } : null,
    handlers: {
      onMouseDown: (at: Pointed) => {
        const index = indexOf(at);
        if (index !== null) setDragged({ from: index, to: index });
      },
      onMouseMove: (at: Pointed) => {
        const index = indexOf(at);
        if (dragged && index !== null && index !== dragged.to) setDragged({ ...dragged, to: index });
      },
      onMouseUp: finish,
      onMouseLeave: () => setDragged(null),
      style: { cursor: "crosshair", userSelect: "none" as const },
    },
  };
}
