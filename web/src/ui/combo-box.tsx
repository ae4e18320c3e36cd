import { ChevronDown, Plus } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { ComboBox as AriaComboBox, Button, Input, type Key, ListBox, ListBoxItem, Popover } from 'react-aria-components'
import { saysPast } from '../lib/past'
import { cx, matches } from '../lib/text'
import { t } from '../lib/words'
import { Avatar } from './bits'
import { Called, PastMark } from './called'
import { Field, type FieldProps } from './field'
import style from './overlay.module.css'
import type { Option } from './select'
import own from './select.module.css'
import { inputClass, typedDir } from './text-field'

export interface ComboBoxProps extends Omit<FieldProps, 'children'> {
  /** what is chosen, with its words */
  value: Option | null
  onChange: (option: Option | null) => void
  /** asks the server while one types; or give `options` for a short list */
  search?: (typed: string, signal: AbortSignal) => Promise<Option[]>
  options?: readonly Option[]
  /** offers to make what was not found */
  onCreate?: (typed: string) => void
  placeholder?: string
  autoFocus?: boolean
  people?: boolean
  onBlur?: () => void
  /** Escape: the list closes, and whoever edits in place leaves */
  onEscape?: () => void
}

const makeNew = '\u0000new'

/** One of many: type, pick. What is typed and not picked falls away, emptied means none. */
export function ComboBox({
  value,
  onChange,
  search,
  options = [],
  onCreate,
  placeholder,
  autoFocus,
  people,
  onBlur,
  onEscape,
  ...about
}: ComboBoxProps) {
  const [typed, setTyped] = useState(value?.label ?? '')
  const [found, setFound] = useState<readonly Option[]>([])
  const [busy, setBusy] = useState(false)
  const last = useRef(value?.label ?? '')
  // Once one was picked, or a new one is made elsewhere, the list stays shut until a key or the pointer asks for it:
  // what was picked comes back as the text of the field, which React Aria takes for typing.
  // In a form where it merely comes first it does not cover what is below; edited in place it was asked for.
  const [hush, setHush] = useState(!!autoFocus && !about.hideLabel)

  useEffect(() => {
    last.current = value?.label ?? ''
    setTyped(last.current)
  }, [value?.label])

  // The whole list while the field still shows what was chosen; narrowed once one types.
  const asked = typed === last.current ? '' : typed
  useEffect(() => {
    if (!search) return
    const stop = new AbortController()
    setBusy(true)
    const timer = setTimeout(
      () =>
        search(asked, stop.signal)
          .then((hits) => {
            setFound(hits)
            setBusy(false)
          })
          .catch(() => !stop.signal.aborted && setBusy(false)),
      asked ? 150 : 0,
    )
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [asked, search])

  const shown = search ? found : options.filter((o) => matches(o.label, asked))
  const canCreate = onCreate && asked.trim() !== ''
  const items = canCreate ? [...shown, { id: makeNew, label: t('ui.create_named', { name: asked.trim() }) }] : shown

  const pick = (key: Key | null) => {
    if (key !== null) setHush(true)
    if (key === makeNew) onCreate?.(asked.trim())
    else if (key !== null) onChange(shown.find((o) => o.id === key) ?? null)
  }
  const leave = () => {
    if (typed.trim() === '' && value) onChange(null)
    else setTyped(last.current)
    onBlur?.()
  }
  // The mark is of what is chosen, not of what is being typed over it.
  const past = typed === last.current ? saysPast(value ?? undefined) : undefined
  return (
    <Field {...about}>
      {(ids) => (
        <AriaComboBox
          aria-labelledby={ids['aria-labelledby']}
          aria-describedby={cx(ids['aria-describedby'], past && `${ids.id}p`) || undefined}
          isInvalid={ids['aria-invalid']}
          items={items}
          inputValue={typed}
          onInputChange={setTyped}
          selectedKey={value?.id ?? null}
          onSelectionChange={pick}
          defaultFilter={() => true}
          allowsEmptyCollection
          allowsCustomValue
          menuTrigger={hush ? 'manual' : 'focus'}
          autoFocus={autoFocus}
          onBlur={leave}
        >
          <div
            className={own.combo}
            data-past={past && true}
            onPointerDown={() => setHush(false)}
            onKeyDownCapture={(event) => {
              setHush(false)
              if (event.key === 'Escape') onEscape?.()
            }}
          >
            <Input
              className={inputClass}
              id={ids.id}
              placeholder={placeholder}
              dir={typedDir(typed)}
              // What was chosen is replaced by what one types; what is being typed is left alone.
              onFocus={(event) => event.target.value === last.current && event.target.select()}
            />
            {past && (
              <span className={own.mark}>
                <PastMark of={value ?? undefined} id={`${ids.id}p`} />
              </span>
            )}
            <Button className={own.arrow!}>
              <ChevronDown size={15} aria-hidden />
            </Button>
          </div>
          <Popover className={style.pop!} offset={4}>
            <ListBox
              className={style.list!}
              renderEmptyState={() => (
                <p className={style.nothing}>{busy ? t('ui.searching') : t('ui.nothing_found')}</p>
              )}
            >
              {(option: Option) => (
                <ListBoxItem id={option.id} textValue={option.label} className={style.item!}>
                  {option.id === makeNew ? (
                    <Plus size={15} aria-hidden />
                  ) : (
                    people !== undefined && <Avatar name={option.label} person={people} />
                  )}
                  <span className={style.itemText}>
                    <Called of={option}>{option.label}</Called>
                    {option.under && <small className={style.under}>{option.under}</small>}
                  </span>
                </ListBoxItem>
              )}
            </ListBox>
          </Popover>
        </AriaComboBox>
      )}
    </Field>
  )
}
