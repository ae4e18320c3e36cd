import type { ReactNode } from 'react'
import { t } from '../../../lib/words'
import { Select } from '../../../ui/lazy'
import edit from './edit.module.css'
import { FieldOrder } from './field-order'
import { Origin } from './origin'
import { formRows, isDoc, type Json } from './sheet'
import style from './studio.module.css'
import type { Draft } from './use-draft'

const namesOf = (value: Json | undefined): string[] => (Array.isArray(value) ? value.flat().map(String) : [])
const rowsOf = (value: Json | undefined): string[][] =>
  Array.isArray(value) ? value.map((row) => [row].flat().map(String)) : []
const choices = ['choice', 'stage', 'ref', 'bool']
const sums = ['money', 'int', 'real', 'duration']

/** Where people meet the fields: in the list, on the page, when one is made, on the board, on the card. */
export function ViewsPart({ draft }: { draft: Draft }) {
  const { meta } = draft
  const isHidden = (name: string) => draft.get('fields', name, 'hidden') === true
  const typeOf = (name: string) => String(draft.get('fields', name, 'type') ?? meta?.fields[name]?.type ?? '')
  const known = [...new Set([...draft.fields, ...Object.keys(meta?.fields ?? {})])].filter((name) => !isHidden(name))
  const plain = known.filter((name) => !meta?.fields[name]?.system)
  const list = (view: 'table' | 'create' | 'form', among: readonly string[], put: (names: string[]) => Json) => (
    <FieldOrder
      draft={draft}
      label={t(`studio.view.${view}`)}
      names={namesOf(draft.get('views', view))}
      among={among}
      onChange={(names) => draft.put(['views', view], put(names))}
    />
  )
  const pick = (path: string[], label: string, of: readonly string[], none?: string) => (
    <Select
      label={label}
      options={of.map((id) => ({ id, label: draft.fieldLabel(id) }))}
      value={typeof draft.get(...path) === 'string' ? String(draft.get(...path)) : null}
      none={none}
      onChange={(id) => draft.put(path, id ?? (draft.delivered(...path) === undefined ? undefined : null))}
    />
  )
  const rows = rowsOf(draft.get('views', 'form'))
  return (
    <div className={style.part}>
      <p className={edit.help}>{t('studio.views_help')}</p>
      <div className={style.views}>
        <View draft={draft} path={['views', 'form']} title={t('studio.view.form')} help={t('studio.form_help')}>
          {list(
            'form',
            plain.filter((name) => typeOf(name) !== ''),
            (names) => formRows(names, rows),
          )}
        </View>
        <View draft={draft} path={['views', 'table']} title={t('studio.view.table')} help={t('studio.table_help')}>
          {list('table', known, (names) => names)}
        </View>
        <View draft={draft} path={['views', 'create']} title={t('studio.view.create')} help={t('studio.create_help')}>
          {list(
            'create',
            plain.filter((name) => draft.get('fields', name, 'is') === undefined),
            (names) => names,
          )}
        </View>
        <View draft={draft} path={['face']} title={t('studio.face')} help={t('studio.face_help')}>
          {pick(['face', 'title'], t('studio.face.title'), draft.fields)}
          {pick(['face', 'under'], t('studio.face.under'), plain, t('field.none'))}
          {pick(
            ['face', 'badge'],
            t('studio.face.badge'),
            plain.filter((name) => choices.includes(typeOf(name)) || name === 'stage'),
            t('field.none'),
          )}
          <h4>{t('studio.face.facts')}</h4>
          <FieldOrder
            draft={draft}
            label={t('studio.face.facts')}
            names={namesOf(draft.get('face', 'facts'))}
            among={known}
            most={4}
            onChange={(names) => draft.put(['face', 'facts'], names)}
          />
        </View>
        {(isDoc(draft.get('views', 'board')) || isDoc(draft.get('pipeline'))) && (
          <View draft={draft} path={['views', 'board']} title={t('studio.view.board')} help={t('studio.board_help')}>
            {pick(
              ['views', 'board', 'by'],
              t('studio.board_by'),
              known.filter((name) => typeOf(name) === 'choice' || name === 'stage'),
            )}
            {pick(
              ['views', 'board', 'sum'],
              t('studio.board_sum'),
              plain.filter((name) => sums.includes(typeOf(name))),
              t('field.none'),
            )}
          </View>
        )}
      </div>
    </div>
  )
}

interface ViewProps {
  draft: Draft
  path: string[]
  title: string
  help: string
  children: ReactNode
}

const View = ({ draft, path, title, help, children }: ViewProps) => (
  <section className={style.view} aria-label={title} data-changed={draft.changed(...path) || undefined}>
    <h3>{title}</h3>
    <p className={edit.note}>{help}</p>
    {children}
    {!draft.own && (
      <Origin
        from={draft.kind?.from[path.join('.')] ?? draft.kind?.from[''] ?? 'core'}
        said={draft.said(...path)}
        onReset={() => draft.put(path, undefined)}
      />
    )}
  </section>
)
