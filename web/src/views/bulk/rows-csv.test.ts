import { expect, it } from 'vitest'
import { csvCell } from './rows-csv'

it('writes cells that no spreadsheet runs', () => {
  expect(csvCell('plain')).toBe('plain')
  expect(csvCell('a "b", c')).toBe('"a ""b"", c"')
  expect(csvCell('=1+1')).toBe("'=1+1")
  expect(csvCell('@cmd')).toBe("'@cmd")
  expect(csvCell('-5')).toBe('-5')
  expect(csvCell('+84 912 345 678')).toBe('+84 912 345 678')
  expect(csvCell('-1+cmd')).toBe("'-1+cmd")
})
