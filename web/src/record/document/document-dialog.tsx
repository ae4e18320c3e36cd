import { useQuery, useQueryClient } from '@tanstack/react-query'
import { FileText } from 'lucide-react'
import { useState } from 'react'
import { ApiError, api, onceKey, post } from '../../api/api'
import type { Entity, Row } from '../../api/types'
import { saidBy } from '../../api/use-ask'
import { fieldText } from '../../fields'
import { t } from '../../lib/words'
import { useEntity } from '../../meta/use-meta'
import { Empty, ErrorBox, Skeleton } from '../../ui/bits'
import { Dialog } from '../../ui/dialog'
import { Link } from '../../ui/link'
import { toast } from '../../ui/toast'
import { quoted } from '../about'
import style from './document.module.css'

interface DocumentDialogProps {
  entity: Entity
  row: Row
  onClose: () => void
}

/** The company's own Word templates for such a record: one press makes the document, keeps it here and hands it over. */
export function DocumentDialog({ entity, row, onClose }: DocumentDialogProps) {
  const template = useEntity('template')
  const cache = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [refused, setRefused] = useState<string>()
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['templates', entity.name],
    queryFn: ({ signal }) =>
      api.rows('template', { where: `entity = ${quoted(entity.name)}`, sort: 'name', limit: 100 }, signal),
    staleTime: 0,
  })
  const make = async (which: Row) => {
    setBusy(true)
    setRefused(undefined)
    try {
      const path = `${entity.name}/${row.id}/document`
      const file = await post<Row>(path, { template: which.id }, { once: onceKey() })
      void cache.invalidateQueries({ queryKey: ['files', row.id] })
      void cache.invalidateQueries({ queryKey: ['timeline', row.entity, row.id] })
      const way = document.createElement('a')
      way.href = `/api/files/${file.id}`
      way.download = file.title
      way.click()
      toast(t('document.made', { name: file.title }))
      onClose()
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason
      setRefused(saidBy(reason))
    } finally {
      setBusy(false)
    }
  }
  const toTemplates = (
    <Link to="/template" className="link" onClick={onClose}>
      {t('document.templates')}
    </Link>
  )
  return (
    <Dialog title={t('document.title', { title: row.title })} onClose={onClose} width={480}>
      {error && <ErrorBox title={error.message} onRetry={() => void refetch()} />}
      {refused && <ErrorBox title={refused} />}
      {isPending && <Skeleton rows={3} />}
      {data && data.rows.length > 0 && (
        <>
          <p className={style.help}>{t('document.help')}</p>
          <ul className={style.list}>
            {data.rows.map((one) => (
              <li key={one.id}>
                <button
                  type="button"
                  className={style.one}
                  disabled={busy}
                  aria-label={t('document.make', { name: one.title })}
                  onClick={() => void make(one)}
                >
                  <FileText size={18} strokeWidth={1.75} aria-hidden />
                  <span dir="auto">{one.title}</span>
                  <small>{fieldText(template?.fields.language, one)}</small>
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
      {data?.rows.length === 0 && (
        <Empty icon={FileText} title={t('document.none')} action={toTemplates}>
          {t('document.none_help', { braces: '{{name}}' })}
        </Empty>
      )}
    </Dialog>
  )
}
