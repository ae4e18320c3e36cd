import { t } from '../../lib/words'
import { PageSheet } from '../../shell/page-sheet'
import { Empty } from '../../ui/bits'

export function Page() {
  return (
    <PageSheet title={t('nav.import')} padded>
      <Empty title={t('page.coming')} />
    </PageSheet>
  )
}
