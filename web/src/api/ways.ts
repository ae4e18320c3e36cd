import { queryOptions } from '@tanstack/react-query'
import { get } from './api'

/** What somebody may know who is nobody yet. */
export interface Ways {
  /** who else may say who one is */
  ways: { name: string; label: string }[]
  /** passkeys are possible: the address is one they can be for */
  passkeys: boolean
  /** letters of a new password */
  password_min: number
}

export const waysQuery = queryOptions({
  queryKey: ['ways'],
  queryFn: () => get<Ways>('login/ways'),
  staleTime: 60_000,
})
