// People move, companies end: one step each, with what hangs on it, and one way back.
import { faultsInBoth } from './kit/axe.mjs'
import { ask } from './kit/browser.mjs'
import { foundCompany } from './kit/setup.mjs'
import { narrow, shot } from './kit/shot.mjs'
import { expect, same, scenario, soonSame } from './kit/suite.mjs'
import { wordsOf } from './kit/words.mjs'

export const life = scenario('life', async ({ browser, server, step, watch }) => {
  const { admin, t } = await foundCompany(browser, server, watch)
  const { entities } = await ask(admin, 'GET', 'meta')
  const actionOf = (entity, name) => entities[entity].actions.find((a) => a.name === name)
  const make = (entity, fields) => ask(admin, 'POST', entity, fields)
  const acme = await make('account', { name: 'Acme Steel' })
  const boreal = await make('account', { name: 'Borealis' })
  const minh = await make('contact', { name: { family: 'Lê', given: 'Minh' }, account: acme.id, job_title: 'Buyer' })
  await make('contact', { name: { family: 'Vũ', given: 'Lan' }, account: acme.id, job_title: 'Accountant' })
  await make('deal', { name: 'Roof', account: acme.id })
  const companyOf = async ({ id }) => (await ask(admin, 'GET', `contact/${id}`)).fields.account
  const choose = async (entity, name) => {
    await admin.getByRole('button', { name: t('record.more'), exact: true }).click()
    await admin.getByRole('menuitem', { name: actionOf(entity, name).label, exact: true }).click()
    return admin.getByRole('dialog')
  }
  const pick = async (dialog, label, text) => {
    const box = dialog.getByRole('combobox', { name: label })
    await box.fill('')
    await box.pressSequentially(text.slice(0, 4))
    await shot(admin, 'life-pick')
    await admin.getByRole('option', { name: text }).first().click()
  }

  await step('a contact changes company, and the old one keeps what was', async () => {
    const move = actionOf('contact', 'move')
    await admin.goto(`/contact/${minh.id}`)
    const dialog = await choose('contact', 'move')
    await dialog.getByText(move.doc).waitFor()
    // The form begins at its first field, and nothing lies over the others.
    await soonSame(
      () =>
        dialog
          .getByRole('combobox')
          .first()
          .evaluate((box) => box === document.activeElement),
      true,
      'the focus',
    )
    same(await admin.getByRole('listbox').count(), 0, 'open lists')
    await shot(admin, 'life-begins')
    await pick(dialog, move.asks[0].label, 'Acme Steel')
    await dialog.getByRole('button', { name: move.label, exact: true }).click()
    await soonSame(() => dialog.locator('[aria-invalid=true]').count(), 1, 'what is refused')
    await shot(admin, 'life-refused')
    await pick(dialog, move.asks[0].label, 'Borealis')
    await shot(admin, 'life-move')
    expect((await faultsInBoth(admin)).length === 0, 'faults of the dialog')
    await dialog.getByRole('button', { name: move.label, exact: true }).click()
    await soonSame(() => companyOf(minh), boreal.id, 'the company')
    await admin.goto(`/account/${acme.id}`)
    await admin.getByRole('region', { name: entities.affiliation.label[1] }).getByText('Minh Lê').waitFor()
    await shot(admin, 'life-former')
  })
  await step('a company is taken over, with what was chosen, and back', async () => {
    const taken = actionOf('account', 'taken_over')
    const dialog = await choose('account', 'taken_over')
    await pick(dialog, taken.asks[0].label, 'Borealis')
    const deals = dialog.getByRole('group', { name: /Open deals/ })
    await deals.getByText('Roof').waitFor()
    await deals.getByRole('radio').nth(1).check()
    await shot(admin, 'life-taken-over')
    if (process.env.SHOTS) await narrow(admin, 'life-taken-over-390')
    expect((await faultsInBoth(admin)).length === 0, 'faults of the dialog')
    await dialog.getByRole('button', { name: taken.label, exact: true }).click()
    await admin.locator('h1[data-past]').waitFor()
    await shot(admin, 'life-closed')
    await admin.goto('/account')
    await admin.locator('[data-past]', { hasText: 'Acme Steel' }).waitFor()
    await shot(admin, 'life-list')
    const [deal] = (await ask(admin, 'GET', 'deal')).rows
    same(deal.fields.account, boreal.id, 'whose the deal is')
    await admin.keyboard.press('Control+z')
    await admin.goto('/settings/done')
    await admin.getByText(`Acme Steel: ${taken.label}`).waitFor()
    await shot(admin, 'life-done')
    await admin.getByRole('button', { name: new RegExp(taken.label) }).click()
    await admin
      .getByRole('alertdialog')
      .getByRole('button', { name: t('done.back') })
      .click()
    await soonSame(async () => (await ask(admin, 'GET', 'deal')).rows[0].fields.account, acme.id, 'whose the deal is')
  })
  await step('in Persian, from the right', async () => {
    await ask(admin, 'PATCH', 'me', { language: 'fa' })
    await admin.goto(`/account/${acme.id}`)
    await admin.locator('html[dir=rtl]').waitFor()
    await admin.getByRole('button', { name: wordsOf('fa').t('record.more'), exact: true }).click()
    await shot(admin, 'life-menu-fa')
    await admin.getByRole('menuitem', { name: 'واگذاری به شرکت دیگر', exact: true }).click()
    await admin.locator('fieldset', { hasText: 'فرصت' }).waitFor()
    await shot(admin, 'life-taken-over-fa')
    expect((await faultsInBoth(admin)).length === 0, 'faults of the dialog')
  })
})
