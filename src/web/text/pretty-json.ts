/**
 * Indents JSON without parsing it: numbers, escapes and the order of keys stay as they were received. An id above
 * 2^53 would lose digits on the way through JSON.parse. Text that is not JSON comes back as it is.
 */
export function prettyJson(text: string): string {
  if (!isJson(text)) return text
  let result = ''
  let depth = 0
  let previous = ''
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/gu)) {
    const isClosing = token === '}' || token === ']'
    if (isClosing) depth--
    const isAfterOpening = previous === '{' || previous === '['
    // An empty object or list stays on one line.
    const breaksLine = previous === ',' || (isAfterOpening ? !isClosing : isClosing)
    if (breaksLine) result += `\n${'  '.repeat(depth)}`
    result += token === ':' ? ': ' : token
    if (token === '{' || token === '[') depth++
    previous = token
  }
  return result
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
