import { describe, expect, it } from 'vitest'
import { strengthOf } from './strength'

describe('strength of a new password', () => {
  it.each([
    ['', 'short'],
    ['elevenchars', 'short'],
    ['aaaaaaaaaaaaaaaa', 'weak'],
    ['abcdefghijklmnop', 'weak'],
    ['1234567890123456', 'weak'],
    ['abababababababab', 'weak'],
    ['paper harbour', 'fair'],
    ['a lighthouse at night', 'good'],
    ['con mèo ngủ trên mái nhà', 'good'],
    ['باران روی پشت بام', 'good'],
  ])('%s is %s', (password, strength) => expect(strengthOf(password, 12)).toBe(strength))

  it('counts letters as people do, and the least of the company', () => {
    expect(strengthOf('猫在屋顶上睡觉🐈', 8)).not.toBe('short')
    expect(strengthOf('a lighthouse at night', 30)).toBe('short')
  })
})
