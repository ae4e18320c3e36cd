import type { PageProps } from '../lib/router'
import { t } from '../lib/words'
import { useEntity } from '../meta/use-meta'
import { RecordPage } from '../record/record-page'
import { Empty } from '../ui/bits'

export function Page({ params }: PageProps) {
  const entity = useEntity(params.entity ?? '')
  return entity ? <RecordPage entity={entity} id={params.id ?? ''} /> : <Empty title={t('page.unknown')} />
}
