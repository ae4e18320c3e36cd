import { queryOptions, useQuery } from '@tanstack/react-query'
import { api } from '../../api/api'
import { useMe, useMeta } from '../../meta/use-meta'
import { useFresh } from '../../record/use-fresh'
import { equals, isWritten, type Part } from './rule-text'

/** Segments are records like any other; this is what they are called. */
const kind = 'segment'

export interface Segment {
  id: string
  name: string
  mine: boolean
}

const segmentsQuery = (entity: string, me: string) =>
  queryOptions({
    queryKey: ['segments', entity],
    queryFn: ({ signal }) =>
      api
        .rows(kind, { where: equals('entity', entity), fields: 'name,owner', sort: 'name', limit: 200 }, signal)
        .then(({ rows }) => rows.map(({ id, title, fields }) => ({ id, name: title, mine: fields.owner === me }))),
    staleTime: Number.POSITIVE_INFINITY,
  })

const none: Segment[] = []

/** The segments of a kind that this person may use, kept up to date; undefined while nobody knows. */
export function useSegments(entity: string): Segment[] | undefined {
  const me = useMe().id
  const known = useMeta().entities[kind] !== undefined
  const query = segmentsQuery(entity, me)
  const { data } = useQuery({ ...query, enabled: known })
  useFresh(kind, query.queryKey)
  return known ? data : none
}

/** Who belongs to a segment, or who does not. */
export interface InSegment {
  id: string
  not: boolean
}

/** A part that says nothing but this: "@segment.12", "not @segment.12". */
export function segmentIn(part: Part): InSegment | undefined {
  const found = isWritten(part) && /^(not\s+)?@segment\.(\d+)$/.exec(part.text)
  return found ? { id: found[2]!, not: found[1] !== undefined } : undefined
}

export const segmentPart = ({ id, not }: InSegment): Part => ({ text: `${not ? 'not ' : ''}@segment.${id}` })
