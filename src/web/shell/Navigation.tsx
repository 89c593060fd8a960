import {
  IconActivityHeartbeat,
  IconChartHistogram,
  IconHash,
  IconMessages,
  IconPlugConnected,
} from '@tabler/icons-react'
import { Link, useLocation } from '@tanstack/react-router'
import classes from './Navigation.module.css'

/** `owns` says which addresses belong to a destination: a keyword's statistics are below /keywords. */
const DESTINATIONS = [
  { to: '/live', label: 'Live', Icon: IconActivityHeartbeat, owns: /^\/live/u },
  {
    to: '/',
    label: 'Keywords',
    Icon: IconHash,
    owns: /^\/(?:$|add_keyword|keywords\/[^/]+\/edit)/u,
  },
  { to: '/statistics', label: 'Statistics', Icon: IconChartHistogram, owns: /\/statistics/u },
  { to: '/streams', label: 'Streams', Icon: IconPlugConnected, owns: /^\/streams/u },
  { to: '/posts', label: 'Posts', Icon: IconMessages, owns: /^\/posts/u },
] as const

/** A column beside the page on wide screens, a bar below it on narrow ones. */
export function Navigation() {
  const pathname = useLocation({ select: (location) => location.pathname })
  return (
    <nav aria-label="Main" className={classes.navigation}>
      <ul className={classes.list}>
        {DESTINATIONS.map(({ to, label, Icon, owns }) => (
          <li key={to}>
            <Link
              to={to}
              className={classes.link ?? ''}
              data-on={owns.test(pathname)}
              aria-current={owns.test(pathname) ? 'page' : undefined}
              activeOptions={{ exact: true }}
            >
              <Icon size={20} stroke={1.75} aria-hidden />
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
