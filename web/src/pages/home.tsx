import { date, partOfDay, today } from '../lib/date'
import { callName } from '../lib/names'
import { t } from '../lib/words'
import { useMe } from '../meta/use-meta'
import { PageSheet } from '../shell/page-sheet'

export function Page() {
  const { name } = useMe()
  const part = partOfDay()
  return (
    <PageSheet title={t(`home.${part}`, { name: callName(name) })} padded>
      <p className="quiet">{date(today(), 'full')}</p>
    </PageSheet>
  )
}
