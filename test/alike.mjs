// alike.mjs - makes test/data/alike.jsonl: 1,000 pairs of records, each said to be one
// or two, in four scripts.  node test/alike.mjs > test/data/alike.jsonl
//
// Half of them are one person (or company), written down twice by people in a hurry;
// the other half are two who look alike: namesakes, a family's telephone, a switchboard.
// Always the same output: nothing in it is left to chance or to the day.
let state = 20250917
const random = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0
  return state / 4294967296
}
const below = (n) => Math.floor(random() * n)
const pick = (of) => of[below(of.length)]
const chance = (p) => random() < p
const digits = (n) => Array.from({ length: n }, () => below(10)).join('')

const scripts = {
  vi: {
    family: ['Nguyễn', 'Trần', 'Lê', 'Phạm', 'Hoàng', 'Huỳnh', 'Phan', 'Vũ', 'Võ', 'Đặng', 'Bùi', 'Đỗ', 'Hồ', 'Ngô'],
    middle: ['Văn', 'Thị', 'Hữu', 'Đức', 'Minh', 'Thanh', 'Ngọc', 'Quốc', 'Xuân', 'Thu'],
    given: ['An', 'Anh', 'Bình', 'Châu', 'Dũng', 'Giang', 'Hà', 'Hải', 'Hằng', 'Hiếu', 'Hoa', 'Hùng', 'Hương', 'Khánh',
      'Lan', 'Linh', 'Long', 'Mai', 'Nam', 'Nga', 'Phong', 'Phúc', 'Quân', 'Sơn', 'Tâm', 'Thảo', 'Trang', 'Tuấn', 'Yến'],
    write: (p) => [p.family, p.middle, p.given].filter(Boolean).join(' '),
    swap: (p) => [p.given, p.family, p.middle].filter(Boolean).join(' '),
    honour: ['Mr', 'Ms'],
    phone: () => `+849${pick(['03', '12', '77', '81', '05'])}${digits(6)}`,
    desk: () => `+84283${digits(7)}`,
    company: ['Minh Phát', 'Hòa Bình', 'Sao Mai', 'Tân Tiến', 'Đại Dương', 'Thành Công', 'Hưng Thịnh', 'An Khang',
      'Phú Quý', 'Việt Tín', 'Kim Long', 'Bảo Ngọc', 'Trường Sa', 'Sông Hồng', 'Cửu Long', 'Hạ Long'],
    trade: ['Logistics', 'Xây Dựng', 'Thủy Sản', 'Dược Phẩm', 'Bao Bì', 'Điện Tử', 'May Mặc'],
    forms: [(n) => `Công ty TNHH ${n}`, (n) => `Công ty Cổ phần ${n}`, (n) => `${n} JSC`, (n) => `${n} Co., Ltd`, (n) => n],
  },
  fa: {
    family: ['احمدی', 'محمدی', 'حسینی', 'رضایی', 'کریمی', 'موسوی', 'جعفری', 'صادقی', 'رحیمی', 'هاشمی', 'یزدانی', 'نوری'],
    middle: [''],
    given: ['سارا', 'مریم', 'فاطمه', 'زهرا', 'علی', 'رضا', 'حسین', 'محمدرضا', 'امیرحسین', 'نرگس', 'کیان', 'پریسا',
      'شیرین', 'بهرام', 'مسعود', 'علیرضا', 'لیلا', 'یاسمن'],
    write: (p) => `${p.given} ${p.family}`,
    swap: (p) => `${p.family} ${p.given}`,
    honour: ['آقای', 'خانم', 'دکتر'],
    phone: () => `+98912${digits(7)}`,
    desk: () => `+98218${digits(7)}`,
    company: ['پارس', 'البرز', 'آریا', 'خورشید', 'کیان', 'سپهر', 'زاگرس', 'کوروش', 'نگین', 'آسمان', 'یاقوت', 'کارون'],
    trade: ['صنعت', 'تجارت', 'غذا', 'دارو', 'فولاد', 'نرم‌افزار', 'بسته‌بندی'],
    forms: [(n) => `شرکت ${n}`, (n) => `${n} (سهامی خاص)`, (n) => `شرکت ${n} سهامی عام`, (n) => n],
  },
  zh: {
    family: ['王', '李', '张', '刘', '陈', '杨', '赵', '黄', '周', '吴', '徐', '孙', '欧阳', '林'],
    middle: [''],
    given: ['伟', '芳', '娜', '敏', '静', '丽', '强', '磊', '军', '洋', '志强', '秀英', '建国', '晓明', '文静', '海燕', '俊杰', '雨欣'],
    write: (p) => p.family + p.given,
    swap: (p) => `${p.family} ${p.given}`,
    honour: [],
    tails: ['先生', '女士'],
    phone: () => `+86138${digits(8)}`,
    desk: () => `+86216${digits(7)}`,
    company: ['远大', '华联', '东方', '金龙', '宏达', '瑞丰', '长城', '万通', '新源', '同方', '天成', '盛世'],
    trade: ['物流', '贸易', '电子', '食品', '制药', '纺织'],
    forms: [(n) => `${n}有限公司`, (n) => `${n}股份有限公司`, (n) => `${n}集团`, (n) => n],
  },
  la: {
    family: ['Miller', 'Schröder', 'Dubois', 'García', 'Rossi', 'Novák', 'Andersson', 'O\'Brien', 'Fernández', 'Müller',
      'Johnson', 'Kowalski', 'Petersen', 'Moreau', 'Silva'],
    middle: ['', '', 'Marie', 'James', 'Luis'],
    given: ['Anna', 'Emma', 'Lukas', 'Jürgen', 'Chloé', 'José', 'Maria', 'Peter', 'Thomas', 'Zoë', 'Elena', 'Ondřej', 'Björn',
      'Catherine', 'Michael'],
    write: (p) => [p.given, p.middle, p.family].filter(Boolean).join(' '),
    swap: (p) => `${p.family}, ${[p.given, p.middle].filter(Boolean).join(' ')}`,
    honour: ['Mr.', 'Mrs', 'Dr.'],
    phone: () => `+4915${pick(['12', '73', '22'])}${digits(7)}`,
    desk: () => `+49307${digits(7)}`,
    company: ['Nordwind', 'Bluestone', 'Harbour', 'Alpine', 'Meridian', 'Solstice', 'Redwood', 'Granite', 'Lumière', 'Castello'],
    trade: ['Logistics', 'Foods', 'Software', 'Packaging', 'Pharma', 'Textiles'],
    forms: [(n) => `${n} GmbH`, (n) => `${n} Ltd.`, (n) => `${n}, Inc.`, (n) => `${n} S.A.`, (n) => n],
  },
}

// ---- who there is ----

const bare = (s) => s.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/g, 'd').replace(/Đ/g, 'D')
let serial = 0
const latin = (s) => bare(s).toLowerCase().replace(/[^a-z]/g, '') || `user${serial}`
const day = () => `19${60 + below(39)}-0${1 + below(9)}-${10 + below(18)}`

const firm = (of) => ({ name: `${pick(of.company)} ${pick(of.trade)}`.trim(), site: `firm${++serial}.example` })
const person = (of, at = firm(of)) => {
  const p = { family: pick(of.family), middle: pick(of.middle), given: pick(of.given), at }
  const box = `${latin(p.given)}.${latin(p.family)}${++serial}`
  return {
    ...p,
    email: `${box}@${chance(0.4) ? 'gmail.com' : at.site}`,
    other: `${box}@${at.site}`,
    phone: of.phone(),
    birthday: day(),
  }
}

// ---- how it is written down ----

const slip = (word) => {
  const letters = [...word]
  if (letters.length < 4) return word
  const i = 1 + below(letters.length - 2)
  const kind = below(3)
  if (kind === 0) letters.splice(i, 1)
  else if (kind === 1) letters.splice(i, 0, letters[i])
  else [letters[i], letters[i + 1]] = [letters[i + 1], letters[i]]
  return letters.join('')
}
const slipIn = (name) => {
  const words = name.split(' ')
  const long = words.map((w, i) => [w.length, i]).sort((a, b) => b[0] - a[0])[0][1]
  words[long] = slip(words[long])
  return words.join(' ')
}
const persianDigits = (s) => s.replace(/\d/g, (d) => '۰۱۲۳۴۵۶۷۸۹'[d])
const national = (phone) => `0${phone.replace(/^\+(84|98|86|49)/, '')}`
const spaced = (s) => `${s.slice(0, 4)} ${s.slice(4, 7)} ${s.slice(7)}`

const phoneAs = [
  (p) => p,
  (p) => spaced(national(p)),
  (p) => national(p).replace(/^(\d{4})(\d{3})/, '$1.$2.'),
  (p) => p.replace('+', '00'),
  (p, script) => (script === 'fa' ? persianDigits(national(p)) : spaced(p)),
]
const nameAs = [
  (p, of) => of.write(p),
  (p, of) => bare(of.write(p)),
  (p, of) => of.swap(p),
  (p, of) => slipIn(of.write(p)),
  (p, of) => of.write({ ...p, middle: '' }),
  (p, of) => (of.honour.length ? `${pick(of.honour)} ${of.write(p)}` : of.write(p) + pick(of.tails)),
  (p, of, script) =>
    script === 'fa'
      ? of.write(p).replace(/ی/g, 'ي').replace(/ک/g, 'ك')
      : script === 'la'
        ? `${p.given[0]}. ${p.family}`
        : of.write(p).toUpperCase(),
  (p, of, script) => (script === 'fa' ? of.write(p).replace('محمدرضا', 'محمد رضا') : of.write(p)),
]

const row = (p, of, script, noisy) => {
  const out = { name: noisy ? pick(nameAs)(p, of, script) : of.write(p) }
  if (chance(0.75)) out.account = p.at.name
  if (chance(0.6)) out[noisy && chance(0.4) ? 'mobile' : 'phone'] = (noisy ? pick(phoneAs) : phoneAs[0])(p.phone, script)
  if (chance(0.6)) out.email = noisy && chance(0.25) ? p.other : p.email
  if (noisy && out.email?.endsWith('@gmail.com') && chance(0.3)) out.email = out.email.replace('.', '').replace('@', '+work@')
  if (chance(0.3)) out.birthday = p.birthday
  return out
}

// ---- one ----

const onePerson = (of, script) => {
  const p = person(of)
  const a = row(p, of, script, false)
  const b = row(chance(0.15) ? { ...p, at: firm(of) } : p, of, script, true)
  return { a, b }
}
const oneFirm = (of, script) => {
  const f = firm(of)
  const code = chance(0.4) ? undefined : `https://${f.site}`
  const desk = of.desk()
  const a = { name: pick(of.forms)(f.name) }
  const b = { name: pick(of.forms)(chance(0.3) ? bare(f.name) : chance(0.25) ? slipIn(f.name) : f.name) }
  if (code) [a.website, b.website] = [code, `http://www.${f.site}/contact`]
  if (chance(0.6)) [a.phone, b.phone] = [desk, pick(phoneAs)(desk, script)]
  return { a, b }
}

// ---- two ----

const unlike = (of, p) => {
  let other
  do other = pick(of.given)
  while (other === p.given)
  return other
}
const twoPersons = [
  // namesakes
  (of, script) => {
    const p = person(of)
    const other = { ...person(of), family: p.family, middle: p.middle, given: p.given }
    return { a: row(p, of, script, false), b: row(other, of, script, false) }
  },
  // a switchboard
  (of, script) => {
    const p = person(of)
    const other = person(of, p.at)
    const desk = of.desk()
    return {
      a: { ...row(p, of, script, false), phone: desk },
      b: { ...row({ ...other, given: unlike(of, p) }, of, script, false), phone: desk },
    }
  },
  // a family, one telephone
  (of, script) => {
    const p = person(of)
    const other = { ...person(of), family: p.family, given: unlike(of, p), phone: p.phone }
    return { a: { ...row(p, of, script, false), phone: p.phone }, b: { ...row(other, of, script, false), phone: p.phone } }
  },
  // colleagues with names that are nearly the same
  (of, script) => {
    const p = person(of)
    const other = { ...person(of, p.at), family: p.family, middle: p.middle, given: unlike(of, p) }
    return { a: row(p, of, script, false), b: row(other, of, script, false) }
  },
  // one mailbox for all
  (of, script) => {
    const p = person(of)
    const other = { ...person(of, p.at), given: unlike(of, p) }
    const email = `info@${p.at.site}`
    return { a: { ...row(p, of, script, false), email }, b: { ...row(other, of, script, false), email } }
  },
  // anybody
  (of, script) => ({ a: row(person(of), of, script, false), b: row(person(of), of, script, true) }),
]
const twoFirms = (of, script) => {
  const f = firm(of)
  const other = { ...firm(of), name: `${f.name.split(' ')[0]} ${pick(of.trade)}` }
  if (other.name === f.name) other.name = `${pick(of.company)} ${pick(of.company)}`
  return {
    a: { name: pick(of.forms)(f.name), website: `https://${f.site}`, phone: of.desk() },
    b: { name: pick(of.forms)(other.name), website: `https://${other.site}`, phone: of.desk() },
  }
}

for (const [script, of] of Object.entries(scripts))
  for (let i = 0; i < 250; i++) {
    const same = i % 2 === 0
    const firms = i % 10 >= 8
    const pair = firms ? (same ? oneFirm : twoFirms)(of, script) : (same ? onePerson : pick(twoPersons))(of, script)
    console.log(JSON.stringify({ script, same, of: firms ? 'account' : 'contact', ...pair }))
  }
