import { Ban } from 'lucide-react'
import { useContext } from 'react'
import type { Field } from '../api/types'
import { foldDigits } from '../lib/digits'
import type { FieldKind, ShowProps } from './field-kind'
import style from './fields.module.css'
import { Refused } from './refused'
import { Typed } from './typed'

const linked = (type: Field['type'], href: (value: string) => string, shown: (value: string) => string = (v) => v) =>
  function Linked({ value, dense }: ShowProps<string>) {
    const refused = useContext(Refused)[type]
    const text = <bdi dir="ltr">{shown(value)}</bdi>
    const safe = href(value)
    if (!dense && refused)
      return (
        <span className={style.closed} data-tip={refused} data-refused>
          {text}
          <Ban size={13} aria-hidden />
          <span className="sr">{refused}</span>
        </span>
      )
    return dense || !safe ? (
      text
    ) : (
      <a className="link" href={safe} target={safe.startsWith('http') ? '_blank' : undefined} rel="noreferrer noopener">
        {text}
      </a>
    )
  }

const readEmail = (typed: string) => {
  const text = typed.trim()
  return text === '' ? null : /^[^\s@]+@[^\s@]+$/.test(text) ? text : undefined
}

export const email: FieldKind<string> = {
  align: 'start',
  width: 214,
  read: readEmail,
  text: (value) => value,
  Show: linked('email', (value) => `mailto:${value}`),
  Edit: (props) => <Typed {...props} latin inputMode="email" typed={props.value ?? ''} read={readEmail} />,
}

/** The server brings it into the international form; here it only loses its foreign digits. */
const readPhone = (typed: string) => {
  const text = foldDigits(typed).trim()
  return text === '' ? null : /\d/.test(text) ? text : undefined
}

const lengths: Record<number, number[]> = { 7: [3, 4], 8: [4, 4], 9: [3, 3, 3], 10: [3, 3, 4], 11: [3, 4, 4] }

/** +84921664760 in groups, easier on the eye: +84 921 664 760. */
function groups(value: string): string {
  const [, code, rest = ''] = /^(\+(?:84|98|86|44|49|33|7|1|\d{2,3}))(\d{7,11})$/.exec(value) ?? []
  const parts = lengths[rest.length]
  if (!code || !parts) return value
  const starts = parts.map((_, i) => parts.slice(0, i).reduce((sum, n) => sum + n, 0))
  return [code, ...parts.map((n, i) => rest.slice(starts[i], (starts[i] ?? 0) + n))].join(' ')
}

export const phone: FieldKind<string> = {
  align: 'start',
  width: 158,
  read: readPhone,
  text: (value) => value,
  Show: linked('phone', (value) => `tel:${value.replace(/[^\d+]/g, '')}`, groups),
  Edit: (props) => <Typed {...props} latin inputMode="tel" typed={props.value ?? ''} read={readPhone} />,
}

const readUrl = (typed: string) => {
  const text = typed.trim()
  if (text === '') return null
  const whole = /^[a-z]+:/i.test(text) ? text : `https://${text}`
  return URL.canParse(whole) && /^https?:/i.test(whole) ? whole : undefined
}

export const url: FieldKind<string> = {
  align: 'start',
  width: 190,
  read: readUrl,
  text: (value) => value,
  // Only web addresses become links: javascript: and the like stay text.
  Show: linked(
    'url',
    (value) => (/^https?:/i.test(value) ? value : ''),
    (value) => value.replace(/^https?:\/\/(www\.)?/, '').replace(/\/$/, ''),
  ),
  Edit: (props) => <Typed {...props} latin inputMode="url" typed={props.value ?? ''} read={readUrl} />,
}

/** A number out of a series: HD-2026-00042. The server gives it. */
export const series: FieldKind<string> = {
  align: 'start',
  width: 130,
  read: () => undefined,
  text: (value) => value,
  Show: ({ value }) => <bdi dir="ltr">{value}</bdi>,
  Edit: ({ value }) => <span className={style.ltr}>{value}</span>,
}
