/**
 * Whether a post matches a rule, as the network decides it: by the rule matcher, and where that
 * cannot tell from what a post carries (followers, verification, sampling, places, the quoted
 * post's media) by what the sandbox knows of its own post. What not even the sandbox has is not
 * there: such a term is false.
 */
import { matchRule } from '../../match/match-rule.ts'
import type { MatchDocument, RuleNode, RuleTerm } from '../../match/rule.ts'
import { quoteOf, type PostContent } from '../posts/post-content.ts'
import { rangeOf } from './rule-wish.ts'

export function decideRule(rule: RuleNode, document: MatchDocument, content: PostContent): boolean {
  const verdict = matchRule(rule, document)
  if (verdict !== null) return verdict
  if (rule.kind === 'term') return decideTerm(rule, content) !== rule.negated
  const each = (child: RuleNode): boolean => decideRule(child, document, content)
  const holds = rule.kind === 'and' ? rule.children.every(each) : rule.children.some(each)
  return holds !== rule.negated
}

/** The term without its negation. */
function decideTerm({ operator, value }: RuleTerm, content: PostContent): boolean {
  const { author, place } = content
  const isWithin = (count: number): boolean => {
    const { min, max } = rangeOf(value)
    return count >= min && count <= max
  }
  switch (operator) {
    case 'is':
      return value === 'verified' && author.verified
    case 'has':
      return hasQuotedMedia(value, content)
    case 'sample':
      return content.sampleBucket < Number(value)
    case 'followers_count':
    case 'min_followers':
      return isWithin(author.followers)
    case 'tweets_count':
      return isWithin(author.posts)
    case 'following_count':
      return isWithin(author.following)
    case 'listed_count':
      return isWithin(author.listed)
    case 'bio':
      return hasWords(author.description, value)
    case 'bio_name':
      return hasWords(author.name, value)
    case 'bio_location':
      return hasWords(author.location ?? '', value)
    case 'place':
      return place !== null && hasWords(`${place.fullName} ${place.id}`, value)
    case 'place_country':
      return place?.countryCode === value.toUpperCase()
    default:
      return false
  }
}

function hasQuotedMedia(flag: string, content: PostContent): boolean {
  const media = quoteOf(content)?.post?.media ?? []
  if (flag === 'media') return media.length > 0
  if (flag === 'images') return media.some((medium) => medium.type === 'photo')
  return flag === 'video_link' && media.some((medium) => medium.type === 'video')
}

function hasWords(text: string, wanted: string): boolean {
  return spacedWords(text).includes(spacedWords(wanted))
}

function spacedWords(text: string): string {
  return ` ${text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .join(' ')} `
}
