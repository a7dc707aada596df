//! Simplified Chinese.

use crate::texts::texts;

texts! {
    pub(in crate::desk) const LOCAL: &str = "文件只在本机读取，不会上传；没有网络也能用。关掉页面就清空，请及时导出。";
    pub(in crate::desk) const TABS: [&str; 6] = ["导入", "总表", "全域", "如果", "对比", "导出"];
    pub(in crate::desk) const TABS_LABEL: &str = "多村表格";
    pub(in crate::desk) const CANNOT_START: &str = "这里打不开多村表格。请重新打开页面再试。";
    pub(in crate::desk) const WORKING: &str = "正在处理…";
    pub(in crate::desk) const NOTHING_YET: &str = "还没有村。请先在“导入”里选一个表格，也可以先载入示例看看。";
    pub(in crate::desk) const TO_IMPORT: &str = "去导入";
    pub(in crate::desk) const DEMO_MARK: &str = "示例";
    pub(in crate::desk) const DEMO_NOTE: &str = "这是示例数据，不是真实的村，请勿上报。";
    pub(in crate::desk) const PARTIAL_NOTE: &str = "表格没有读完，下面只是已经读到的村，不是全部。";
    pub(in crate::desk) const SUPPOSED_MARK: &str = "假设";
    pub(in crate::desk) const SUPPOSED_NOTE: &str = "现在的结果里有假设的数据，不是实际情况。";
    pub(in crate::desk) const RESET: &str = "撤销全部假设";
    pub(in crate::desk) const OUTDATED_NOTE: &str =
        "表单里的自查日期或对照的文件改过了，这张表还是按原来的判定。要按新的判定，请到“导入”里重新选文件。";
    pub(in crate::desk) const SOURCE: &str = "{}，{} 个村，按《{}》判定，日期 {}。";
    pub(in crate::desk) const NONE: &str = "—";
    pub(in crate::desk) const CANCEL: &str = "不了";
    pub(in crate::desk) const BACK: &str = "返回";

    pub(in crate::desk) const CHOOSE: &str = "选一个表格";
    pub(in crate::desk) const CHOOSE_HELP: &str =
        "Excel（.xlsx）、CSV 都可以，一行一个村，第一行是指标名称。电脑上也可以把文件拖到这里。";
    pub(in crate::desk) const DEMO: &str = "载入示例";
    pub(in crate::desk) const DEMO_FILE: &str = "示例.csv";
    pub(in crate::desk) const DEMO_NOT_READ: &str = "示例没有取到。请检查网络，再试一次。";
    pub(in crate::desk) const TEMPLATE: &str = "下载空白模板";
    pub(in crate::desk) const ENTRY_HELP: &str = "还没有表格的，先下载空白模板，发给各村填好再汇总。";
    pub(in crate::desk) const OTHER_RUNNING: &str = "另一个表格正在判定，请等它完成。";
    pub(in crate::desk) const READING: &str = "正在打开文件…";
    pub(in crate::desk) const NOT_READ: &str = "这个文件打不开。请核对文件没有损坏，也没有被别的程序占用，再试一次。";
    pub(in crate::desk) const TOO_LARGE: &str = "文件超过 200 MB，这里放不下。请分成几个文件，分别导入。";
    pub(in crate::desk) const SHEET: &str = "读哪张工作表";
    pub(in crate::desk) const RUN: &str = "开始判定";
    pub(in crate::desk) const OTHER_FILE: &str = "换一个文件";
    pub(in crate::desk) const COLUMNS_FOUND: &str = "认出 {} 列，表格共 {} 列。认出的直接采用，没认出的不采用。";
    pub(in crate::desk) const COLUMNS_ASKED: &str = "有 {} 列拿不准，请先回答下面的问题；不回答的列不采用。";
    pub(in crate::desk) const COLUMNS: &str = "每一列对应哪一项";
    pub(in crate::desk) const COLUMNS_HELP: &str = "不对的可以改。改过的会记在本机，下次同样的表头不用再选。";
    pub(in crate::desk) const COLUMN_HEADS: [&str; 3] = ["列", "前几个值", "对应的指标"];
    pub(in crate::desk) const COLUMN_NONE: &str = "（不用这一列）";
    pub(in crate::desk) const COLUMN_IS: &str = "“{}”这一列对应的指标";
    pub(in crate::desk) const CHANGE: &str = "改";
    pub(in crate::desk) const CHANGE_COLUMN: &str = "改“{}”对应的指标";
    pub(in crate::desk) const COLUMN_SAID: &str = "按您选的";
    pub(in crate::desk) const COLUMN_ASKED: &str = "拿不准，请选";
    pub(in crate::desk) const COLUMN_OTHER: &str = "不是这里要判定的指标";
    pub(in crate::desk) const COLUMN_PASSED: &str = "不用";
    pub(in crate::desk) const IS_IT: &str = "{} 列“{}”是不是“{}”？";
    pub(in crate::desk) const WHICH_IS_IT: &str = "{} 列“{}”是下面哪一项？";
    pub(in crate::desk) const IT_CANNOT: &str = "{} 列“{}”这样写不能采用";
    pub(in crate::desk) const IT_IS: &str = "是“{}”";
    pub(in crate::desk) const IT_IS_NONE: &str = "都不是，不用这一列";
    pub(in crate::desk) const SAMPLES: &str = "这一列的值，例如：{}";
    pub(in crate::desk) const FIRST_ROWS: &str = "表格的前几行";
    pub(in crate::desk) const ROW: &str = "行";
    pub(in crate::desk) const RUNNING: &str = "已读 {}%，判定了 {} 个村…";
    pub(in crate::desk) const STOP: &str = "停下";
    pub(in crate::desk) const NO_VILLAGES: &str = "没有读到一个村。请看下面的问题，改好表格再导入。";
    pub(in crate::desk) const JUDGED: &str = "判定完了，共 {} 个村，没有发现问题。";
    pub(in crate::desk) const JUDGED_WITH_PROBLEMS: &str =
        "判定完了，共 {} 个村，发现 {} 处问题，列在下面。有问题的格子没有采用，其余照常判定。";
    pub(in crate::desk) const STOPPED: &str = "没有读完就停下了，只有已经读到的村。要读全，请换一个文件重新导入。";
    pub(in crate::desk) const TO_MATRIX: &str = "看总表";
    pub(in crate::desk) const TO_AREA: &str = "看全域";
    pub(in crate::desk) const PROBLEMS: &str = "问题（{} 处）";
    pub(in crate::desk) const PROBLEMS_HELP: &str = "请在原来的表格里改正，再重新导入。";
    pub(in crate::desk) const PROBLEM_LIST: &str = "表格里的问题";
    pub(in crate::desk) const PROBLEM_HEADS: [&str; 3] = ["位置", "格子里是", "问题和怎么改"];
    pub(in crate::desk) const PROBLEM_ROW: &str = "第 {} 行";
    pub(in crate::desk) const PROBLEM_COLUMN: &str = "{} 列（{}）";
    pub(in crate::desk) const PROBLEM_SHEET: &str = "，工作表“{}”";
    pub(in crate::desk) const PROBLEM: &str = "未采用";
    pub(in crate::desk) const PROBLEM_LOOK: &str = "请核对";
    pub(in crate::desk) const MORE_PROBLEMS: &str = "再列一些（还有 {} 处）";
    pub(in crate::desk) const OPEN_VILLAGE: &str = "看这个村";

    pub(in crate::desk) const VILLAGE: &str = "村";
    pub(in crate::desk) const GRID: &str = "各村各项的结论";
    pub(in crate::desk) const GRID_HELP: &str = "点表头排序；点格子选中，再点一次看这个村。也可以用方向键走、回车打开、空格勾选。";
    pub(in crate::desk) const ROW_BELOW: &str = "{} 未达标 {}";
    pub(in crate::desk) const ROW_COMING: &str = "…";
    pub(in crate::desk) const ORDERS: [&str; 6] =
        ["按表格的顺序", "按村名", "按区县、乡镇", "未达标多的在前", "待定多的在前", "数据有误多的在前"];
    pub(in crate::desk) const BY_CHECK: &str = "按“{}”";
    pub(in crate::desk) const ORDER: &str = "排序";
    pub(in crate::desk) const SEARCH: &str = "查找村、乡镇或代码";
    pub(in crate::desk) const FILTERS: &str = "筛选和排序";
    pub(in crate::desk) const TOWNSHIP: &str = "乡镇";
    pub(in crate::desk) const ALL_TOWNSHIPS: &str = "全部乡镇";
    pub(in crate::desk) const ONLY_LABEL: &str = "只看";
    pub(in crate::desk) const ONLY: [&str; 4] = ["全部村", "有未达标的村", "数据有误的村", "有假设的村"];
    pub(in crate::desk) const CHECK: &str = "按一项筛选";
    pub(in crate::desk) const ANY_CHECK: &str = "不筛选";
    pub(in crate::desk) const VERDICT: &str = "这一项的结论";
    pub(in crate::desk) const SHOWN: &str = "显示 {} 个村，共 {} 个。";
    pub(in crate::desk) const RESET_FILTER: &str = "取消筛选";
    pub(in crate::desk) const NONE_PASS: &str = "没有这样的村。请换个条件，或者取消筛选。";
    pub(in crate::desk) const PICK: &str = "勾选";
    pub(in crate::desk) const PICKED: &str = "已勾选 {} 个村";
    pub(in crate::desk) const UNPICK: &str = "取消勾选";
    pub(in crate::desk) const TO_SUPPOSE: &str = "假设这些村…";
    pub(in crate::desk) const EIGHT: &str = "八有达标 {} 项";
    pub(in crate::desk) const MORE_ROWS: &str = "再列一些（还有 {} 个）";

    pub(in crate::desk) const VILLAGE_ROW: &str = "，第 {} 行";
    pub(in crate::desk) const VILLAGE_PROBLEMS: &str = "这一行的问题";
    pub(in crate::desk) const VILLAGE_SUPPOSED: &str = "这个村有假设的数据（{}），先撤销假设，才能在表单中打开。";
    pub(in crate::desk) const WAS: &str = "假设以前：{}";
    pub(in crate::desk) const ONLY_UNMET: &str = "只看未达标和数据有误的";
    pub(in crate::desk) const INTO_FORM: &str = "在表单中打开";
    pub(in crate::desk) const INTO_FORM_ASK: &str = "要在本机新建一个村“{}”，填入这一行的 {} 项吗？本机已有的村都不会改动。";
    pub(in crate::desk) const INTO_FORM_KNOWN: &str = "本机已有 {} 个同名的村，这次会另建一份。";
    pub(in crate::desk) const INTO_FORM_NOW: &str = "新建并打开";
    pub(in crate::desk) const NO_STORE: &str = "没有成功：本机的存储暂时用不了，或者空间已满。什么都没有改动，请稍后再试。";

    pub(in crate::desk) const LEVEL: &str = "看哪一级";
    pub(in crate::desk) const LEVELS: [&str; 3] = ["乡镇", "区县", "全市（表里全部村）"];
    pub(in crate::desk) const AREA: &str = "看哪一个";
    pub(in crate::desk) const AREA_NAME: &str = "{}（{} 个村）";
    pub(in crate::desk) const AREA_VILLAGES: &str = "共 {} 个村，其中 {} 个村数据有误，按“不知道”算。";
    pub(in crate::desk) const EIGHT_OF_AREA: &str = "八有：全部达标的 {} 个村，有未达标的 {} 个村，待定的 {} 个村。";
    pub(in crate::desk) const KEY_SURE: &str = "至少有这么多";
    pub(in crate::desk) const KEY_OPEN: &str = "还没填全，可能到这里";
    pub(in crate::desk) const KEY_LINE: &str = "标准线";
    pub(in crate::desk) const NO_FIGURE: &str = "算不出";
    pub(in crate::desk) const BETWEEN: &str = "{} 到 {} 之间";
    pub(in crate::desk) const NOT_SET: &str = "区县还没有定";
    pub(in crate::desk) const LISTED: &str = "只列数字";
    pub(in crate::desk) const NOW: &str = "现在 {}";
    pub(in crate::desk) const REQUIRED: &str = "标准 {}";
    pub(in crate::desk) const AWAITS: &str = "要等区县定下：{}";
    pub(in crate::desk) const DECIDING: &str = "由这些村决定（{} 个）";
    pub(in crate::desk) const BLOCKED: &str = "数据有误、算作不知道的村（{} 个）";
    pub(in crate::desk) const LACKS: &str = "缺：{}";
    pub(in crate::desk) const AND_MORE: &str = "还有 {} 个村";
    pub(in crate::desk) const ONLY_LISTED: &str = "只列数字，不下结论";
    pub(in crate::desk) const BY_CHECKS: &str = "每一项有多少村达标";
    pub(in crate::desk) const COUNT_HEADS: [&str; 6] = ["检查项", "达标", "未达标", "待定", "不适用", "数据有误"];
    pub(in crate::desk) const REPORT: &str = "全域达标情况报告";
    pub(in crate::desk) const REPORT_SOURCE: &str = "数据来自 {}。";
    pub(in crate::desk) const REPORT_SUPPOSED: &str = "本表含有假设，不是实际情况：{}。";
    pub(in crate::desk) const REPORT_DAY: &str = "判定日期 {}";
    pub(in crate::desk) const REPORT_AREAS: &str = "一、区域指标";
    pub(in crate::desk) const REPORT_AREA_HEADS: [&str; 5] = ["指标", "现在和要求", "结论", "差距和情况", "依据"];
    pub(in crate::desk) const REPORT_COUNTS: &str = "二、每一项有多少村达标";
    pub(in crate::desk) const SIGNATURES: [&str; 3] = ["填表人（签字）", "审核人（签字）", "日期"];
    pub(in crate::desk) const STAMP: &str = "单位（盖章）";
    pub(in crate::desk) const REPORT_NOTE: &str = "本表由导入的表格在本机算出，尚未上报，不代替正式验收。";

    pub(in crate::desk) const SUPPOSE_HELP: &str = "假设一些村的某一项改了，看哪些结论会变。只在这里试算，不改表格，随时可以撤销。";
    pub(in crate::desk) const WHOM: &str = "假设哪些村";
    pub(in crate::desk) const WHOM_PICKED: &str = "总表里勾选的 {} 个村";
    pub(in crate::desk) const WHOM_FILTERED: &str = "总表里筛选出的 {} 个村";
    pub(in crate::desk) const WHOM_ALL: &str = "全部 {} 个村";
    pub(in crate::desk) const PICK_THERE: &str = "去总表勾选";
    pub(in crate::desk) const FIELD: &str = "哪一项";
    pub(in crate::desk) const ANSWER: &str = "改成";
    pub(in crate::desk) const ANSWER_IN: &str = "改成（{}）";
    pub(in crate::desk) const SUPPOSE: &str = "试算";
    pub(in crate::desk) const NO_FIELD: &str = "请先选哪一项。";
    pub(in crate::desk) const NO_ANSWER: &str = "请先填“改成”什么。";
    pub(in crate::desk) const NONE_PICKED: &str = "还没有勾选村。请到“总表”勾选，或者改选筛选出的村。";
    pub(in crate::desk) const NOTHING_SUPPOSED: &str = "现在没有假设。";
    pub(in crate::desk) const OUTCOME: &str = "假设的结果";
    pub(in crate::desk) const UNDO: &str = "撤销上一步";
    pub(in crate::desk) const TURNED: &str = "涉及 {} 个村，{} 个结论变了。";
    pub(in crate::desk) const AREAS_TURNED: &str = "区域指标的变化";
    pub(in crate::desk) const VILLAGES_TURNED: &str = "各村结论的变化";
    pub(in crate::desk) const NOTHING_TURNED: &str = "没有变化。";
    pub(in crate::desk) const TURNED_HEADS: [&str; 3] = ["村", "检查项", "结论"];
    pub(in crate::desk) const AREA_TURNED_HEADS: [&str; 4] = ["区域", "指标", "数字", "结论"];
    pub(in crate::desk) const AND_MORE_ROWS: &str = "还有 {} 个没有列出。";
    pub(in crate::desk) const ARROW: &str = " → ";

    pub(in crate::desk) const COMPARE_HELP: &str = "再选一个较早的表格，和现在的“{}”对比，看哪些村变好、变差。";
    pub(in crate::desk) const EARLIER: &str = "较早的表格";
    pub(in crate::desk) const COMPARE: &str = "对比";
    pub(in crate::desk) const COMPARED: &str = "从“{}”到“{}”";
    pub(in crate::desk) const COMPARED_COUNTS: &str =
        "两次都有 {} 个村：{} 个有上升的项，{} 个有下降的项；新增 {} 个村，减少 {} 个村。";
    pub(in crate::desk) const COMPARED_UNSURE: &str = "有 {} 个村分不清是哪一个（同名又没有代码），没有对比。请补上行政区划代码。";
    pub(in crate::desk) const COMPARED_VILLAGES: &str = "各村的变化";
    pub(in crate::desk) const COMPARED_ONLY: [&str; 5] = ["有变化的村", "有上升的村", "有下降的村", "新增的村", "减少的村"];
    pub(in crate::desk) const COMPARED_BOTH: &str = "上升 {} 项，下降 {} 项";
    pub(in crate::desk) const COMPARED_NEW: &str = "新增的村";
    pub(in crate::desk) const COMPARED_GONE: &str = "这次没有";
    pub(in crate::desk) const COMPARED_FILE: &str = "下载变化清单（CSV）";
    pub(in crate::desk) const COMPARED_HEADS: [&str; 3] = ["村", "情况", "变了的项"];

    pub(in crate::desk) const FILES: [(&str, &str); 6] = [
        ("下载总表（Excel）", "各村各项的结论，可以用 WPS、Excel 打开。"),
        ("下载总表（CSV）", "内容同上，给别的系统用。"),
        ("下载乡镇指标（CSV）", "每个乡镇的区域指标。"),
        ("下载区县指标（CSV）", "每个区县的区域指标。"),
        ("下载问题清单（CSV）", "表格里的问题，可以发给各村改正。"),
        ("下载数据（JSON 行）", "每行一个村的原始数据，给别的系统用。"),
    ];
    pub(in crate::desk) const EXPORT_SUPPOSED: &str = "现在有假设，导出的文件会注明。";
    pub(in crate::desk) const PRINT_THERE: &str = "在“全域”里选好区县或乡镇，再打印。";
    pub(in crate::desk) const TEMPLATE_TITLE: &str = "空白模板";
    pub(in crate::desk) const TEMPLATE_HELP: &str = "Excel 文件，每一列是一项，带下拉选项和填写说明。";
    pub(in crate::desk) const SAVED: &str = "已生成“{}”，请看浏览器的下载。";
    pub(in crate::desk) const NOT_SAVED: &str = "这里不能下载。请在浏览器里打开本页再试。";

    pub(in crate::desk) const AND_REQUIRED: &str = "，要求 ";
}
