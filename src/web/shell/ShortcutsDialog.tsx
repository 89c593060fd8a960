import { Kbd } from '@mantine/core'
import { useSystem } from '../api/use-system.ts'
import { Dialog } from '../components/Dialog.tsx'
import { SHORTCUTS } from './shortcuts.ts'
import classes from './ShortcutsDialog.module.css'

export function ShortcutsDialog({ isOpen, close }: { isOpen: boolean; close: () => void }) {
  return (
    <Dialog title="Keyboard shortcuts" isOpen={isOpen} close={close}>
      <dl className={classes.list}>
        {SHORTCUTS.map(({ keys, label }) => (
          <div key={label} className={classes.row}>
            <dt>
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dt>
            <dd>{label}</dd>
          </div>
        ))}
      </dl>
      <Version />
    </Dialog>
  )
}

/** Mounted with the open dialog only: nobody else needs to ask. */
function Version() {
  const { data } = useSystem()
  return (
    <p className={classes.version}>
      {data === undefined ? ' ' : `Magpie ${data.version} on ${data.database.dialect}`}
    </p>
  )
}
