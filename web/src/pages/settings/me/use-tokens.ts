import { useQuery } from '@tanstack/react-query'
import { get } from '../../../api/api'

export interface Token {
  id: string
  name: string
  created_ms: number
  until_ms: number | null
  last_ms?: number | null
  last_address?: string
  /** none: made before there were any, for everything */
  scopes?: string[]
}

/** The tokens of whoever is signed in. */
export const useTokens = () => useQuery({ queryKey: ['tokens'], queryFn: () => get<{ rows: Token[] }>('tokens') })
