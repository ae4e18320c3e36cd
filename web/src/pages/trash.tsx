import { t } from '../lib/words'
import { PageSheet } from '../shell/page-sheet'
import { Empty } from '../ui/bits'

export function Page() {
  return (
    <PageSheet title={t('page.trash')} padded>
      <Empty title={t('page.coming')} />
    </PageSheet>
  )
}
