import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { ApiError, api } from '../../../api/api'
import { isolated } from '../../../lib/text'

/** What is wrong with a rule, in words, and with which of its letters it begins. */
export interface RuleFault {
  text: string
  column: number | undefined
}

function faultOf(error: ApiError): RuleFault | undefined {
  const fault = error.faults.find((f) => f.at === 'where')
  return fault && { text: isolated(fault.text), column: Number(fault.args?.column) || undefined }
}

/** The last of what is being typed. */
function useSettled(typed: string, wait: number): string {
  const [settled, settle] = useState(typed)
  useEffect(() => {
    const timer = setTimeout(() => settle(typed), wait)
    return () => clearTimeout(timer)
  }, [typed, wait])
  return settled
}

/** What a rule would let through for the one who writes it, or what is wrong with it. Nothing while nobody can say. */
export function useFits(entity: string, rule: string): { count?: number; exact?: boolean; fault?: RuleFault } {
  const asked = useSettled(rule.trim(), 300)
  const { data, error } = useQuery({
    queryKey: ['fits', entity, asked],
    queryFn: ({ signal }) => api.count(entity, { where: asked }, signal),
    enabled: asked !== '',
    retry: false,
  })
  if (asked !== rule.trim() || asked === '') return {}
  return error instanceof ApiError ? { fault: faultOf(error) } : { count: data?.count, exact: data?.exact }
}
