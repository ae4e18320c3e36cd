import { t } from '../../../lib/words'
import { Checkbox } from '../../../ui/checkbox'
import style from './new.module.css'
import { type Trait, traitsOffered } from './new-kind-document'

interface TraitBoxesProps {
  traits: readonly Trait[]
  onChange: (traits: Trait[]) => void
}

/** What a kind can do, each in a sentence. */
export const TraitBoxes = ({ traits, onChange }: TraitBoxesProps) => (
  <fieldset className={style.traits}>
    <legend>{t('studio.kind_traits')}</legend>
    {traitsOffered.map((trait) => (
      <div key={trait}>
        <Checkbox
          label={t(`studio.trait.${trait}`)}
          checked={traits.includes(trait)}
          onChange={(on) => onChange(traitsOffered.filter((each) => (each === trait ? on : traits.includes(each))))}
        />
        <p>{t(`studio.trait_doc.${trait}`)}</p>
      </div>
    ))}
  </fieldset>
)
