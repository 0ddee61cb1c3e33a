"use client";

import { Skeleton } from "@mantine/core";
import dynamic from "next/dynamic";

const loading = () => <Skeleton height="100%" animate={false} />;

// The compiler reads the options of each where it stands, so they are written out.
export const BandFigure = dynamic(
  () => import("@/components/charts/drawn/figures").then(({ figures }) => figures.BandFigure),
  {
    ssr: false,
    loading,
  },
);
export const RateFigure = dynamic(
  () => import("@/components/charts/drawn/figures").then(({ figures }) => figures.RateFigure),
  {
    ssr: false,
    loading,
  },
);
export const SankeyFigure = dynamic(
  () => import("@/components/charts/drawn/figures").then(({ figures }) => figures.SankeyFigure),
  {
    ssr: false,
    loading,
  },
);
export const SurvivalFigure = dynamic(
  () => import("@/components/charts/drawn/figures").then(({ figures }) => figures.SurvivalFigure),
  {
    ssr: false,
    loading,
  },
);
export const TimeFigure = dynamic(
  () => import("@/components/charts/drawn/figures").then(({ figures }) => figures.TimeFigure),
  {
    ssr: false,
    loading,
  },
);
