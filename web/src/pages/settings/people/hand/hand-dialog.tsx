import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiError } from '../../../../api/api'
import { saidBy } from '../../../../api/use-ask'
import { PersonField } from '../../../../fields/person-field'
import { t } from '../../../../lib/words'
import { Empty, ErrorBox, Progress, Skeleton } from '../../../../ui/bits'
import { Button } from '../../../../ui/button'
import { Dialog } from '../../../../ui/lazy'
import { Segments } from '../../../../ui/segments'
import { type Choice, type HeldKind, type How, handApi, wishOf } from './hand'
import style from './hand.module.css'
import { KindsTable } from './kinds-table'
import { PeoplePick } from './people-pick'
import { PlanTable } from './plan-table'
import { RuleRows } from './rule-rows'
import { useHandOver } from './use-hand-over'

interface HandDialogProps {
  id: string
  name: string
  /** it is done: nothing may stand before the way back */
  onDone: () => void
  onClose: () => void
}

const hows = ['one', 'several', 'rules'] as const

/** All that somebody owns, to others: what there is, to whom, and what would come of it, before anything does. */
export function HandDialog({ id, name, onDone, onClose }: HandDialogProps) {
  const { data, error, refetch } = useQuery({
    queryKey: ['held', id],
    queryFn: ({ signal }) => handApi.held(id, signal),
    staleTime: 0,
  })
  const held = data?.kinds.filter(({ count }) => count > 0)
  const title = t('hand.title', { name })
  if (held && held.length > 0) return <HandForm id={id} title={title} held={held} onDone={onDone} onClose={onClose} />
  return (
    <Dialog title={title} onClose={onClose} width={640}>
      {error && <ErrorBox title={error.message} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton rows={6} />}
      {held && <Empty title={t('hand.nothing', { name })}>{t('hand.nothing_help')}</Empty>}
    </Dialog>
  )
}

interface HandFormProps extends Omit<HandDialogProps, 'name'> {
  title: string
  held: readonly HeldKind[]
}

function HandForm({ id, title, held, onDone, onClose }: HandFormProps) {
  const [choice, setChoice] = useState<Choice>(() => ({
    kinds: new Set(held.map(({ entity }) => entity)),
    open: false,
    how: 'one',
    people: [],
    rules: [],
  }))
  const wish = wishOf(choice)
  const { data: plan, error } = useQuery({
    queryKey: ['hand-plan', id, wish],
    queryFn: ({ signal }) => handApi.plan(id, wish!, signal),
    enabled: wish !== undefined,
    staleTime: 0,
    retry: false,
  })
  const { start, stop, job, runs } = useHandOver(id, choice, onDone)
  const refused = error instanceof ApiError ? saidBy(error) : start.said
  const names = new Map([...choice.people, ...choice.rules.flatMap(({ to }) => to ?? [])].map((p) => [p.id, p.label]))
  const foot = runs ? (
    <Button onClick={stop.ask} busy={stop.busy}>
      {t('hand.stop')}
    </Button>
  ) : (
    <>
      <Button onClick={onClose}>{t('ui.cancel')}</Button>
      <Button kind="primary" submit busy={start.busy} disabled={!wish || !plan}>
        {plan ? t('hand.do', { count: plan.total }) : t('hand.action')}
      </Button>
    </>
  )
  const people = (label: string) => (
    <PeoplePick label={label} people={choice.people} onChange={(people) => setChoice({ ...choice, people })} />
  )
  return (
    <Dialog title={title} onClose={onClose} onSubmit={start.ask} foot={foot} width={640}>
      {runs ? (
        <div className={style.runs}>
          <p role="status">
            {job?.total
              ? t('hand.progress', { done: job.done, total: Math.max(job.total, job.done) })
              : t('hand.begins')}
          </p>
          <Progress label={title} value={job?.done} total={job?.total} />
          <p className="quiet">{t('hand.runs_help')}</p>
        </div>
      ) : (
        <div className={style.form}>
          <KindsTable held={held} choice={choice} onChange={setChoice} />
          <Segments<How>
            label={t('hand.to')}
            value={choice.how}
            onChange={(how) => setChoice({ ...choice, how })}
            options={hows.map((how) => ({ id: how, label: t(`hand.how.${how}`) }))}
          />
          {choice.how === 'one' && (
            <PersonField
              label={t('hand.new_owner')}
              value={choice.people[0] ?? null}
              onChange={(one) => setChoice({ ...choice, people: one ? [one] : [] })}
            />
          )}
          {choice.how === 'rules' && (
            <RuleRows
              held={held.filter(({ entity }) => choice.kinds.has(entity))}
              rules={choice.rules}
              onChange={(rules) => setChoice({ ...choice, rules })}
            />
          )}
          {choice.how === 'several' && people(t('hand.in_turn'))}
          {choice.how === 'rules' && people(t('hand.rest'))}
          <div aria-live="polite" className={style.plan}>
            {refused && <ErrorBox title={refused} />}
            {plan && wish && <PlanTable plan={plan} names={names} />}
          </div>
        </div>
      )}
    </Dialog>
  )
}
