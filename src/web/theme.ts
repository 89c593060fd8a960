/**
 * The look in one place: palette, type scale, spacing and radii, and what each Mantine component does by default.
 * Read by the page at run time and by build/theme-css.ts, which turns it into a style sheet, so that the page needs
 * no inline `<style>` and runs under a strict content security policy.
 */
import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core'

/** The blue-green sheen of a magpie's wing: the one colour of action. */
const plumage: MantineColorsTuple = [
  '#e8f5f9',
  '#d0e9f1',
  '#a1d2e2',
  '#6ebad3',
  '#43a4c4',
  '#2691b6',
  '#107b9f',
  '#0b6685',
  '#08546e',
  '#063f53',
]
const slate: MantineColorsTuple = [
  '#f5f7f8',
  '#ebeef0',
  '#dee3e6',
  '#cdd4d9',
  '#aab4bb',
  '#808c95',
  '#5d6a74',
  '#47535c',
  '#303a42',
  '#1b2329',
]
/** Dark enough for white text at the shade that fills buttons. */
const red: MantineColorsTuple = [
  '#fdeceb',
  '#fad5d2',
  '#f4aaa4',
  '#ee7d74',
  '#e3584c',
  '#d43c2f',
  '#c22d20',
  '#b42318',
  '#931a11',
  '#72120b',
]
/** Blue-black plumage; the order is Mantine's: 0 is text, 7 the page. */
const dark: MantineColorsTuple = [
  '#e3e9ed',
  '#c2ccd3',
  '#9aa7b0',
  '#74828c',
  '#34404a',
  '#28333c',
  '#1c252c',
  '#0e1419',
  '#0a0f13',
  '#06090c',
]

const FONT =
  'ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "DejaVu Sans", sans-serif'
const FONT_MONOSPACE =
  'ui-monospace, "SF Mono", "Cascadia Mono", "Roboto Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace'

/** Tooltips also show on keyboard focus; on touch they would stay open over the thing that was tapped. */
const TOOLTIP_EVENTS = { hover: true, focus: true, touch: false }

export const theme = createTheme({
  colors: { plumage, gray: slate, dark, red },
  primaryColor: 'plumage',
  primaryShade: { light: 7, dark: 6 },
  black: '#141b20',
  fontFamily: FONT,
  fontFamilyMonospace: FONT_MONOSPACE,
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.9375rem', lg: '1.0625rem', xl: '1.25rem' },
  lineHeights: { xs: '1.35', sm: '1.4', md: '1.5', lg: '1.55', xl: '1.6' },
  headings: {
    fontFamily: FONT,
    fontWeight: '650',
    sizes: {
      h1: { fontSize: '1.5rem', lineHeight: '1.25' },
      h2: { fontSize: '1.0625rem', lineHeight: '1.35' },
      h3: { fontSize: '0.9375rem', lineHeight: '1.4' },
    },
  },
  radius: { xs: '4px', sm: '6px', md: '10px', lg: '14px', xl: '20px' },
  defaultRadius: 'sm',
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: {
    Tooltip: { defaultProps: { withArrow: true, openDelay: 350, events: TOOLTIP_EVENTS } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray', size: 'lg' } },
    TextInput: { defaultProps: { size: 'md' } },
    Textarea: { defaultProps: { size: 'md' } },
    PasswordInput: { defaultProps: { size: 'md' } },
    Notification: { defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } },
    Checkbox: { defaultProps: { size: 'md' } },
    InputWrapper: {
      styles: {
        label: { marginBottom: 3 },
        description: { marginTop: -3, marginBottom: 6, lineHeight: 1.4 },
      },
    },
    Anchor: { defaultProps: { underline: 'hover' } },
  },
})

/** Mantine's own variables where its defaults do not fit this palette's contrast. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-text': '#141b20',
    '--mantine-color-dimmed': '#566370',
    '--mantine-color-placeholder': '#6c7780',
    '--mantine-color-error': '#b42318',
    '--mantine-color-anchor': 'var(--mantine-color-plumage-7)',
    '--mantine-color-default-border': '#d3dade',
  },
  dark: {
    '--mantine-color-body': '#151d23',
    '--mantine-color-text': '#e3e9ed',
    '--mantine-color-dimmed': '#9aa7b0',
    '--mantine-color-placeholder': '#87949e',
    '--mantine-color-error': '#ff8a7a',
    '--mantine-color-anchor': 'var(--mantine-color-plumage-3)',
    '--mantine-color-default': '#1a232a',
    '--mantine-color-default-hover': '#222d35',
    '--mantine-color-default-border': '#34404a',
  },
})
