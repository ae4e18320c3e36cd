import { useQuery } from '@tanstack/react-query'
import { ExternalLink } from 'lucide-react'
import { useState } from 'react'
import { ApiError, getAsIs, url } from '../../api/api'
import type { Entity, Row } from '../../api/types'
import { saidBy } from '../../api/use-ask'
import { languageNames, languages } from '../../lib/settings'
import { t } from '../../lib/words'
import { useRow } from '../../store/use-record'
import { ErrorBox, Skeleton } from '../../ui/bits'
import { Button } from '../../ui/button'
import { Dialog } from '../../ui/dialog'
import { Select } from '../../ui/select'
import style from './paper.module.css'

interface PaperDialogProps {
  entity: Entity
  row: Row
  onClose: () => void
}

/** What a customer gets of this record as PDF, in their language: looked at, opened, saved. */
export function PaperDialog({ row: given, onClose }: PaperDialogProps) {
  const row = useRow(given.entity, given.id) ?? given
  const [asked, setAsked] = useState('')
  const path = `${row.entity}/${row.id}/paper`
  // The browser's own reader shows it, which could not say why there is none: so it is asked for here first.
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['paper', row.entity, row.id, row.version, asked],
    queryFn: async ({ signal }) => {
      const made = await getAsIs(path, { query: { language: asked }, signal })
      await made.blob()
      return { language: made.headers.get('Content-Language') ?? asked }
    },
    placeholderData: (before) => before,
    retry: false,
    staleTime: 0,
  })
  const language = data?.language ?? asked
  // The version makes it another address: what changed is read anew.
  const shown = url(path, { language, inline: 1, v: row.version })
  const save = () => {
    const way = document.createElement('a')
    way.href = url(path, { language })
    way.download = ''
    way.click()
  }
  const foot = !error && data && (
    <>
      <a className={style.open} href={shown} target="_blank" rel="noreferrer">
        <ExternalLink size={16} strokeWidth={1.75} aria-hidden />
        {t('paper.open')}
      </a>
      <Button kind="primary" onClick={save}>
        {t('paper.save')}
      </Button>
    </>
  )
  return (
    <Dialog title={t('paper.title', { title: row.title })} onClose={onClose} width={900} foot={foot}>
      <div className={style.part}>
        <div className={style.top}>
          <Select
            label={t('paper.language')}
            value={asked || language || null}
            onChange={(id) => setAsked(id ?? '')}
            options={languages.map((id) => ({ id, label: languageNames[id] }))}
          />
          <p className={style.help}>{t('paper.help')}</p>
        </div>
        {error && (
          <ErrorBox title={error instanceof ApiError ? saidBy(error) : error.message} onRetry={() => void refetch()} />
        )}
        {isPending && <Skeleton rows={8} />}
        {!error && data && <iframe key={shown} className={style.sheet} src={shown} title={t('paper.view')} />}
      </div>
    </Dialog>
  )
}
