import * as given from 'react-aria-components/i18n/en-US'
import type { AriaWords } from './shape'

// The package types its dictionaries as types only; they are values.
export const words = (given as unknown as { default: AriaWords }).default
