// The import wizard as a person walks through it.
import { join } from 'node:path'
import { expect } from './suite.mjs'

const data = join(import.meta.dirname, '../../../../test/data/sales-pipeline')

/** Picks from a select or a menu-like list that a button with this label opens. */
export async function choose(page, label, option) {
  await page.getByLabel(label, { exact: true }).click()
  await page.getByRole('option', { name: option, exact: true }).click()
}

/** `meta`: the metadata in the person's language, for the names of fields. */
export function wizard(page, { t, like }, meta) {
  const labelOf = (entity, field) => meta.entities[entity].fields[field].label

  const self = {
    labelOf,
    async upload(file, entity) {
      await page.goto(`/import?entity=${entity}`)
      const button = page.getByRole('button', { name: t('field.choose_file') })
      const [chooser] = await Promise.all([page.waitForEvent('filechooser'), button.click()])
      await chooser.setFiles(join(data, file))
      await page.getByRole('heading', { level: 1, name: file }).waitFor()
    },
    /** This column becomes this field. */
    async match(header, entity, field) {
      const wanted = t('import.becomes', { header, field: labelOf(entity, field) })
      // Found by itself already, most of the time.
      if (await page.getByRole('button', { name: wanted, exact: true }).isVisible()) return
      await page.getByRole('button', { name: like('import.becomes', { header }) }).click()
      const list = page.getByRole('combobox', { name: t('import.choose_field', { header }) })
      await list.fill(labelOf(entity, field))
      await page.getByRole('option', { name: labelOf(entity, field), exact: true }).click()
      await page.getByRole('button', { name: wanted, exact: true }).waitFor()
    },
    async leaveOut(header) {
      const left = t('import.becomes', { header, field: t('import.skip_column') })
      if (await page.getByRole('button', { name: left, exact: true }).isVisible()) return
      await page.getByRole('button', { name: like('import.becomes', { header }) }).click()
      await page.getByRole('option', { name: t('import.skip_column'), exact: true }).click()
    },
    /** Says more about a column in its popover. */
    async options(header, say) {
      await page.getByRole('button', { name: t('import.options', { header }), exact: true }).click()
      const pop = page.getByRole('dialog', { name: t('import.options', { header }) })
      await say(pop)
      await page.keyboard.press('Escape')
      await pop.waitFor({ state: 'detached' })
    },
    async replace(header, from, to) {
      await self.options(header, async (pop) => {
        await pop.getByLabel(t('import.replace_from')).fill(from)
        await pop.getByLabel(t('import.replace_to')).fill(to)
        await pop.getByRole('button', { name: t('import.replace_add') }).click()
      })
    },
    /** Checks the rows, runs, and waits for the end. Answers the four numbers of the result. */
    async run({ refused = 0 } = {}) {
      await page.getByRole('button', { name: t('import.to_check') }).click()
      await page.getByRole('tab', { name: new RegExp(`^${t('import.does.refuse')} `) }).waitFor()
      if (refused === 0) {
        const bad = await page.locator('[data-does=refuse]').allInnerTexts()
        expect(bad.length === 0, `rows would be refused:\n${bad.slice(0, 3).join('\n')}`)
      }
      await page.getByRole('button', { name: like('import.run') }).click()
      await page.getByRole('heading', { name: t('import.done') }).waitFor({ timeout: 60_000 })
      const id = page.url().split('/').at(-1).split('?')[0]
      return page.evaluate(async (id) => (await (await fetch(`/api/imports/${id}`)).json()).job.result, id)
    },
  }
  return self
}
