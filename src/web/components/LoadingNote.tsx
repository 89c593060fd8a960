import { VisuallyHidden } from '@mantine/core'

/** Says what the grey bars beside it stand for. */
export function LoadingNote({ children }: { children: string }) {
  return <VisuallyHidden component="output">{children}</VisuallyHidden>
}
