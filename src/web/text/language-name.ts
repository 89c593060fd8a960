/** `ja` → `Japanese`. X marks posts without recognisable language by codes of its own. */
const X_CODES: Record<string, string> = {
  und: 'Undetermined',
  zxx: 'No language',
  qam: 'Mentions only',
  qct: 'Cashtags only',
  qht: 'Hashtags only',
  qme: 'Media only',
  qst: 'Very short text',
  art: 'Emoji only',
}
const names = new Intl.DisplayNames('en', { type: 'language', fallback: 'code' })

export function languageName(code: string): string {
  const own = X_CODES[code]
  if (own !== undefined) return own
  try {
    return names.of(code) ?? code
  } catch {
    // Not a well-formed code: shown as the network gave it.
    return code
  }
}
