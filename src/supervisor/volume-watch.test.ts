import { describe, expect, test } from 'vitest'
import { VolumeWatch, type VolumeDrop } from './volume-watch.ts'

/** So many posts in each of so many minutes; the verdict after the last one. */
function pass(watch: VolumeWatch, minutes: number, postsPerMinute: number): VolumeDrop | null {
  let verdict: VolumeDrop | null = null
  for (let minute = 0; minute < minutes; minute++) {
    watch.add(postsPerMinute)
    verdict = watch.endMinute()
  }
  return verdict
}

describe('a volume drop', () => {
  test('is a quarter of an hour with less than a tenth of what the hours before let expect', () => {
    const watch = new VolumeWatch()
    expect(pass(watch, 75, 20)).toBeNull()
    expect(pass(watch, 13, 0)).toBeNull()
    expect(pass(watch, 2, 0)).toEqual({ posts: 0, expectedPosts: 300 })
  })

  test('does not become what is usual, however long it lasts, and ends when posts come again', () => {
    const watch = new VolumeWatch()
    pass(watch, 120, 20)
    expect(pass(watch, 600, 1)).toEqual({ posts: 15, expectedPosts: 300 })
    expect(pass(watch, 15, 20)).toBeNull()
  })

  test('is none where little is known, little was expected, or it is only quieter', () => {
    expect(pass(new VolumeWatch(), 74, 0)).toBeNull()
    const young = new VolumeWatch()
    pass(young, 40, 100)
    expect(pass(young, 20, 0)).toBeNull()
    const quiet = new VolumeWatch()
    pass(quiet, 120, 3)
    expect(pass(quiet, 15, 0)).toBeNull()
    const night = new VolumeWatch()
    pass(night, 120, 20)
    expect(pass(night, 30, 3)).toBeNull()
  })

  test('is none after other keywords were asked for', () => {
    const watch = new VolumeWatch()
    pass(watch, 120, 20)
    watch.reset()
    expect(pass(watch, 60, 0)).toBeNull()
  })
})
