// Packs: one is installed from its file, the next version upgrades it with the company's words in place, and it goes again.
import { faultsOf } from './kit/axe.mjs'
import { ask, person } from './kit/browser.mjs'
import { bundle } from './kit/pack.mjs'
import { foundCompany, signIn } from './kit/setup.mjs'
import { same, scenario } from './kit/suite.mjs'

const phone = { viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true }
const fileOf = (pack) => ({
  name: `${pack.pack}.json`,
  mimeType: 'application/json',
  buffer: Buffer.from(JSON.stringify(pack)),
})

export const packs = scenario('packs', async ({ browser, server, step, watch }) => {
  const { admin, t } = await foundCompany(browser, server, watch)
  const dialog = admin.getByRole('dialog')
  const input = admin.locator('input[type=file]')
  const entities = async () => (await ask(admin, 'GET', 'meta')).entities

  await step('a pack is installed from its file, after one has seen what it brings', async () => {
    await admin.goto('/settings/studio?show=packs')
    await admin.getByText(t('studio.pack_built_in')).waitFor()
    await input.setInputFiles({ name: 'x.json', mimeType: 'application/json', buffer: Buffer.from('{}') })
    await admin.getByText(t('studio.pack_unread', { file: 'x.json' })).waitFor()
    await input.setInputFiles(fileOf(bundle('test/pack/harbour')))
    await dialog.getByText(t('studio.problem.E082')).first().waitFor()
    await dialog.getByRole('button', { name: t('ui.back') }).click()
    await input.setInputFiles(fileOf(bundle('test/pack/boats-1.0')))
    const title = t('studio.pack_title.install', { pack: 'Boats', version: '1.0.0' })
    await admin.getByRole('dialog', { name: title }).getByText('Deals › Boat', { exact: true }).waitFor()
    same((await entities()).boat, undefined, 'a pack that is only looked at')
    same(await faultsOf(admin), [], 'a pack before it is installed')
    await dialog.getByRole('button', { name: t('studio.pack_do.install') }).click()
    await admin.getByText(t('studio.saved')).last().waitFor()
    await admin.getByText(t('studio.pack_brings', { kinds: 'Boats' })).waitFor()
    same((await entities()).boat.label[1], 'Boats', 'what it brought')
  })
  await step('an upgrade shows where the company says otherwise; a word of the pack is taken by hand', async () => {
    const { stamp } = await ask(admin, 'GET', 'studio')
    await ask(admin, 'PUT', 'studio', {
      stamp,
      documents: {
        'boat.json': { extend: 'boat', fields: { length: { label: 'LOA' }, builder: { label: 'Yard' } } },
        'deal.json': { extend: 'deal', fields: { amount: { label: 'Value' } } },
      },
    })
    await admin.reload()
    await input.setInputFiles(fileOf(bundle('test/pack/boats-1.1')))
    const title = t('studio.pack_title.upgrade', { pack: 'Boats', was: '1.0.0', version: '1.1.0' })
    await admin.getByRole('dialog', { name: title }).waitFor()
    const place = (where) => dialog.getByRole('group', { name: where })
    await dialog.getByText(t('studio.problems')).waitFor() // the name of a field that goes
    await place(/Yard$|Builder$/)
      .getByRole('radio', { name: t('studio.conflict_theirs') })
      .check()
    await dialog.getByText(t('studio.problems')).waitFor({ state: 'detached' })
    await place(/LOA/)
      .getByRole('radio', { name: t('studio.conflict_ours') })
      .focus()
    await admin.keyboard.press('ArrowDown')
    await dialog.locator('del', { hasText: 'LOA' }).waitFor()
    same(await faultsOf(admin), [], 'conflicts of a pack')
    await dialog.getByRole('button', { name: t('studio.pack_do.upgrade') }).click()
    await dialog.waitFor({ state: 'detached' })
    const { boat, deal } = await entities()
    same(
      [boat.fields.length.label, deal.fields.amount.label, boat.fields.builder, boat.fields.draught.label],
      ['Length over all', 'Value', undefined, 'Draught'],
      'whose words hold',
    )
  })
  await step('it is taken back from the toast, and is what it was', async () => {
    await admin
      .getByRole('button', { name: t('studio.undo') })
      .last()
      .click()
    await admin.getByText(t('studio.undone')).waitFor()
    const { boat } = await entities()
    same([boat.fields.length.label, boat.fields.builder.label], ['LOA', 'Yard'], 'the words of before')
  })
  await step('it goes only when nothing of the company stands on it', async () => {
    await admin.getByRole('button', { name: t('studio.pack_remove_this', { pack: 'Boats' }) }).click()
    await dialog.getByText(t('studio.problem.E013')).waitFor()
    await dialog.getByRole('button', { name: t('ui.back') }).click()
    const { stamp } = await ask(admin, 'GET', 'studio')
    await ask(admin, 'PUT', 'studio', { stamp, documents: { 'boat.json': null } })
    await admin.getByRole('button', { name: t('studio.pack_remove_this', { pack: 'Boats' }) }).click()
    await dialog.getByText(t('studio.pack_remove_help')).waitFor()
    await dialog.getByRole('button', { name: t('studio.pack_do.remove') }).click()
    await dialog.waitFor({ state: 'detached' })
    same((await entities()).boat, undefined, 'the kind')
  })
  await step('on a phone nothing is wider than it', async () => {
    const small = await person(browser, server.url, phone)
    watch(small)
    await signIn(small, { t }, 'minhanh')
    await small.goto('/settings/studio?show=packs')
    await small.locator('input[type=file]').setInputFiles(fileOf(bundle('test/pack/boats-1.0')))
    await small.getByRole('dialog').getByText('Deals › Boat', { exact: true }).waitFor()
    const wide = await small.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    same(wide, 0, 'what is wider than the phone')
    await small.context().close()
  })
  await step('nothing complained', async () => same(admin.complaints, [], 'complaints'))
  await admin.context().close()
})
