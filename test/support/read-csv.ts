/** A strict reader of RFC 4180: CRLF between records, quotes only around whole fields and doubled inside. Throws on anything else. */
export function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let at = 0;
  while (at < text.length) {
    const row: string[] = [];
    for (;;) {
      let value = '';
      if (text[at] === '"') {
        at += 1;
        for (;;) {
          const quote = text.indexOf('"', at);
          if (quote < 0) throw new Error(`quote never closed at ${at}`);
          value += text.slice(at, quote);
          at = quote + 1;
          if (text[at] !== '"') break;
          value += '"';
          at += 1;
        }
      } else {
        const end = /[,\r\n"]/.exec(text.slice(at));
        value = end ? text.slice(at, at + end.index) : text.slice(at);
        at += value.length;
      }
      row.push(value);
      if (text[at] !== ',') break;
      at += 1;
    }
    if (text.slice(at, at + 2) !== '\r\n') throw new Error(`record not ended by CRLF at ${at}`);
    at += 2;
    rows.push(row);
  }
  return rows;
}
