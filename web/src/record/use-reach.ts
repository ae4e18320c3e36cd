import { useQuery } from '@tanstack/react-query'
import { get } from '../api/api'
import type { Entity, Field, Row } from '../api/types'
import { useFresh } from './use-fresh'

/** What the server answers of one channel; what it asks and weighs is its affair alone. */
export interface Channel {
  may: boolean
  why: { code: string; says: string }[]
}

/** May they be contacted, by each channel; undefined until it is known, or of what nobody contacts. */
export function useReach(entity: Entity, row: Row | undefined): Record<string, Channel> | undefined {
  const key = ['reach', entity.name, row?.id, row?.version]
  useFresh('preference', key)
  useFresh('consent', key)
  const { data } = useQuery({
    queryKey: key,
    enabled: entity.traits.includes('reach') && row !== undefined && row.deleted_ms === undefined,
    queryFn: ({ signal }) => get<{ channels: Record<string, Channel> }>(`${entity.name}/${row?.id}/reach`, { signal }),
  })
  return data?.channels
}

/** What speaks against it, without that there is no number: that one sees. */
export const saidOf = (channel: Channel | undefined): string =>
  (channel?.why ?? [])
    .filter(({ code }) => code !== 'nothing')
    .map(({ says }) => says)
    .join(' ')

/** Fields that are no links, by type, with the reason. */
export function refusedOf(
  row: Row | undefined,
  channels: Record<string, Channel> | undefined,
): Partial<Record<Field['type'], string>> {
  const phone = saidOf(channels?.phone) || row?.gone
  const email = saidOf(channels?.email) || row?.gone
  return { ...(phone && { phone }), ...(email && { email }) }
}
