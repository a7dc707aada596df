"""Whole districts by the command, and beside it what a clerk's office would write: pandas, openpyxl and some of the same rules.

usage: villages.py BAYOU GENERATOR FOLDER COUNT...

Prints the tables of docs/benchmarks.md. Time is processor time, which other programs hardly change; how many cores were kept
busy says what a person waits. Needs pandas and openpyxl for the second table.
"""

import csv
import io
import os
import subprocess
import sys
import time

DAY = "2018-12-01"
# Columns that must say yes, the part that must be the whole, and columns that must be zero; each with its check's name.
YES = {"通村公路硬化": "通村公路硬化", "宽带": "通宽带", "动力电": "通动力电", "标准化卫生室": "标准化卫生室", "文化室": "文化室"}
ALL = {"4G覆盖": ("覆盖4G小组数", "村民小组数")}
NONE = {name: name + "户数" for name in ["饮水难", "行路难", "用电难", "住房难", "上学难", "看病难", "通信难", "增收难"]}


def measured(command, out=subprocess.DEVNULL):
    """Runs a command: seconds of waiting and of processors, and the most memory in MB."""
    start = time.monotonic()
    child = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    # 1: some cells could not be used, as the generator means it.
    if child.returncode not in (0, 1):
        sys.exit(f"{command} ended with {child.returncode}")
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def generated(generator, folder, count, ending):
    path = os.path.join(folder, f"villages-{count}.{ending}")
    if not os.path.exists(path):
        with open(path, "wb") as out:
            subprocess.run([generator, str(count), "1", ending], stdout=out, check=True)
    return path


def districts(bayou, generator, folder, counts):
    print("| villages | command | villages a second of one core | cores busy | most memory |")
    print("| --- | --- | --- | --- | --- |")
    for count in counts:
        path = generated(generator, folder, count, "csv")
        for what in (["assess", "--format", "csv"], ["rollup", "--level", "district", "--format", "json"]):
            command = [bayou, what[0], path, "--date", DAY, *what[1:]]
            wall, cpu, memory = measured(command)
            pace = round(count / cpu, -2)
            print(f"| {count:,} | `{what[0]}` | {pace:,.0f} | {cpu / wall:.1f} | {memory:.0f} MB |", flush=True)


def verdict_of_counts(cells, is_met):
    cells = [cell.strip() for cell in cells]
    if any(cell == "" for cell in cells):
        return "待定"
    if not all(cell.isdecimal() for cell in cells):
        return "数据有误"
    return "达标" if is_met(*map(int, cells)) else "未达标"


def by_hand(path):
    """The verdicts of some checks as an office's script would come to them."""
    import pandas

    sheet = pandas.read_excel(path, dtype=str, keep_default_na=False, engine="openpyxl")
    words = {"是": "达标", "有": "达标", "√": "达标", "true": "达标", "否": "未达标", "没有": "未达标", "无": "未达标"}
    words |= {"×": "未达标", "false": "未达标", "": "待定"}
    found = pandas.DataFrame(index=sheet.index)
    for check, column in YES.items():
        found[check] = sheet[column].str.strip().str.lower().map(words).fillna("数据有误")
    for check, columns in ALL.items():
        cells = zip(*(sheet[column] for column in columns))
        found[check] = [verdict_of_counts(pair, lambda part, whole: part == whole) for pair in cells]
    for check, column in NONE.items():
        found[check] = sheet[column].map(lambda cell: verdict_of_counts([cell], lambda number: number == 0))
    return found


def beside_pandas(bayou, generator, folder, count):
    path = generated(generator, folder, count, "xlsx")
    own = os.path.join(folder, "own.csv")
    rounds = []
    for _ in range(3):
        with open(own, "wb") as out:
            _, ours, our_memory = measured([bayou, "assess", path, "--date", DAY, "--format", "csv"], out)
        _, theirs, their_memory = measured([sys.executable, __file__, "--by-hand", path, own + ".pandas"])
        rounds.append((theirs / ours, ours, theirs, our_memory, their_memory))
    ratio, ours, theirs, our_memory, their_memory = sorted(rounds)[len(rounds) // 2]
    with open(own, encoding="utf-8-sig") as file:
        all_rows = list(csv.DictReader(file))
    with open(own + ".pandas", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    cells = [(own[check], row[check]) for own, row in zip(all_rows, rows, strict=True) for check in row]
    other = sum(mine != his for mine, his in cells)
    checks = len(YES) + len(ALL) + len(NONE)
    print()
    print(f"| {count:,} villages as XLSX | checks | processor time | most memory |")
    print("| --- | --- | --- | --- |")
    print(f"| Bayou | all | 1 ({ours:.2f} s) | {our_memory:.0f} MB |")
    print(f"| pandas and openpyxl | {checks} of them | {ratio:.1f} ({theirs:.2f} s) | {their_memory:.0f} MB |")
    print()
    print(f"Of {len(cells):,} verdicts of both {other:,} differ: cells with mistakes that the script takes for something else.")


def main():
    if sys.argv[1] == "--by-hand":
        by_hand(sys.argv[2]).to_csv(sys.argv[3], index=False)
        return
    bayou, generator, folder, *counts = sys.argv[1:]
    counts = [int(count) for count in counts]
    districts(bayou, generator, folder, counts)
    try:
        import openpyxl, pandas  # noqa: F401
    except ImportError:
        print("\nBeside pandas and openpyxl: not measured, they are not installed (`pip install pandas openpyxl`).")
        return
    beside_pandas(bayou, generator, folder, min(counts))


if __name__ == "__main__":
    sys.stdout = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8")
    main()
