// Records of the past: out of the list, found on purpose, and back.
import { faultsInBoth } from './kit/axe.mjs'
import { ask } from './kit/browser.mjs'
import { foundCompany } from './kit/setup.mjs'
import { same, scenario, soonSame } from './kit/suite.mjs'

export const archive = scenario('archive', async ({ browser, server, step, watch }) => {
  const { admin, t } = await foundCompany(browser, server, watch)
  const acme = await ask(admin, 'POST', 'account', { name: 'Acme' })
  const old = await ask(admin, 'POST', 'deal', { name: 'Old roof', account: acme.id })
  await ask(admin, 'POST', 'deal', { name: 'New roof', account: acme.id })
  const named = (name) => admin.getByRole('main').getByText(name, { exact: true })

  await step('archived from its page it says so, and keeps its place with what it belongs to', async () => {
    await admin.goto(`/deal/${old.id}`)
    await admin.getByRole('button', { name: t('record.more') }).click()
    await admin.getByRole('menuitem', { name: t('archive.do') }).click()
    await admin.getByRole('button', { name: t('archive.back') }).waitFor()
    same(await faultsInBoth(admin), [], 'faults')
    await admin.goto(`/account/${acme.id}`)
    await named('Old roof').first().waitFor()
    await named('New roof').first().waitFor()
  })
  await step('the list leaves it out, unless it is asked for', async () => {
    await admin.goto('/deal?shape=table')
    await named('New roof').first().waitFor()
    same(await named('Old roof').count(), 0, 'archived rows')
    await admin.getByRole('button', { name: t('list.more') }).click()
    await admin.getByRole('menuitem', { name: t('archive.with') }).click()
    await named('Old roof').first().waitFor()
    await soonSame(() => admin.locator('[data-archived-mark]').count(), 1, 'marks')
    same(await faultsInBoth(admin), [], 'faults')
    await admin.getByRole('button', { name: t('ui.clear') }).click()
    await named('Old roof').first().waitFor({ state: 'detached' })
  })
  await step('the search says how many more there are, and leads to them', async () => {
    await admin.goto('/search?q=old+roof')
    await admin.getByRole('button', { name: t('archive.more', { count: 1 }) }).click()
    await admin.locator('[data-hit]').filter({ hasText: 'Old roof' }).click()
    await admin.getByRole('button', { name: t('archive.back') }).click()
    await admin.getByRole('button', { name: t('archive.back') }).waitFor({ state: 'detached' })
    await admin.goto('/deal?shape=table')
    await named('Old roof').first().waitFor()
  })
})
