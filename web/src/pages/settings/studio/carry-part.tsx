import { Download } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { t } from '../../../lib/words'
import { announce } from '../../../ui/announce'
import { ErrorBox } from '../../../ui/bits'
import { FileButton } from '../../../ui/file-button'
import type { Studio } from './api'
import edit from './edit.module.css'
import { readSheet } from './read-sheet'
import type { Doc } from './sheet'
import style from './studio.module.css'

const ReviewDialog = lazy(() => import('./review-dialog').then((m) => ({ default: m.ReviewDialog })))

/** The company's own words as a file, out and in: from the place where one tries to the place where one works. */
export function CarryPart({ studio }: { studio: Studio }) {
  const [documents, setDocuments] = useState<Record<string, Doc | null>>()
  const [unread, setUnread] = useState(false)
  const names = Object.keys(studio.documents)

  const take = async (file: File) => {
    const read = readSheet(await file.text())
    setUnread(!read)
    setDocuments(read)
    if (read) announce(t('studio.carry_read', { count: Object.keys(read).length }))
  }
  return (
    <div className={style.part}>
      <section className={style.carry}>
        <h2>{t('studio.carry_out')}</h2>
        <p className={edit.help}>{t('studio.carry_out_help')}</p>
        <p className={edit.note}>
          {names.length ? t('studio.carry_count', { count: names.length }) : t('studio.carry_empty')}
        </p>
        <a className={style.download} href="/api/studio/sheet.json" download="kith-sheet.json">
          <Download size={16} aria-hidden />
          {t('studio.carry_download')}
        </a>
      </section>
      <section className={style.carry}>
        <h2>{t('studio.carry_in')}</h2>
        <p className={edit.help}>{t('studio.carry_in_help')}</p>
        {unread && <ErrorBox title={t('studio.carry_unread')} />}
        <FileButton
          label={t('studio.carry_choose')}
          accept="application/json,.json"
          onFile={(file) => void take(file)}
        />
      </section>
      {documents && (
        <Suspense>
          <ReviewDialog documents={documents} onSaved={() => {}} onClose={() => setDocuments(undefined)} />
        </Suspense>
      )}
    </div>
  )
}
