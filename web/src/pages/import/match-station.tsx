import { ArrowRight, Sparkles } from 'lucide-react'
import type { Import } from '../../api/imports'
import type { Entity } from '../../api/types'
import { list, number } from '../../lib/fmt'
import { t } from '../../lib/words'
import { ErrorBox } from '../../ui/bits'
import { Button } from '../../ui/button'
import { Constants } from './constants'
import { Duplicates } from './duplicates'
import style from './import.module.css'
import { missingFields } from './map'
import { MatchGrid } from './match-grid'
import { Reading } from './reading'
import { useImportDraft } from './use-import'

interface MatchStationProps {
  import: Import
  entity: Entity
  onNext: () => void
}

/** What each column means; what fills the fields no column fills; what a row is that is there already. */
export function MatchStation({ import: given, entity, onNext }: MatchStationProps) {
  const draft = useImportDraft(given)
  const missing = missingFields(entity, draft.map)
  const names = Object.values(draft.map.columns).filter((c) => c.to).length

  const next = async () => {
    if (await draft.flush()) onNext()
  }
  return (
    <>
      <div className={style.wide}>
        <Reading import={given} draft={draft} />
        {given.preset && (
          <p className={style.preset}>
            <Sparkles size={15} aria-hidden /> {t('import.preset', { name: given.preset })}
          </p>
        )}
        {draft.faults.map((fault) => (
          <ErrorBox key={fault.at + fault.code} title={fault.text}>
            <p dir="ltr">{fault.at}</p>
          </ErrorBox>
        ))}
        <h2 className={style.part}>{t('import.columns', { count: given.header.length, matched: number(names) })}</h2>
      </div>
      <MatchGrid import={given} entity={entity} draft={draft} />
      <div className={style.wide}>
        <Constants import={given} entity={entity} draft={draft} missing={missing} />
        <Duplicates entity={entity} draft={draft} />
      </div>
      <footer className={style.foot}>
        <p className={style.footText} role="status">
          {missing.length > 0 && t('import.missing', { fields: list(missing.map((f) => f.label)) })}
        </p>
        <Button kind="primary" disabled={names === 0 || draft.busy} onClick={() => void next()}>
          {t('import.to_check')}
          <ArrowRight size={16} aria-hidden className="flip" />
        </Button>
      </footer>
    </>
  )
}
