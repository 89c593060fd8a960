import { Outlet } from '@tanstack/react-router'
import { SessionGate } from './SessionGate.tsx'
import { Shell } from './Shell.tsx'

export function RootLayout() {
  return (
    <SessionGate>
      <Shell>
        <Outlet />
      </Shell>
    </SessionGate>
  )
}
