/** Posts of the sample stream: about everything, whatever rules the app has, and naming none. */
import { checkRule } from '../../match/check-rule.ts'
import { RuleBook } from '../rules/rule-book.ts'
import type { SandboxSettings, SandboxTime } from '../settings.ts'
import { createSnowflakes, type Snowflakes } from '../snowflake.ts'
import type { FeedSource } from '../stream/feed-line.ts'
import { PostHistory } from './post-history.ts'
import { PostProducer } from './post-producer.ts'

const SUBJECTS = [
  'coffee',
  'weather',
  'rocket',
  'football',
  'jazz',
  'tram',
  'bread',
  'hedgehog',
  'software',
  'novel',
  'forest',
  'economy',
]

export function createSampleSource(parts: {
  readonly seed: number
  readonly settings: SandboxSettings
  readonly time: SandboxTime
  readonly ids: Snowflakes
}): FeedSource {
  // Numbers of its own: they only rise, and one taken before a skew is set would date the posts after it.
  const subjects = new RuleBook(parts.settings, parts.time, createSnowflakes())
  for (const subject of SUBJECTS) {
    const { rule } = checkRule(subject, { maxLength: 100 })
    subjects.add(subjects.draft(subject, null, rule!))
  }
  // Search finds what the filtered stream delivers; the sample has a past of its own.
  const history = new PostHistory()
  return new PostProducer({ ...parts, rules: subjects, history, namesRules: false })
}
