import { t } from '../../lib/words'
import { PageSheet } from '../../shell/page-sheet'
import { Held } from '../../ui/held'
import { FileStation } from './file-station'
import style from './import.module.css'
import { RecentImports } from './recent-imports'
import { Stations } from './stations'

/** The first station, and below it the imports that were. */
export function Page() {
  return (
    <PageSheet title={t('nav.import')} under={<Stations at="file" />} padded>
      <div className={style.narrow}>
        <Held>
          <FileStation />
        </Held>
        <RecentImports />
      </div>
    </PageSheet>
  )
}
