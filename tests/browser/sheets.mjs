// The sheets that the tests of the clerk's page open: those of a district from the command's tests, and one in which every
// row has a mistake of its own.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './harness.mjs';

const SHEETS = join(ROOT, 'crates', 'cli', 'tests', 'sheets');

/** 300 villages: as LibreOffice writes them, and in GB18030 with a title and a heading of two rows, as offices do. */
export const XLSX = join(SHEETS, 'libreoffice.xlsx');
export const GB18030 = join(SHEETS, 'gb18030.csv');

/** The same 300 villages as rows of cells. */
export function villages() {
  const text = readFileSync(join(SHEETS, 'plain.csv'), 'utf8').replace(/^\ufeff/, '');
  return text.trim().split(/\r?\n/).map((line) => line.split(','));
}

/** A zip file of empty parts, in the form in which spreadsheets are stored; where a part lies and what it sums to is left out. */
export function archive(names) {
  const list = names.map((name) => {
    const entry = Buffer.alloc(46);
    entry.write('PK\u0001\u0002');
    entry.writeUInt16LE(Buffer.byteLength(name), 28);
    return Buffer.concat([entry, Buffer.from(name)]);
  });
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006');
  end.writeUInt16LE(names.length, 10);
  end.writeUInt32LE(list.reduce((sum, entry) => sum + entry.length, 0), 12);
  end.writeUInt32LE(4, 16);
  return Buffer.concat([Buffer.from('PK\u0003\u0004'), ...list, end]);
}

/** As CSV; a cell with a separator, a quote or a line break is quoted. */
export function csv(rows) {
  const cell = (text) => (/[",\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);
  return rows.map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n';
}

/** The code of a village of them without a hole or a mistake. */
const WHOLE = '990000100209';

/**
 * Forty mistakes: the column, what stands there, and what is said of it. Each is in a row of its own, among villages without
 * a mistake.
 */
export const MISTAKES = [
  ['总户数', '不详', /数/],
  ['总户数', '-5', /./],
  ['总户数', '350.5', /整数/],
  ['总户数', '三百五十', /数/],
  ['总户数', '约350', /数/],
  ['总户数', '350-360', /数/],
  ['总户数', '350/360', /数/],
  ['总户数', '9'.repeat(30), /./],
  ['总户数', '1e400', /./],
  ['总户数', '#REF!', /./],
  ['总户数', '3 5 0户左右', /./],
  ['总人口', '1,50', /./],
  ['总人口', '是', /./],
  ['村民小组数', '7.0.1', /./],
  ['通公路小组数', '99', /村民小组数/],
  ['集中供水人口', '999999', /总人口/],
  ['建档立卡户数', '99999', /总户数/],
  ['未脱贫人口', '99999', /建档立卡人口/],
  ['返贫人口', '99999', /累计脱贫人口/],
  ['已搬迁人口', '99999', /应搬迁人口/],
  ['供水保证率', '120', /100/],
  ['供水保证率', '-1', /./],
  ['供水保证率', '9O', /./],
  ['群众满意度', '优', /./],
  ['本年人均纯收入', '12000.555', /./],
  ['本年人均纯收入', '一万二', /./],
  ['集体经营收入', '5万多', /./],
  ['村供水水价', '￥-3', /./],
  ['通动力电', '大概', /是/],
  ['通动力电', '3', /./],
  ['通宽带', '在建', /是/],
  ['文化室', '有/无', /./],
  ['标准化卫生室', '是否', /./],
  ['村类型', '一般村', /贫困村/],
  ['规划批次', '十四五', /十二五/],
  ['增收方式', '卖菜', /./],
  ['行政区划代码', '50024010420', /12/],
  ['行政区划代码', '50024010420X', /./],
  ['村名', '长'.repeat(300), /./],
  ['扶贫车间个数', '0x10', /./],
];

/** The sheet with the mistakes: every second village has one. Also where each is: row and column from 1, and the cell. */
export function withMistakes() {
  const [head, ...rows] = villages();
  const at = (name) => head.indexOf(name);
  // A village without a hole or a mistake, as often as it is needed.
  const whole = rows.map((row) => row.map((cell) => cell.trim())).find((row) => row[at('行政区划代码')] === WHOLE);
  const kept = Array.from({ length: MISTAKES.length * 2 }, (_, number) => {
    const row = [...whole];
    row[at('村名')] = `第${number + 1}村`;
    row[at('行政区划代码')] = String(Number(WHOLE) + number);
    return row;
  });
  const places = MISTAKES.map(([name, cell, says], number) => {
    kept[number * 2 + 1][at(name)] = cell;
    return { row: number * 2 + 3, column: at(name) + 1, name, cell, says };
  });
  return { text: csv([head, ...kept]), places, count: kept.length };
}
