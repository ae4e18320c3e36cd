import style from './charts.module.css'

interface ChartTableProps {
  caption: string
  head: [what: string, value: string]
  rows: readonly { id: string; label: string; text: string }[]
}

/** What a chart shows, as a table. */
export function ChartTable({ caption, head, rows }: ChartTableProps) {
  return (
    <table className={style.table}>
      <caption className="sr">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{head[0]}</th>
          <th scope="col">{head[1]}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <th scope="row">{row.label}</th>
            <td className="num">{row.text}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
