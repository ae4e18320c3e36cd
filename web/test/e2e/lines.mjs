// A quote like a spreadsheet: lines typed, pasted and moved, sums known while one types, all of it stored in one step;
// and the Word document that is made of it.
import { readFileSync } from 'node:fs'
import { faultsInBoth } from './kit/axe.mjs'
import { ask } from './kit/browser.mjs'
import { foundCompany } from './kit/setup.mjs'
import { narrow, shot } from './kit/shot.mjs'
import { same, scenario, soonSame } from './kit/suite.mjs'

const usd = (minor) => ({ minor, cur: 'USD' })

export const lines = scenario('lines', async ({ browser, server, step, watch }) => {
  const { admin, t } = await foundCompany(browser, server, watch)
  const make = async (kind, fields) => (await ask(admin, 'POST', kind, fields)).id
  await make('product', { name: 'Cable', price: usd(125050), tax: 10, unit: 'm' })
  const account = await make('account', { name: 'Globex' })
  const quote = await make('quote', { name: 'Wiring', account, valid_until: '2030-01-01' })
  const part = admin.getByRole('region', { name: 'Lines' })
  const line = (n) => part.getByRole('row', { name: t('lines.of', { n }), exact: true })
  const cell = (n, name) =>
    line(n)
      .locator('input')
      .and(line(n).getByLabel(name, { exact: true }))
  const stored = async () => (await ask(admin, 'GET', `quote/${quote}`)).fields
  const sums = () => part.locator('dd').allInnerTexts()
  const save = () => part.getByRole('button', { name: t('lines.save') })

  await step('a product brings its words, price and tax; sums follow while one types', async () => {
    await admin.goto(`/quote/${quote}`)
    await part.getByRole('button', { name: t('lines.add') }).click()
    await cell(1, 'Product').fill('Cab')
    await admin.getByRole('option', { name: 'Cable' }).click()
    await soonSame(() => cell(1, 'Text').inputValue(), 'Cable', 'the text')
    await soonSame(() => cell(1, 'Price').inputValue(), '1,250.5', 'the price')
    await cell(1, 'Quantity').fill('3')
    await admin.keyboard.press('Enter')
    await soonSame(sums, ['$3,751.50', '$375.15', '$4,126.65'], 'sums')
    same((await stored()).total, null, 'stored before it is saved')
    same(await faultsInBoth(admin), [], 'faults')
  })
  await step('rows of a spreadsheet are pasted where one stands', async () => {
    await cell(2, 'Text').focus()
    await cell(2, 'Text').evaluate((input) => {
      const data = new DataTransfer()
      data.setData('text/plain', 'Relay\t7\tpcs\t3.33\t12.5\nFuse\t2\tpcs\t0.50\n')
      input.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
    })
    await soonSame(() => cell(3, 'Text').inputValue(), 'Fuse', 'the last')
    await soonSame(sums, ['$3,772.90', '$375.15', '$4,148.05'], 'sums')
    await shot(admin, 'lines')
    await save().click()
    await soonSame(async () => (await stored()).total, usd(414805), 'what the server says, to the cent')
    await soonSame(() => save().count(), 0, 'nothing left to save')
  })
  await step('a line that is wrong says so at its place, and nothing is stored', async () => {
    await cell(3, 'Discount').fill('101')
    await cell(3, 'Text').fill('')
    await admin.keyboard.press('Tab')
    await save().click()
    await line(3).locator('[aria-invalid="true"]').first().waitFor()
    same((await stored()).total, usd(414805), 'the total')
    await part.getByRole('button', { name: t('lines.discard') }).click()
    await soonSame(() => cell(3, 'Text').inputValue(), 'Fuse', 'as stored')
  })
  await step('moved and removed from the keyboard', async () => {
    const more = (n) => line(n).getByRole('button', { name: t('lines.more', { n }) })
    await more(3).press('Enter')
    await admin.getByRole('menuitem', { name: t('lines.up') }).press('Enter')
    await soonSame(() => cell(2, 'Text').inputValue(), 'Fuse', 'the second')
    // and by its grip, there and back
    const grip = (n) => line(n).locator('td:last-child span[aria-hidden]').first()
    await grip(2).dragTo(line(1), { targetPosition: { x: 60, y: 4 } })
    await soonSame(() => cell(1, 'Text').inputValue(), 'Fuse', 'the first')
    await grip(1).dragTo(line(2), { targetPosition: { x: 60, y: 28 } })
    await soonSame(() => cell(2, 'Text').inputValue(), 'Fuse', 'the second again')
    await more(3).press('Enter')
    await admin.getByRole('menuitem', { name: t('lines.remove') }).press('Enter')
    await save().click()
    await soonSame(async () => (await stored()).total, usd(412765), 'without the relay')
    await soonSame(() => part.getByRole('row').count(), 3, 'head and two lines')
  })
  await step('a Word document is made of it by a template of the company', async () => {
    const menu = async () => {
      await admin.getByRole('button', { name: t('record.more'), exact: true }).click()
      await admin.getByRole('menuitem', { name: t('record.document') }).click()
    }
    const dialog = admin.getByRole('dialog')
    await menu()
    await dialog.getByText(t('document.none')).waitFor()
    await dialog.getByRole('link', { name: t('document.templates') }).click()
    await admin.waitForURL('**/template')
    const docx = readFileSync(new URL('../../../test/scene/55-document/quote.docx', import.meta.url))
    const file = await admin.evaluate(
      async (bytes) => {
        const body = new Uint8Array(bytes)
        const asked = await fetch('/api/files?name=quote.docx', { method: 'POST', headers: { 'X-Kith': '1' }, body })
        return (await asked.json()).id
      },
      [...docx],
    )
    await make('template', { name: 'Our quote', entity: 'quote', language: 'en', file })
    await admin.goto(`/quote/${quote}`)
    await menu()
    same(await faultsInBoth(admin), [], 'faults')
    await shot(admin, 'document')
    const coming = admin.waitForEvent('download')
    await dialog.getByRole('button', { name: t('document.make', { name: 'Our quote' }) }).click()
    same((await coming).suggestedFilename(), 'Our quote – Wiring.docx', 'its name')
    await dialog.waitFor({ state: 'detached' })
    const kept = await ask(admin, 'GET', `file?where=${encodeURIComponent(`about = '${quote}'`)}`)
    same(kept.rows.length, 1, 'kept with the quote')
  })
  await step('what the customer gets is seen as PDF, in another language, too, and saved', async () => {
    await admin.getByRole('button', { name: t('record.more'), exact: true }).click()
    await admin.getByRole('menuitem', { name: t('record.paper') }).click()
    const dialog = admin.getByRole('dialog')
    const sheet = dialog.locator('iframe')
    await soonSame(
      async () => /language=en&/.test(await sheet.getAttribute('src')),
      true,
      'in the language of who asks',
    )
    same(await faultsInBoth(admin), [], 'faults')
    await shot(admin, 'paper')
    await dialog.getByRole('button', { name: t('paper.language') }).click()
    await admin.getByRole('option', { name: 'Tiếng Việt' }).click()
    await soonSame(async () => /language=vi&/.test(await sheet.getAttribute('src')), true, 'in Vietnamese')
    const coming = admin.waitForEvent('download')
    await dialog.getByRole('button', { name: t('paper.save') }).click()
    const saved = await coming
    same(/^Q-\d{4}-\d+\.pdf$/.test(saved.suggestedFilename()), true, saved.suggestedFilename())
    same(readFileSync(await saved.path(), 'latin1').slice(0, 5), '%PDF-', 'a PDF')
    await admin.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
  })
  await step('a quote begun on a deal is about what the deal is about', async () => {
    const deal = await make('deal', { name: 'Roof', account })
    await admin.goto(`/deal/${deal}`)
    await admin.getByRole('button', { name: t('record.new'), exact: true }).click()
    await admin.getByRole('menuitem', { name: 'Quote', exact: true }).click()
    const form = admin.getByRole('dialog')
    await soonSame(() => form.getByRole('textbox', { name: /^Subject/ }).inputValue(), 'Roof', 'the subject')
    await soonSame(() => form.getByRole('combobox', { name: /^Account/ }).inputValue(), 'Globex', 'the account')
    await form.getByRole('button', { name: t('create.do'), exact: true }).click()
    await form.waitFor({ state: 'detached' })
    const { rows } = await ask(admin, 'GET', `quote?where=${encodeURIComponent(`deal = '${deal}'`)}&fields=account`)
    same(rows[0]?.fields.account, account, 'its account')
    await admin.goto(`/quote/${quote}`)
  })
  await step('from a new quote to one that is sent in six actions', async () => {
    const deal = await make('deal', { name: 'Quick', account })
    await admin.goto(`/deal/${deal}`)
    await admin.getByRole('button', { name: t('record.new'), exact: true }).click()
    await admin.getByRole('menuitem', { name: 'Quote', exact: true }).click()
    const form = admin.getByRole('dialog')
    await soonSame(() => form.getByRole('combobox', { name: /^Account/ }).inputValue(), 'Globex', 'the account')
    await form.getByRole('button', { name: t('create.and_open') }).click()
    await part.getByRole('button', { name: t('lines.add') }).click()
    await cell(1, 'Product').fill('Cab')
    await admin.getByRole('option', { name: /Cable/ }).click()
    await soonSame(() => cell(1, 'Text').inputValue(), 'Cable', 'what the product brings')
    await save().click()
    await save().waitFor({ state: 'detached' })
    await admin.getByRole('button', { name: 'Sent', exact: true }).click()
    const { rows } = await ask(admin, 'GET', `quote?where=${encodeURIComponent(`deal = '${deal}'`)}`)
    const now = async () => (await ask(admin, 'GET', `quote/${rows[0].id}`)).fields
    await soonSame(async () => (await now()).stage, 'sent', 'its stage')
    same((await now()).total, usd(137555), 'what it comes to')
    await admin.goto(`/quote/${quote}`)
  })
  await step('a line stands under a heading, or beside the rest and in no sum', async () => {
    const before = (await stored()).total.minor
    await part.getByRole('button', { name: t('lines.more', { n: 1 }) }).click()
    await admin.getByRole('menuitem', { name: 'Section' }).press('Enter')
    await part.getByLabel('Section').fill('Material')
    await part.getByRole('button', { name: t('lines.more', { n: 2 }) }).click()
    await admin.getByRole('menuitem', { name: 'Optional' }).press('Enter')
    await line(2).getByText('Optional').waitFor()
    const shown = await sums()
    await save().click()
    await save().waitFor({ state: 'detached' })
    same((await stored()).total.minor < before, true, 'the sum is less')
    same(await sums(), shown, 'as it was said before it was stored')
    await admin.reload()
    same(await part.getByLabel('Section').inputValue(), 'Material', 'the heading')
    await line(2).getByText('Optional').waitFor()
    await shot(admin, 'lines-optional')
    // as it was: the steps behind go by its sums
    await part.getByRole('button', { name: t('lines.more', { n: 2 }) }).click()
    await admin.getByRole('menuitem', { name: 'Optional' }).press('Enter')
    await part.getByLabel('Section').fill('')
    await save().click()
    await save().waitFor({ state: 'detached' })
    same((await stored()).total.minor, before, 'the sum is as it was')
    same(await part.getByLabel('Section').count(), 0, 'no heading')
  })
  await step('what was sent is locked, and says why', async () => {
    await ask(admin, 'PATCH', `quote/${quote}`, { stage: 'sent' })
    await part.getByText(t('lines.locked', { stage: 'Sent' })).waitFor()
    same(await part.locator('input').count(), 0, 'cells to type in')
    await narrow(admin, 'lines-phone')
  })
  await step('what was sent before is there to be compared, line by line', async () => {
    const { rows } = await ask(
      admin,
      'GET',
      `quote_line?where=${encodeURIComponent(`quote = '${quote}'`)}&sort=position`,
    )
    await ask(admin, 'PATCH', `quote/${quote}`, { stage: 'draft' })
    await ask(admin, 'POST', `quote/${quote}/lines`, {
      fields: { stage: 'sent', terms: 'Half now' },
      change: [{ id: rows[0].id, fields: { discount: 10 } }],
      delete: [{ id: rows[1].id }],
      create: [{ fields: { text: 'Installation', price: usd(5000) } }],
    })
    await admin.getByRole('button', { name: t('record.more'), exact: true }).click()
    await admin.getByRole('menuitem', { name: t('record.versions') }).click()
    const dialog = admin.getByRole('dialog')
    const nth = (n) => new RegExp(`^${t('versions.nth', { n })} Sent`)
    await dialog.getByText(t('versions.since', { n: 1 })).waitFor()
    const told = await dialog.textContent()
    for (const said of ['Half now', 'Installation', 'Fuse', t('versions.gone'), 'Discount', '10%'])
      same(told.includes(said), true, `told: ${said}`)
    same(told.includes('Subject'), false, 'what stayed is told')
    same(await faultsInBoth(admin), [], 'faults')
    await shot(admin, 'versions')
    await narrow(admin, 'versions-phone')
    await dialog.getByRole('button', { name: nth(1) }).click()
    await dialog.getByText(t('versions.first')).waitFor()
    same(await dialog.getByText(t('versions.against')).count(), 0, 'nothing is before the first')
    await dialog.getByText('Fuse').waitFor()
    // the third against the first, past what lies between
    await ask(admin, 'PATCH', `quote/${quote}`, { stage: 'draft' })
    await ask(admin, 'PATCH', `quote/${quote}`, { stage: 'sent', terms: 'All now' })
    await dialog.getByRole('button', { name: nth(3) }).click()
    await dialog.getByText(t('versions.since', { n: 2 })).waitFor()
    same((await dialog.textContent()).includes('Installation'), false, 'what came before')
    await dialog.getByRole('button', { name: new RegExp(t('versions.against')) }).click()
    await admin.getByRole('option', { name: t('versions.nth', { n: 1 }) }).click()
    await dialog.getByText(t('versions.since', { n: 1 })).waitFor()
    await dialog.getByText('Installation').waitFor()
    await shot(admin, 'versions-far')
    await admin.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
  })
})
