import { Check, MessageCircleQuestionMark, X } from 'lucide-react'
import { useState } from 'react'
import type { ApiError } from '../../api/api'
import { useAsk } from '../../api/use-ask'
import { t } from '../../lib/words'
import { ErrorBox } from '../../ui/bits'
import { Button } from '../../ui/button'
import { TextArea, TextField } from '../../ui/text-field'
import { answerTo, type Offer, type Said } from './offer'
import style from './offer.module.css'
import { SignaturePad } from './signature-pad'

interface AnswerPartProps {
  link: string
  offer: Offer
  onAnswered: (offer: Offer) => void
}

type Kind = Said['answer']

const words = {
  accept: { do: 'offer.accept', text: 'offer.note', send: 'offer.accept_send' },
  refuse: { do: 'offer.refuse', text: 'offer.why', send: 'offer.refuse_send' },
  comment: { do: 'offer.ask', text: 'offer.question', send: 'offer.ask_send' },
} as const

/** Yes, no, or a question. */
export function AnswerPart({ link, offer, onAnswered }: AnswerPartProps) {
  const [kind, setKind] = useState<Kind>()
  const open = offer.state === 'open'
  if (kind)
    return (
      <AnswerForm
        link={link}
        offer={offer}
        kind={kind}
        onDone={(next) => {
          setKind(undefined)
          onAnswered(next)
        }}
        onCancel={() => setKind(undefined)}
      />
    )
  return (
    <div className={style.choices}>
      {open && (
        <Button kind="primary" icon={Check} onClick={() => setKind('accept')}>
          {t('offer.accept')}
        </Button>
      )}
      <Button icon={MessageCircleQuestionMark} onClick={() => setKind('comment')}>
        {t('offer.ask')}
      </Button>
      {open && (
        <Button icon={X} onClick={() => setKind('refuse')}>
          {t('offer.refuse')}
        </Button>
      )}
    </div>
  )
}

interface AnswerFormProps {
  link: string
  offer: Offer
  kind: Kind
  onDone: (offer: Offer) => void
  onCancel: () => void
}

const faultBeside = (refused: ApiError | undefined) =>
  refused?.faults.find(({ at }) => at !== 'name' && at !== 'text')?.text

function AnswerForm({ link, offer, kind, onDone, onCancel }: AnswerFormProps) {
  const [name, setName] = useState(offer.answers?.find((one) => one.name)?.name ?? '')
  const [text, setText] = useState('')
  const [strokes, setStrokes] = useState('')
  const { ask, busy, refused, said } = useAsk(async () => {
    const signature = kind === 'accept' && strokes ? { signature: strokes } : {}
    onDone(await answerTo(link, offer.version ?? 0, { answer: kind, name, text, ...signature }))
  })
  const beside = refused?.faults.length ? faultBeside(refused) : said
  return (
    <form
      className={style.form}
      onSubmit={(event) => {
        event.preventDefault()
        ask()
      }}
    >
      <h2>{t(words[kind].do)}</h2>
      {kind === 'accept' && <p className={style.hint}>{t('offer.accept_help', { company: offer.company })}</p>}
      {beside && <ErrorBox title={beside} />}
      <TextField
        label={t('offer.name')}
        value={name}
        onChange={setName}
        error={refused?.faultAt('name')}
        autoComplete="name"
        maxLength={120}
        autoFocus
        required
      />
      <TextArea
        label={t(words[kind].text)}
        value={text}
        onChange={setText}
        error={refused?.faultAt('text')}
        maxLength={2000}
        required={kind === 'comment'}
      />
      {kind === 'accept' && <SignaturePad strokes={strokes} onChange={setStrokes} />}
      <div className={style.buttons}>
        <Button onClick={onCancel}>{t('offer.back')}</Button>
        <Button kind={kind === 'refuse' ? 'danger' : 'primary'} submit busy={busy} disabled={!name.trim()}>
          {t(words[kind].send)}
        </Button>
      </div>
    </form>
  )
}
