import type { Import } from '../../api/imports'
import type { Entity } from '../../api/types'
import { cx } from '../../lib/text'
import { t } from '../../lib/words'
import { ColumnHead } from './column-head'
import frame from './import.module.css'
import style from './match.module.css'
import type { ImportDraft } from './use-import'

const shown = 8

interface MatchGridProps {
  import: Import
  entity: Entity
  draft: ImportDraft
}

/** The first rows of the file as they stand there; above each column, what it means. */
export function MatchGrid({ import: given, entity, draft }: MatchGridProps) {
  return (
    <section className={frame.scroller} aria-label={t('import.grid')}>
      <table className={style.grid}>
        <thead>
          <tr>
            {given.header.map((header) => (
              <th key={header} scope="col" data-off={!draft.map.columns[header]?.to || undefined}>
                <ColumnHead header={header} import={given} entity={entity} draft={draft} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {given.sample.slice(0, shown).map((row, i) => (
            <tr key={i}>
              {given.header.map((header, at) => (
                <td key={header} className={cx(!draft.map.columns[header]?.to && style.off)}>
                  <span dir="auto">{row[at]}</span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
