import { matches } from '../../lib/text'
import type { PlaceGroup } from './places'

/** What answers to the words: a page by itself, or by a setting on it, which is then named. */
export function findPlaces(groups: readonly PlaceGroup[], typed: string): PlaceGroup[] {
  if (typed.trim() === '') return groups.map((g) => ({ ...g, places: g.places.map((p) => ({ ...p, inside: [] })) }))
  return groups
    .map((g) => ({
      ...g,
      places: g.places.flatMap((place) => {
        const hits = place.inside?.filter(({ label }) => matches(label, typed)) ?? []
        const whole = matches(`${place.label} ${place.doc} ${place.words ?? ''} ${g.label}`, typed)
        return whole || hits.length ? [{ ...place, inside: hits }] : []
      }),
    }))
    .filter((g) => g.places.length > 0)
}
