import { createTheme, type MantineColorsTuple } from "@mantine/core";

/** Petrol, the colour of a person who acts; shade 8 keeps white text above 4.5 : 1. */
const petrol: MantineColorsTuple = [
  "#e6f3f3",
  "#cfe6e6",
  "#a0cfd0",
  "#62c4c3",
  "#3fa6a8",
  "#26908f",
  "#158086",
  "#0e7278",
  "#0b6166",
  "#074a4e",
];

/** Mantine's greys, darkened where it uses them for text: its own dimmed grey misses 4.5 : 1. */
const gray: MantineColorsTuple = [
  "#f6f8f9",
  "#f0f3f4",
  "#e6eaec",
  "#dbe0e4",
  "#c3cad0",
  "#6b7680",
  "#57616a",
  "#454e56",
  "#31383e",
  "#191d21",
];

const dark: MantineColorsTuple = [
  "#e4e7ea",
  "#c9ced3",
  "#9ea7af",
  "#7d8790",
  "#343b41",
  "#2a3035",
  "#1d2125",
  "#16191c",
  "#101315",
  "#0b0d0f",
];

export const theme = createTheme({
  primaryColor: "petrol",
  primaryShade: 8,
  colors: { petrol, gray, dark },
  fontFamily: '"Inter Variable", system-ui, -apple-system, "Segoe UI", Roboto, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", Menlo, Consolas, monospace',
  headings: { fontFamily: '"Inter Variable", system-ui, sans-serif', fontWeight: "600" },
  fontSizes: { xs: "0.75rem", sm: "0.8125rem", md: "0.875rem", lg: "1rem", xl: "1.125rem" },
  defaultRadius: 7,
  cursorType: "pointer",
  respectReducedMotion: true,
  // Plain objects: naming the components here would put all of them into the first page's JavaScript.
  components: {
    Button: { defaultProps: { size: "xs" }, styles: { label: { fontWeight: 550 } } },
    ActionIcon: { defaultProps: { variant: "subtle", color: "gray", size: 28 } },
    Input: { defaultProps: { size: "sm" } },
    Modal: {
      defaultProps: { centered: true, padding: "lg", overlayProps: { backgroundOpacity: 0.35 } },
      styles: { title: { fontWeight: 600, fontSize: "var(--s-text-xl)" } },
    },
    Drawer: { styles: { title: { fontWeight: 600, fontSize: "var(--s-text-xl)" } } },
    Tooltip: { defaultProps: { openDelay: 350, withArrow: false, fz: "xs", offset: 6 } },
  },
});
