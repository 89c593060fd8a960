import { ActionIcon, Tooltip } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import {
  IconChartHistogram,
  IconEye,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconTrash,
} from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import type { ComponentType } from 'react'
import type { WireKeyword } from '../../domain/wire.ts'
import { errorSentence } from '../api/api-error.ts'
import { useUpdateKeyword } from '../api/use-keywords.ts'
import { keywordName } from '../text/delivery-words.ts'
import classes from './KeywordActions.module.css'

export interface KeywordActionsProps {
  keyword: WireKeyword
  /** Element that names the keyword: each button is described by it. */
  nameId: string
  onDelete: (keyword: WireKeyword) => void
}

export function KeywordActions({ keyword, nameId, onDelete }: KeywordActionsProps) {
  const navigate = useNavigate()
  const update = useUpdateKeyword()
  const { id, active } = keyword
  const toggle = (): void =>
    update.mutate(
      { id, change: { active: !active } },
      {
        onError: (error) =>
          notifications.show({
            color: 'red',
            title: `“${keywordName(keyword)}” could not be ${active ? 'paused' : 'resumed'}`,
            message: errorSentence(error),
          }),
      },
    )
  const shared = { nameId }
  return (
    <div className={classes.actions}>
      <Action
        {...shared}
        label="Watch"
        Icon={IconEye}
        onClick={() => void navigate({ to: '/live', search: { keyword: [id] } })}
      />
      <Action
        {...shared}
        label="Statistics"
        Icon={IconChartHistogram}
        onClick={() => void navigate({ to: '/keywords/$id/statistics', params: { id } })}
      />
      <Action
        {...shared}
        label={active ? 'Pause' : 'Resume'}
        Icon={active ? IconPlayerPause : IconPlayerPlay}
        isBusy={update.isPending}
        onClick={toggle}
      />
      <Action
        {...shared}
        label="Edit"
        Icon={IconPencil}
        onClick={() => void navigate({ to: '/keywords/$id/edit', params: { id } })}
      />
      <Action {...shared} label="Delete" Icon={IconTrash} onClick={() => onDelete(keyword)} />
    </div>
  )
}

interface ActionProps {
  label: string
  nameId: string
  Icon: ComponentType<{ size: number; stroke: number; 'aria-hidden': boolean }>
  onClick: () => void
  isBusy?: boolean
}

function Action({ label, nameId, Icon, onClick, isBusy = false }: ActionProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        aria-label={label}
        aria-describedby={nameId}
        loading={isBusy}
        onClick={onClick}
        className={classes.action ?? ''}
      >
        <Icon size={19} stroke={1.75} aria-hidden />
      </ActionIcon>
    </Tooltip>
  )
}
