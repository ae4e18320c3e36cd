import { expect, test } from 'vitest'
import { marked } from './mark'

const hits = (text: string, asked: string) =>
  marked(text, asked)
    .filter((piece) => piece.hit)
    .map((piece) => piece.text)

test('what was looked for is marked as it is written there', () => {
  expect(hits('Nguyễn Thị Hồng Ánh', 'nguyen hong')).toEqual(['Nguyễn', 'Hồng'])
  expect(hits('Công ty Điện lực', 'dien l')).toEqual(['Điện', 'l'])
  expect(hits('شرکت یگانه', 'يگا')).toEqual(['یگا'])
  expect(hits('远大物流有限公司', '物流')).toEqual(['物流'])
  expect(hits('+84912345678', '0912345678')).toEqual(['912345678'])
  expect(hits('+84912345678', '5678')).toEqual(['5678'])
})

test('what it is narrowed by is not marked, nor the middle of a word', () => {
  expect(hits('Deals of Harbor', 'deals: harbor')).toEqual(['Harbor'])
  expect(hits('Harbor', 'arb')).toEqual([])
})

test('nothing is lost', () => {
  const text = 'a-b Nguyễn, (x) 物流!'
  expect(
    marked(text, 'nguyen 物流')
      .map((piece) => piece.text)
      .join(''),
  ).toBe(text)
  expect(marked('', 'a')).toEqual([])
  expect(marked('abc', '')).toEqual([{ text: 'abc', hit: false }])
})
