import { useQuery } from '@tanstack/react-query'
import { api } from '../../api/api'
import { keyOf, rowOf } from '../../store/records'

const titleOf = async (entity: string, id: string): Promise<[string, string]> => {
  const known = rowOf(keyOf(entity, id))
  // One that is gone keeps its number: the filter still asks for it.
  return [
    id,
    known?.title ??
      (await api.read(entity, id).then(
        (row) => row.title,
        () => id,
      )),
  ]
}

/** What records are called that only a rule names. */
export function useTitles(entity: string, ids: readonly string[]): Record<string, string> {
  const { data } = useQuery({
    queryKey: ['titles', entity, ...ids],
    queryFn: async () => Object.fromEntries(await Promise.all(ids.map((id) => titleOf(entity, id)))),
    enabled: entity !== '' && ids.length > 0,
    placeholderData: (old) => old,
  })
  return data ?? {}
}
