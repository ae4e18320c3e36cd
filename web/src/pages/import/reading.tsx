import { Suspense } from 'react'
import type { Import } from '../../api/imports'
import { number } from '../../lib/fmt'
import { t } from '../../lib/words'
import { useMeta } from '../../meta/use-meta'
import { Select } from '../../ui/lazy'
import style from './import.module.css'
import type { ImportDraft } from './use-import'

// As the server names them; what it found by itself is always among them.
const charsets = ['UTF-8', 'UTF-16LE', 'windows-1252', 'windows-1256', 'windows-1258', 'gb18030', 'big5']
const delimiters = { ',': 'comma', ';': 'semicolon', tab: 'tab' } as const

/** How the file was read; a wrong guess is corrected here, and it is read again. */
export function Reading({ import: given, draft }: { import: Import; draft: ImportDraft }) {
  const { entities } = useMeta()
  const open = Object.values(entities).filter((e) => e.may.import && (e.order ?? 0) > 0)
  const known = charsets.some((c) => c.toLowerCase() === given.charset?.toLowerCase())
  const sets = known || !given.charset ? charsets : [given.charset, ...charsets]
  const charset = sets.find((c) => c.toLowerCase() === given.charset?.toLowerCase()) ?? null
  const delimiter = given.delimiter === '\t' ? 'tab' : (given.delimiter ?? null)
  return (
    <div className={style.reading} aria-busy={draft.busy || undefined}>
      <Suspense>
        <Select
          label={t('import.into')}
          value={given.entity}
          options={open.map((e) => ({ id: e.name, label: e.label[1] }))}
          onChange={(id) => id && id !== given.entity && void draft.reread({ entity: id })}
        />
        {given.format === 'xlsx' && (given.sheets?.length ?? 0) > 1 && (
          <Select
            label={t('import.sheet')}
            value={given.sheet ?? given.sheets?.[0] ?? null}
            options={(given.sheets ?? []).map((name) => ({ id: name, label: name }))}
            onChange={(id) => id && void draft.reread({ sheet: id })}
          />
        )}
        {given.format === 'csv' && (
          <>
            <Select
              label={t('import.charset')}
              value={charset}
              options={sets.map((id) => ({ id, label: id }))}
              onChange={(id) => id && void draft.reread({ charset: id })}
            />
            <Select
              label={t('import.delimiter')}
              value={delimiter}
              options={Object.entries(delimiters).map(([id, word]) => ({ id, label: t(`import.delimiter.${word}`) }))}
              onChange={(id) => id && void draft.reread({ delimiter: id })}
            />
          </>
        )}
      </Suspense>
      {given.total !== undefined && (
        <p className={style.rows}>{t('import.rows', { count: given.total, shown: number(given.total) })}</p>
      )}
    </div>
  )
}
