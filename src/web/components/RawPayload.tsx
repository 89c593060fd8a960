import { Button, CopyButton } from '@mantine/core'
import { prettyJson } from '../text/pretty-json.ts'
import { Panel } from './Panel.tsx'
import classes from './RawPayload.module.css'

/** The payload as it came over the wire; indented for the eye, otherwise untouched. */
export function RawPayload({ raw }: { raw: string | null }) {
  if (raw === null) {
    return (
      <Panel title="As received">
        <p className={classes.none}>The payload of this post was not kept.</p>
      </Panel>
    )
  }
  return (
    <Panel
      title="As received"
      aside={
        <CopyButton value={raw}>
          {({ copied, copy }) => (
            <Button variant="subtle" size="compact-sm" onClick={copy}>
              {copied ? 'Copied' : 'Copy'}
            </Button>
          )}
        </CopyButton>
      }
    >
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */}
      <pre className={classes.raw} tabIndex={0} aria-label="Payload as received">
        {prettyJson(raw)}
      </pre>
    </Panel>
  )
}
