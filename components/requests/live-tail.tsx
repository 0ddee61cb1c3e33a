"use client";

import { Button, Group, Switch, Text, VisuallyHidden } from "@mantine/core";
import { IconArrowUp } from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { countNewer, describeNewer, type ShownRows } from "@/components/requests/count-newer";
import { useSingleKey } from "@/components/requests/use-single-key";
import type { NewerRequests } from "@/lib/analytics/request-views";
import { fetchJson } from "@/lib/client/fetch-json";

type Props = {
  /** Address of the calls since an instant, with the page's filters; `since` is added. */
  path: string;
  asOf: string;
  shown: ShownRows;
  /** Why this page cannot wait for new calls: another place or window than the newest. */
  unfit: string | null;
};

const everyMs = 2_000;
const longestMs = 10 * 60_000;
/** Rows may reach the log so much later than others that were decided after them. */
const lateMs = 15_000;
const tellMs = 10_000;

type Pause = "scrolled" | "hidden" | "tired" | "away" | null;
const pauses: Record<Exclude<Pause, null>, string> = {
  scrolled: "Paused while you read further down.",
  hidden: "Paused in the background.",
  tired: "Paused after 10 minutes.",
  away: "The portal does not answer; trying again.",
};

/** Waits for new calls and says how many there are; they come into the page when they are asked for, never before. */
export function LiveTail({ path, asOf, shown, unfit }: Props) {
  const router = useRouter();
  const [isOn, setOn] = useState(false);
  const [newer, setNewer] = useState({ count: 0, more: false });
  const [pause, setPause] = useState<Pause>(null);
  const [told, setTold] = useState("");
  const startedMs = useRef(0);
  const runs = isOn && unfit === null;
  const isTired = pause === "tired";
  const toggle = () => {
    startedMs.current = Date.now();
    setPause(null);
    setOn(!isOn);
  };
  useSingleKey("l", () => {
    if (unfit === null) toggle();
  });
  // The page was drawn anew: what was waiting is in it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the page's instant is the event.
  useEffect(() => setNewer({ count: 0, more: false }), [asOf]);
  useEffect(() => {
    if (!runs || isTired) return;
    let isOver = false;
    let isAsking = false;
    const ask = async () => {
      if (Date.now() - startedMs.current > longestMs) return setPause("tired");
      if (document.visibilityState === "hidden") return setPause("hidden");
      if (window.scrollY > 600) return setPause("scrolled");
      if (isAsking) return;
      isAsking = true;
      try {
        const since = Date.parse(asOf) - lateMs;
        const found = await fetchJson<NewerRequests>(`${path}${path.includes("?") ? "&" : "?"}since=${since}`);
        if (isOver) return;
        setPause(null);
        setNewer(countNewer(found, shown));
      } catch {
        if (!isOver) setPause("away");
      } finally {
        isAsking = false;
      }
    };
    void ask();
    const timer = setInterval(() => void ask(), everyMs);
    return () => {
      isOver = true;
      clearInterval(timer);
    };
  }, [runs, isTired, path, asOf, shown]);
  const said = newer.count > 0 ? `${describeNewer(newer)} calls` : "";
  const latest = useRef(said);
  latest.current = said;
  useEffect(() => {
    if (!runs) return setTold("");
    const timer = setInterval(() => setTold(latest.current), tellMs);
    return () => clearInterval(timer);
  }, [runs]);
  return (
    <Group gap="sm">
      {runs && newer.count > 0 ? (
        <Button
          size="xs"
          radius="xl"
          leftSection={<IconArrowUp size={14} aria-hidden />}
          onClick={() => {
            startedMs.current = Date.now();
            window.scrollTo({ top: 0 });
            router.refresh();
          }}
        >
          {describeNewer(newer)}
        </Button>
      ) : null}
      {runs && pause !== null ? (
        <Text fz="sm" c="dimmed">
          {pauses[pause]}
        </Text>
      ) : null}
      {isTired && runs ? (
        <Button
          size="xs"
          variant="default"
          onClick={() => {
            startedMs.current = Date.now();
            setPause(null);
          }}
        >
          Go on
        </Button>
      ) : null}
      <Switch
        label="Live"
        aria-keyshortcuts="l"
        checked={runs}
        disabled={unfit !== null}
        description={unfit ?? undefined}
        onChange={toggle}
      />
      <VisuallyHidden role="status">{told}</VisuallyHidden>
    </Group>
  );
}
