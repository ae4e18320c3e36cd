import { X } from 'lucide-react'
import { type Person, PersonField } from '../../../../fields/person-field'
import { t } from '../../../../lib/words'
import { IconButton } from '../../../../ui/button'
import style from './hand.module.css'

interface PeoplePickProps {
  label: string
  people: readonly Person[]
  onChange: (people: Person[]) => void
}

/** Several colleagues, one after the other. */
export function PeoplePick({ label, people, onChange }: PeoplePickProps) {
  const add = (person: Person | null) => {
    if (person && !people.some(({ id }) => id === person.id)) onChange([...people, person])
  }
  return (
    <div className={style.people}>
      {people.length > 0 && (
        <ul className={style.chips} aria-label={label}>
          {people.map((person) => (
            <li key={person.id}>
              <bdi>{person.label}</bdi>
              <IconButton
                icon={X}
                label={t('hand.without', { name: person.label })}
                onClick={() => onChange(people.filter(({ id }) => id !== person.id))}
              />
            </li>
          ))}
        </ul>
      )}
      {/* Anew after each: the field is for the next one. */}
      <PersonField key={people.length} label={label} placeholder={t('hand.add_person')} value={null} onChange={add} />
    </div>
  )
}
