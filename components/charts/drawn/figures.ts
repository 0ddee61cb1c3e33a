import { BandFigure } from "@/components/charts/drawn/band-figure";
import { RateFigure } from "@/components/charts/drawn/rate-figure";
import { SankeyFigure } from "@/components/charts/drawn/sankey-figure";
import { SurvivalFigure } from "@/components/charts/drawn/survival-figure";
import { TimeFigure } from "@/components/charts/drawn/time-figure";

/** All that draws with the chart library: one chunk, so that a page of several figures loads it once. */
export const figures = { BandFigure, RateFigure, SankeyFigure, SurvivalFigure, TimeFigure };
