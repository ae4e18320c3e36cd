import { createContext } from 'react'
import type { Field } from '../api/types'

/** Why the fields of a type are no links here: the person may not be called, or written to. */
export const Refused = createContext<Partial<Record<Field['type'], string>>>({})
