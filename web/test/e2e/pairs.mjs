// Records that may be one: a kind is searched, each pair is merged or told apart, with the keyboard; and back again.
import { faultsInBoth } from './kit/axe.mjs'
import { ask } from './kit/browser.mjs'
import { foundCompany } from './kit/setup.mjs'
import { same, scenario, soonSame } from './kit/suite.mjs'

export const pairs = scenario('pairs', async ({ browser, server, step, watch }) => {
  const { admin, t } = await foundCompany(browser, server, watch)
  const contact = (fields) => ask(admin, 'POST', 'contact', fields)
  await contact({ name: 'Sara Ahmadi', email: 'sara@quang.example', birthday: '1990-01-02' })
  await contact({ name: 'Ahmadi, Sara', birthday: '1990-01-02' })
  await contact({ name: 'Peter Miller', phone: '+14155550123', email: 'peter@harbor.example' })
  await contact({ name: 'Peter Miler', mobile: '+14155550123', birthday: '1980-05-05' })
  await contact({ name: 'Somebody Else' })
  const cards = admin.locator('[data-pair]')

  await step('an empty page says what a search does; one is asked for, and finds', async () => {
    await admin.goto('/contact')
    await admin.getByRole('button', { name: t('list.more') }).click()
    await admin.getByRole('menuitem', { name: t('list.pairs') }).click()
    await admin.getByText(t('pairs.never_help')).waitFor()
    await admin.getByRole('button', { name: t('pairs.find') }).click()
    await cards.first().waitFor()
    same(await cards.count(), 2, 'pairs')
    await cards.first().getByText(t('pairs.sure.high')).waitFor()
    await cards.nth(1).getByText(t('pairs.sure.mid')).waitFor()
    same(await faultsInBoth(admin), [], 'faults')
  })
  await step('the keyboard goes from pair to pair, and tells two apart; undo brings them back', async () => {
    await admin.locator('h1').focus()
    await admin.keyboard.press('KeyJ')
    await admin.keyboard.press('KeyJ')
    same(await admin.evaluate(() => document.activeElement.matches('[data-pair]:last-child')), true, 'the second one')
    await admin.keyboard.press('KeyX')
    await soonSame(() => cards.count(), 1, 'pairs')
    await admin.getByRole('button', { name: t('undo.undo') }).click()
    await soonSame(() => cards.count(), 2, 'pairs')
  })
  await step('a pair is merged by hand, and is none any more', async () => {
    await cards.first().focus()
    await admin.keyboard.press('KeyM')
    const dialog = admin.getByRole('dialog', { name: t('merge.title', { count: 2 }) })
    await dialog.getByRole('button', { name: t('merge.do'), exact: true }).click()
    await dialog.waitFor({ state: 'detached' })
    await soonSame(() => cards.count(), 1, 'pairs')
  })
})
