import { IconMapQuestion } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { EmptyNotice } from '../components/EmptyNotice.tsx'
import { Page } from '../components/Page.tsx'

export function NotFoundPage() {
  return (
    <Page title="Not found">
      <EmptyNotice icon={<IconMapQuestion size={26} stroke={1.75} />} title="There is no such page">
        <p>
          What was here may have been deleted, or the address has a slip in it. Start from{' '}
          <Link to="/">your keywords</Link>.
        </p>
      </EmptyNotice>
    </Page>
  )
}
