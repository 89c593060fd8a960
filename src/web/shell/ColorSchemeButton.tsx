import { ActionIcon, Tooltip, useMantineColorScheme } from '@mantine/core'
import { IconMoon, IconSunHigh, IconSunMoon } from '@tabler/icons-react'

const SCHEMES = {
  auto: { Icon: IconSunMoon, words: 'as the system', next: 'light' },
  light: { Icon: IconSunHigh, words: 'light', next: 'dark' },
  dark: { Icon: IconMoon, words: 'dark', next: 'auto' },
} as const

export function ColorSchemeButton() {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const { Icon, words, next } = SCHEMES[colorScheme]
  const label = `Colours: ${words}. Change to ${SCHEMES[next].words}`
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} onClick={() => setColorScheme(next)}>
        <Icon size={20} stroke={1.75} />
      </ActionIcon>
    </Tooltip>
  )
}
