/** X's texts, made plain. Pure. */

const ESCAPES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' }

/**
 * X escapes these three in `text` and in the text of long posts, and nothing else. One pass: what a person wrote as
 * `&lt;` arrives as `&amp;lt;` and must come out as `&lt;` again.
 */
export function unescapeXText(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(?:amp|lt|gt);/g, (escape) => ESCAPES[escape]!)
}

/** Length of the `RT @user: ` that X puts before a repost's text; 0 when there is none. ASCII: bytes, code points alike. */
export function repostPrefixLength(text: string): number {
  return /^RT @\w{1,50}: /.exec(text)?.[0].length ?? 0
}
