import { type ComponentProps, lazy, Suspense } from 'react'
import { Field } from './field'
import style from './text-field.module.css'

// The same parts as in their own files, fetched when first drawn: for pages that should not carry them.
const LateSelect = lazy(() => import('./select').then((m) => ({ default: m.Select })))
const LateComboBox = lazy(() => import('./combo-box').then((m) => ({ default: m.ComboBox })))

type RoomProps = Pick<ComponentProps<typeof Field>, 'label' | 'doc' | 'hideLabel' | 'required' | 'className'>

/** The room that a field will take, under its label: what stands below does not move when it comes. */
const Room = ({ label, doc, hideLabel, required, className }: RoomProps) => (
  <Field {...{ label, doc, hideLabel, required, className }}>
    {({ id }) => <input id={id} className={style.input} disabled aria-busy />}
  </Field>
)

export const Select = (props: ComponentProps<typeof LateSelect>) => (
  <Suspense fallback={<Room {...props} />}>
    <LateSelect {...props} />
  </Suspense>
)

export const ComboBox = (props: ComponentProps<typeof LateComboBox>) => (
  <Suspense fallback={<Room {...props} />}>
    <LateComboBox {...props} />
  </Suspense>
)

/** Wrap these in <Suspense>. */
export const Dialog = lazy(() => import('./dialog').then((m) => ({ default: m.Dialog })))
export const Sheet = lazy(() => import('./dialog').then((m) => ({ default: m.Sheet })))
