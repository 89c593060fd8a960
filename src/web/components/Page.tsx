import { useEffect, useRef, type ReactNode } from 'react'
import classes from './Page.module.css'

export interface PageProps {
  title: string
  /** One line under the title. */
  intro?: ReactNode
  /** Beside the title. */
  actions?: ReactNode
  /** What has the focus when the page opens: its title, or the field marked `data-autofocus`. */
  focus?: 'title' | 'field'
  children: ReactNode
}

/** No page had been shown before: the browser's own focus is right then. */
let isFirstPage = true

/**
 * Title, document title and, after a navigation, the focus on the title: a screen reader says where one is, and the
 * keyboard goes on from the top of the new page.
 */
export function Page({ title, intro, actions, focus = 'title', children }: PageProps) {
  const page = useRef<HTMLDivElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${title} · Magpie`
  }, [title])
  useEffect(() => {
    const field = page.current?.querySelector<HTMLElement>('[data-autofocus]')
    if (focus === 'field') field?.focus()
    else if (!isFirstPage) heading.current?.focus({ preventScroll: true })
    isFirstPage = false
  }, [focus])
  return (
    <div ref={page} className={classes.page}>
      <div className={classes.head}>
        <div className={classes.words}>
          <h1 ref={heading} tabIndex={-1} className={classes.title}>
            {title}
          </h1>
          {intro !== undefined && <div className={classes.intro}>{intro}</div>}
        </div>
        {actions !== undefined && <div className={classes.actions}>{actions}</div>}
      </div>
      {children}
    </div>
  )
}
