import { createTheme, type MantineColorsTuple } from '@mantine/core'

const ocean: MantineColorsTuple = [
  '#e8f5ff',
  '#d0e7fa',
  '#9fcdf2',
  '#6ab2ea',
  '#429ce4',
  '#298ee1',
  '#1b87e0',
  '#0a74c6',
  '#0067b3',
  '#00599e',
]

/** Text of every colour keeps WCAG AA on what lies behind it; where Mantine's own does not, theme.css says what does. */
export const theme = createTheme({
  primaryColor: 'ocean',
  primaryShade: { light: 8, dark: 7 },
  colors: { ocean },
  fontFamily: "'Inter Variable', system-ui, -apple-system, 'Segoe UI', 'PingFang SC', 'Noto Sans CJK SC', sans-serif",
  fontFamilyMonospace: "ui-monospace, SFMono-Regular, Menlo, Consolas, 'Noto Sans Mono', monospace",
  headings: { fontWeight: '650', sizes: { h1: { fontSize: '1.375rem', lineHeight: '1.3' }, h2: { fontSize: '1rem' } } },
  defaultRadius: 'md',
  cursorType: 'pointer',
  autoContrast: true,
  focusRing: 'auto',
  respectReducedMotion: true,
})
