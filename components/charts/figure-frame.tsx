"use client";

import { Group, Paper, Text, Title } from "@mantine/core";
import { type ReactNode, useId } from "react";
import { AnnotationList } from "@/components/charts/annotation-list";
import { CsvLink } from "@/components/charts/csv-link";
import classes from "@/components/charts/figure-frame.module.css";
import type { FigureTable } from "@/components/charts/figure-table";
import { type Before, Legend } from "@/components/charts/legend";
import { TwinTable } from "@/components/charts/twin-table";
import type { Annotation, Series } from "@/components/charts/types";
import { ZoomButtons } from "@/components/charts/zoom-buttons";
import { describeShare } from "@/components/ui/describe-share";

type FigureFrameProps = {
  title: string;
  /** What the figure says, in one sentence with numbers: serves readers who do not see it. */
  sentence: ReactNode;
  table: FigureTable;
  /** Null where nothing in it is a time. */
  zone: string | null;
  height: number;
  csvHref?: string | undefined;
  legend?: readonly Series[] | undefined;
  annotations?: readonly Annotation[] | undefined;
  /** The window shown, where it can be narrowed and widened. */
  window?: { from: string; to: string } | undefined;
  /** How far the last step is, where it is in progress. */
  elapsed?: number | undefined;
  /** The thin, dashed line of the window before. */
  before?: Before | undefined;
  /** Nothing was counted: the sentence says so, and no empty axes are drawn. */
  isEmpty?: boolean | undefined;
  children: ReactNode;
};

/** What every figure has: a sentence, its zone, its numbers as a table and as a file, and a box that never changes height. */
export function FigureFrame(props: FigureFrameProps) {
  const {
    title,
    sentence,
    table,
    zone,
    height,
    csvHref,
    legend,
    annotations = [],
    window,
    elapsed = 1,
    before,
    children,
  } = props;
  const headingId = useId();
  return (
    <Paper component="section" aria-labelledby={headingId} className={classes.frame}>
      <Group justify="space-between" align="flex-start" gap="sm" wrap="nowrap">
        <Title order={2} fz="lg" id={headingId}>
          {title}
        </Title>
        {window ? <ZoomButtons {...window} title={title} /> : null}
      </Group>
      <Text fz="sm" c="dimmed" mt={2} mb="sm" component="div">
        {sentence}
      </Text>
      {props.isEmpty ? null : (
        <>
          {legend && legend.length + (before ? 1 : 0) > 1 ? <Legend series={legend} before={before} /> : null}
          <div aria-hidden className={classes.figure} style={{ height }}>
            {children}
          </div>
        </>
      )}
      <Group gap="md" mt={6} fz="xs" c="dimmed" className={classes.facts}>
        {zone ? <span>Times in {zone}</span> : null}
        {elapsed < 1 ? <span>Last step in progress, {describeShare(elapsed)}</span> : null}
        <CsvLink title={title} zone={zone} table={table} href={csvHref} />
      </Group>
      {annotations.length > 0 ? <AnnotationList annotations={annotations} zone={zone ?? "UTC"} /> : null}
      <TwinTable title={title} table={table} />
    </Paper>
  );
}
