import { Modal } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './Dialog.module.css'

export interface DialogProps {
  title: string
  isOpen: boolean
  close: () => void
  children: ReactNode
}

/** Mantine's modal with a head that is no `<header>`: the page has its banner already. */
export function Dialog({ title, isOpen, close, children }: DialogProps) {
  return (
    // Locking the scroll injects a style element, which the content security policy forbids; base.css locks it.
    <Modal.Root opened={isOpen} onClose={close} centered radius="md" lockScroll={false}>
      <Modal.Overlay backgroundOpacity={0.5} />
      <Modal.Content>
        <div className={classes.head}>
          <Modal.Title className={classes.title ?? ''}>{title}</Modal.Title>
          <Modal.CloseButton aria-label="Close" />
        </div>
        <Modal.Body>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}
