// What was done is taken back: one change from the history, what was done to many from the page of the settings.
import { faultsInBoth } from './kit/axe.mjs'
import { ask, countOf, person } from './kit/browser.mjs'
import { foundCompany, hire, signIn } from './kit/setup.mjs'
import { shot } from './kit/shot.mjs'
import { expect, same, scenario, soonSame } from './kit/suite.mjs'
import { wordsOf } from './kit/words.mjs'

async function jobDone(page, id) {
  await soonSame(async () => (await ask(page, 'GET', `jobs/${id}`)).state, 'done', 'the job')
}

export const undo = scenario('undo', async ({ browser, server, step, watch }) => {
  const { admin, t } = await foundCompany(browser, server, watch)
  const { entities } = await ask(admin, 'GET', 'meta')
  const label = entities.deal.fields.next_step.label
  const deal = await ask(admin, 'POST', 'deal', { name: 'Roof', next_step: 'Call' })
  await ask(admin, 'PATCH', `deal/${deal.id}`, { next_step: 'Send the offer', name: 'Roof and wall' })
  const read = async () => (await ask(admin, 'GET', `deal/${deal.id}`)).fields

  await step('a field goes back from the history, and the rest stays', async () => {
    await admin.goto(`/deal/${deal.id}`)
    await admin.getByRole('heading', { level: 1, name: /Roof/ }).waitFor()
    await admin.keyboard.press('h')
    const history = admin.getByRole('dialog', { name: t('history.of', { title: 'Roof and wall' }) })
    const back = history.getByRole('button', { name: t('history.back_of', { field: label }) })
    await back.waitFor()
    await shot(admin, 'history')
    await back.click()
    await soonSame(async () => (await read()).next_step, 'Call', 'what is stored')
    same((await read()).name, 'Roof and wall', 'the name')
    // What was taken back stands there no more; the way back of the way back does.
    await history.getByText(t('history.via.undo')).waitFor()
    same(await back.count(), 1, 'ways back of the field')
  })
  await step('what one just changed is not taken from a colleague who went on', async () => {
    await hire(admin, { name: 'Trần Mai', login: 'mai', roles: ['manager'], language: 'vi' })
    const mai = await person(browser, server.url, { locale: 'vi-VN' })
    watch(mai)
    await signIn(mai, wordsOf('vi'), 'mai')
    await admin.keyboard.press('Escape')
    const fact = admin.locator('[data-field="next_step"]').first()
    await fact.getByRole('button').first().click()
    await fact.getByRole('textbox').fill('Visit them')
    await admin.keyboard.press('Enter')
    await soonSame(async () => (await read()).next_step, 'Visit them', 'what is stored')
    await ask(mai, 'PATCH', `deal/${deal.id}`, { next_step: 'Mai has visited them' })
    await admin.evaluate(() => document.activeElement.blur())
    await admin.keyboard.press('Control+z')
    await admin.getByText('Trần Mai changed it again').waitFor()
    same((await read()).next_step, 'Mai has visited them', 'what is stored')
    await mai.context().close()
  })
  await step('what does not come out of the trash says at which field, and why', async () => {
    const gone = await ask(admin, 'POST', 'account', { name: 'Acme', external_id: 'A1' })
    await ask(admin, 'DELETE', `account/${gone.id}`)
    const other = await ask(admin, 'POST', 'account', { name: 'Stranger', external_id: 'A1' })
    await admin.goto('/trash?entity=account')
    const restore = admin.getByRole('button', { name: t('trash.restore_named', { title: 'Acme' }) })
    await restore.click()
    await admin.getByText(`${entities.account.fields.external_id.label}: `).waitFor()
    await shot(admin, 'trash')
    await ask(admin, 'PATCH', `account/${other.id}`, { external_id: null })
    await restore.click()
    await restore.waitFor({ state: 'detached' })
    same(await countOf(admin, 'account', "external_id = 'A1'"), 1, 'accounts of that number')
  })
  await step('what was done to many stands in the settings; what was changed since stays', async () => {
    for (const name of ['One', 'Two', 'Three']) await ask(admin, 'POST', 'deal', { name, next_step: 'Wait' })
    const where = "next_step = 'Wait'"
    const { job } = await ask(admin, 'POST', 'deal/bulk', { where, set: { next_step: 'In bulk' } })
    await jobDone(admin, job)
    const { rows } = await ask(admin, 'GET', `deal?where=${encodeURIComponent("name = 'Two'")}`)
    await ask(admin, 'PATCH', `deal/${rows[0].id}`, { next_step: 'Two is other' })
    await admin.goto('/settings/done')
    const line = admin.getByRole('listitem').filter({ hasText: t('done.changed', { fields: label }) })
    await line.getByText(t('done.count', { count: 3 })).waitFor()
    await shot(admin, 'done')
    await line.getByRole('button', { name: t('done.back') }).click()
    const question = admin.getByRole('alertdialog', { name: t('done.ask') })
    await question.getByText(t('done.ask_later', { later: 1 })).waitFor()
    await shot(admin, 'done-ask')
    await question.getByRole('button', { name: t('done.back') }).click()
    await line.getByText(t('done.stayed', { count: 1 })).waitFor()
    same(await line.getByRole('button').count(), 0, 'ways back')
    same(await countOf(admin, 'deal', where), 2, 'those that went back')
    same(await countOf(admin, 'deal', "next_step = 'Two is other'"), 1, 'the one that stayed')
    await shot(admin, 'done-back')
  })
  await step('in Persian, on a phone: as wide as the screen, and nothing of what others did', async () => {
    await hire(admin, { name: 'نگار رضایی', login: 'negar', roles: ['seller'], language: 'fa' })
    const fa = wordsOf('fa')
    const small = await person(browser, server.url, { locale: 'fa-IR', viewport: { width: 390, height: 780 } })
    watch(small)
    await signIn(small, fa, 'negar')
    await small.goto('/settings/done')
    await small.getByText(fa.t('done.none_help')).waitFor()
    const own = await ask(small, 'POST', 'deal', { name: 'قرارداد سقف' })
    const { job } = await ask(small, 'POST', 'deal/bulk', { ids: [own.id], delete: true })
    await jobDone(small, job)
    await small.goto('/settings/done')
    await small.getByText(fa.t('done.trash')).waitFor()
    same(
      await small
        .getByRole('listitem')
        .filter({ hasText: fa.t('done.back') })
        .count(),
      1,
      'lines',
    )
    await shot(small, 'done-fa')
    const wide = await small.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    expect(wide <= 1, 'as wide as the screen')
    same(await faultsInBoth(small), [], 'faults')
    same(small.complaints, [], 'complaints of the phone')
    await small.context().close()
  })
  await step('nothing complained', async () => same(admin.complaints, [], 'complaints'))
  await admin.context().close()
})
