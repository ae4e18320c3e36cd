import type { PageProps } from '../lib/router'
import { t } from '../lib/words'
import { useEntity } from '../meta/use-meta'
import { Empty } from '../ui/bits'
import { ListView } from '../views/list-view'

/** The records of an entity. */
export function Page({ params }: PageProps) {
  const entity = useEntity(params.entity ?? '')
  return entity ? <ListView entity={entity} /> : <Empty title={t('page.unknown')} />
}
