import type { FieldSelection } from './field-selection.ts'
import type { SandboxUser } from './post-content.ts'

/** The user object as X sends it, with the fields that were asked for. */
export function renderUser(user: SandboxUser, selection: FieldSelection): Record<string, unknown> {
  const all: Record<string, unknown> = {
    id: user.id,
    name: user.name,
    username: user.username,
    created_at: new Date(user.createdAtMs).toISOString(),
    description: user.description,
    location: user.location,
    profile_image_url: `https://abs.twimg.com/sticky/default_profile_images/default_profile_${Number(user.id.slice(-1)) % 7}_normal.png`,
    protected: false,
    verified: user.verified,
    verified_type: user.verified ? 'blue' : 'none',
    url: '',
    public_metrics: {
      followers_count: user.followers,
      following_count: user.following,
      [selection.vocabulary === 'post' ? 'post_count' : 'tweet_count']: user.posts,
      listed_count: user.listed,
      like_count: user.likes,
    },
  }
  return Object.fromEntries(
    Object.entries(all).filter(([name, value]) => selection.userFields.has(name) && value !== null),
  )
}
