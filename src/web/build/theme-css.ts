/**
 * Build step: the theme as a style sheet, importable as `virtual:theme.css`. Only what differs from Mantine's own
 * defaults is written; those are in @mantine/core/styles/default-css-variables.css.
 */
import {
  convertCssVariables,
  DEFAULT_THEME,
  defaultCssVariablesResolver,
  mergeMantineTheme,
} from '@mantine/core'
import type { Plugin } from 'vite'
import { cssVariablesResolver, theme as themeOverride } from '../theme.ts'

const MODULE_ID = 'virtual:theme.css'

export function themeCss(): Plugin {
  return {
    name: 'magpie:theme-css',
    resolveId: (id) => (id === MODULE_ID ? `\0${MODULE_ID}` : null),
    load: (id) => (id === `\0${MODULE_ID}` ? createThemeCss() : null),
  }
}

function createThemeCss(): string {
  const theme = mergeMantineTheme(DEFAULT_THEME, themeOverride)
  const ours = defaultCssVariablesResolver(theme)
  const extra = cssVariablesResolver(theme)
  const standard = defaultCssVariablesResolver(DEFAULT_THEME)
  return convertCssVariables({
    variables: difference({ ...ours.variables, ...extra.variables }, standard.variables),
    light: difference({ ...ours.light, ...extra.light }, standard.light),
    dark: difference({ ...ours.dark, ...extra.dark }, standard.dark),
  })
}

function difference(
  ours: Record<string, string>,
  standard: Record<string, string>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(ours).filter(([name, value]) => standard[name] !== value),
  )
}
