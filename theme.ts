import { type CSSVariablesResolver, createTheme, type MantineColorsTuple, Modal } from "@mantine/core";
import { families } from "@/components/charts/families";

const ink: MantineColorsTuple = [
  "#E6EAF0",
  "#C9D1DC",
  "#8A95A5",
  "#7A8698",
  "#2A3342",
  "#1A2130",
  "#151B26",
  "#11161F",
  "#0D121A",
  "#0B0F17",
];

/** Text and tint of each colour role; every pair holds 4.5:1. */
const roles = {
  ok: { light: ["#087F5B", "#E6FCF5"], dark: ["#38D9A9", "#0E2A24"] },
  warn: { light: ["#9A5B00", "#FFF4E0"], dark: ["#FFBF5E", "#2E2110"] },
  act: { light: ["#C92A2A", "#FFF0F0"], dark: ["#FF8787", "#331A1C"] },
  info: { light: ["#3B5BDB", "#EDF2FF"], dark: ["#91A7FF", "#1A2242"] },
  calm: { light: ["#495057", "#F1F3F5"], dark: ["#AEB8C6", "#1A2130"] },
} as const;

export type Role = keyof typeof roles;

export const theme = createTheme({
  primaryColor: "indigo",
  primaryShade: { light: 8, dark: 8 },
  autoContrast: true,
  respectReducedMotion: true,
  focusRing: "auto",
  cursorType: "pointer",
  defaultRadius: "md",
  radius: { md: "8px" },
  black: "#1A1F26",
  colors: { dark: ink },
  fontFamily: "'Inter Variable', system-ui, -apple-system, 'Segoe UI', sans-serif",
  fontFamilyMonospace: "'JetBrains Mono Variable', ui-monospace, 'SFMono-Regular', Menlo, monospace",
  fontSizes: { xs: "0.75rem", sm: "0.8125rem", md: "0.875rem", lg: "1rem", xl: "1.25rem" },
  lineHeights: { xs: "1.4", sm: "1.45", md: "1.5", lg: "1.5", xl: "1.4" },
  fontWeights: { regular: "400", medium: "550", bold: "650" },
  spacing: { xs: "6px", sm: "10px", md: "16px", lg: "24px", xl: "32px" },
  headings: {
    fontWeight: "650",
    sizes: {
      h1: { fontSize: "1.5rem", lineHeight: "1.3" },
      h2: { fontSize: "1.25rem", lineHeight: "1.35" },
      h3: { fontSize: "1rem", lineHeight: "1.4" },
      h4: { fontSize: "0.875rem", lineHeight: "1.45" },
    },
  },
  components: {
    Badge: { defaultProps: { tt: "none", radius: "sm", fw: 550, lts: 0 } },
    Button: { defaultProps: { size: "sm" } },
    Card: { defaultProps: { withBorder: true, padding: "md", shadow: undefined } },
    Modal: Modal.extend({
      defaultProps: { centered: true, transitionProps: { duration: 160 } },
      // It stays while the content scrolls below it, on the same ground.
      styles: { header: { backgroundColor: "var(--card-ground)" } },
    }),
    Paper: { defaultProps: { withBorder: true, p: "md" } },
    Table: { defaultProps: { verticalSpacing: "xs", fz: "sm" } },
    Tooltip: { defaultProps: { withArrow: true, events: { hover: true, focus: true, touch: true } } },
  },
});

/** Grounds of a heat table's steps, least to most; the value is printed in each cell. */
const heat = {
  light: ["#E7F0F8", "#BFD7EC", "#85B3DB", "#3872A6", "#12436D"],
  dark: ["#16202E", "#1D3650", "#2B587F", "#4C86B8", "#8FC0EA"],
} as const;

const tints = (scheme: "light" | "dark") => ({
  ...Object.fromEntries(
    Object.entries(roles).flatMap(([role, { [scheme]: pair }]) => [
      [`--role-${role}-text`, pair[0]],
      [`--role-${role}-tint`, pair[1]],
    ]),
  ),
  ...Object.fromEntries(Object.entries(families).map(([name, family]) => [`--chart-${name}`, family[scheme]])),
  ...Object.fromEntries(heat[scheme].map((ground, at) => [`--heat-${at + 1}`, ground])),
});

/** Mends what Mantine's defaults leave under AA: dimmed text, placeholders, error text, borders of inputs. */
export const resolveVariables: CSSVariablesResolver = (mantine) => ({
  variables: {},
  light: {
    ...tints("light"),
    "--page-ground": "#F8F9FA",
    "--card-ground": "#FFFFFF",
    "--chart-volume": "#CED4DA",
    "--heat-ink-low": "#1A1F26",
    "--heat-ink-high": "#FFFFFF",
    "--mantine-color-body": "#FFFFFF",
    "--mantine-color-dimmed": "#5C6670",
    "--mantine-color-placeholder": "#5C6670",
    "--mantine-color-error": "#C92A2A",
    "--mantine-color-anchor": "#3B5BDB",
    "--input-edge": "#868E96",
    ...Object.fromEntries(
      Object.keys(mantine.colors).map((name) => [
        `--mantine-color-${name}-light-color`,
        `var(--mantine-color-${name}-9)`,
      ]),
    ),
  },
  dark: {
    ...tints("dark"),
    "--page-ground": "#0B0F17",
    "--card-ground": "#151B26",
    "--chart-volume": "#2A3342",
    "--heat-ink-low": "#E6EAF0",
    "--heat-ink-high": "#0B0F17",
    "--mantine-color-body": "#0B0F17",
    "--mantine-color-default": "#151B26",
    "--mantine-color-default-border": "#2A3342",
    "--mantine-color-dimmed": "#AEB8C6",
    "--mantine-color-placeholder": "#8A95A5",
    "--mantine-color-error": "#FF8787",
    "--mantine-color-anchor": "#91A7FF",
    "--input-edge": "#7A8698",
  },
});
