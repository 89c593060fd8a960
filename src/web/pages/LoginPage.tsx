import { Button, PasswordInput } from '@mantine/core'
import { useEffect, useRef, useState, type FormEvent } from 'react'
import { ApiError, errorSentence } from '../api/api-error.ts'
import { useSignIn } from '../api/use-session.ts'
import { CenteredCard } from '../components/CenteredCard.tsx'
import { formatSpan } from '../text/format-time.ts'

export function LoginPage() {
  const [password, setPassword] = useState('')
  const signIn = useSignIn()
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    document.title = 'Sign in · Magpie'
    field.current?.focus()
  }, [])
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    signIn.mutate(password)
  }
  return (
    <CenteredCard title="Sign in">
      <form onSubmit={submit}>
        <PasswordInput
          label="Password"
          description="The one set as MAGPIE_PASSWORD where Magpie runs."
          autoComplete="current-password"
          ref={field}
          required
          withAsterisk={false}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          error={signIn.error === null ? null : describe(signIn.error)}
        />
        <Button type="submit" fullWidth mt="md" loading={signIn.isPending}>
          Sign in
        </Button>
      </form>
    </CenteredCard>
  )
}

function describe(error: Error): string {
  if (!(error instanceof ApiError)) return errorSentence(error)
  if (error.status === 401) return 'That is not the password.'
  if (error.status === 429) {
    const wait = error.retryAfterMs === null ? 'a moment' : formatSpan(error.retryAfterMs)
    return `Too many attempts. Try again in ${wait}.`
  }
  return errorSentence(error)
}
