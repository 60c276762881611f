"""What contact persons are called, and where they are reached, is masked before it is kept; an office's lines stay."""

import csv
from collections.abc import Iterator

import duckdb
import pytest

from data.places import DATA
from data.private import Mask, mask, masks, sign
from warehouse.masked import BadMask, mask_again, masking

# a line, and what must not be in it afterwards
PERSONS = (
    ("联系人：张建国", "张建国"),
    ("联系人及电话：张建国 0571-87654321", "张建国 87654321"),
    ("联系人为李丽", "李丽"),
    ("联系人 王五洲 13812345678", "王五洲 13812345678"),
    ("联络员：赵六", "赵六"),
    ("承办人：钱小明，电话：87654321", "钱小明 87654321"),
    ("局长：孙国平", "孙国平"),
    ("经办人：周伟、吴敏", "周伟 吴敏"),
    ("联系人：阿卜杜热西提·买买提", "阿卜杜热西提 买买提"),
    ("身份证号码：330102199001011234", "330102199001011234"),
    ("身份证33010219900101123X。", "33010219900101123X"),
    ("手机：138-1234-5678", "138-1234-5678"),
    ("手机 138 1234 5678", "5678"),
    ("联系电话：+86 13812345678", "13812345678"),
    ("电话：１３８１２３４５６７８", "１３８１"),
    ("QQ：123456789", "123456789"),
    ("QQ号码123456789", "123456789"),
    ("微信号：zhangsan123", "zhangsan123"),
    ("微信：wx_1234567", "wx_1234567"),
    ("邮箱：zhangsan@163.com", "zhangsan"),
    ("E-mail:li.si@hz.gov.cn", "li.si"),
    ("联系人：李 肆\u3000联系电话：0571－8765 4321", "李 肆"),
    ("联系人：欧阳娜娜（办公室）电话 0571 87654321", "欧阳娜娜 87654321"),
    ("填报人: 郑爽 审核人: 韩梅梅 填报日期：2022-01-10", "郑爽 韩梅梅"),
    ("单位负责人：马国强 审核人：宋江 填报人：武松", "马国强 宋江 武松"),
    ("联系人：刘先生，电话：010-66001234", "刘先生 66001234"),
    ("请与李女士联系，电话13912345678", "李女士 13912345678"),
    ("咨询王科长", "王科长"),
    ("联系人：张三丰电话0571-87654321", "张三丰 87654321"),
    ("电话：0571-87654321（张三丰）", "张三丰"),
    ("联系方式：张三丰，13812345678", "张三丰 13812345678"),
    ("承办人员：黄蓉 83456789", "黄蓉 83456789"),
    ("负责人为郭靖，手机13712345678", "郭靖 13712345678"),
    ("联系人：古丽娜尔•艾山", "古丽娜尔 艾山"),
    ("联系人姓名：陈诚", "陈诚"),
    ("信息员：林冲", "林冲"),
    ("主任：卢俊义；联系人：燕青", "卢俊义 燕青"),
    ("联系同志：秦明", "秦明"),
    ("法定代表人：花荣", "花荣"),
    ("校对：柴进", "柴进"),
    ("（联系人：李应；联系电话：83456712）", "李应 83456712"),
    ("联系人：朱武\n电话：83456712", "朱武"),
    ("联系人：司马光 座机：83456712", "司马光 83456712"),
    ("拟稿人：戴宗", "戴宗"),
    ("联系人:Zhang San", "Zhang San"),
    ("微信wxid_abc12345", "wxid_abc12345"),
    ("扣扣：12345678", "12345678"),
    ("联系人：诸葛亮/关羽", "诸葛亮 关羽"),
    ("手机:138.1234.5678", "138.1234.5678"),
    ("联系人：李四先生 电话：8345-6712", "李四 8345-6712"),
    ("受理人：解珍 解宝", "解珍"),
    ("秘书长：时迁", "时迁"),
    ("接待人：石秀，", "石秀"),
    ("如有疑问，请联系：扈三娘，13612345678", "扈三娘 13612345678"),
    ("有疑问请找卫健科杨志（电话13512345678）", "杨志 13512345678"),
)
OFFICES = (
    "咨询电话：0571-87654321",
    "联系电话：0571-87654321，传真：0571-87654322",
    "电子邮箱：xxgk@huzhou.gov.cn",
    "邮编：310000",
    "联系人：办公室，电话：0571-87654321",
    "联系人：局办公室",
    "如需了解，请与县政府办公室联系（电话：0571－87654321）",
    "联系电话：12345",
    "地址：人民路100号，邮政编码：330006，电话：0791-86225688",
    "单位负责人：局长",
    "负责人：综合科",
    "本年度受理申请1234567件",
    "统一社会信用代码11330000MB1234567X",
    "网址：http://www.hz.gov.cn/col/col1229063385/index.html",
    "共投资123456万元",
    "2023年1月10日",
    "截至2023-12-31",
    "监督电话：83456712",
    "热线：0571-12345",
    "传真（Fax）：010－6600 1234",
    "电子邮箱：zfxxgk@126.com",
    "联系单位：金华市人民政府办公室",
    "联系人：温州市司法局",
    "责任人：各股室负责人",
    "联系方式：0571-87654321（工作时间：周一至周五）",
    "办公电话：(0571)87654321",
    "主任会议研究",
    "书记：镇党委",
    "由局长任组长、分管副局长任副组长",
    "联系人和联系电话按附件填写",
    "审核人员：单位领导",
    "审核：办公室",
    "主任 周例会",
    "统计员：全体人员",
    "微信公众号：平安余杭",
    "官方微信：hangzhoufabu12",
    "文号：杭政办〔2021〕12号",
    "QQ群：网络问政",
    "信访接待：周一上午",
    "查阅点：县档案馆二楼，电话：8345671",
    "经理：国有企业",
    "联系人：高新区管委会",
    "区长：区政府",
    "收件人：江东区政务公开办",
    "电话：0571-87654321，周三上午接待",
)


@pytest.fixture(scope="module")
def by() -> tuple[Mask, ...]:
    with (DATA / "private.csv").open(encoding="utf-8") as file:
        return masks([(row["pattern"], row["replacement"]) for row in csv.DictReader(file)])


@pytest.mark.parametrize(("line", "private"), PERSONS)
def test_persons_are_masked(line: str, private: str, by: tuple[Mask, ...]) -> None:
    for text in (line, f"（四）其他事项。{line}。", f"地址：人民路1号\n{line}\n"):
        masked = mask(text, by)
        assert not [word for word in private.split() if word in masked], masked
        assert mask(masked, by) == masked


@pytest.mark.parametrize("line", OFFICES)
def test_an_offices_line_stays(line: str, by: tuple[Mask, ...]) -> None:
    assert mask(line, by) == line


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    con = duckdb.connect()
    con.execute("CREATE TABLE private_text (pattern VARCHAR, replacement VARCHAR, note VARCHAR)")
    con.execute(
        f"INSERT INTO private_text SELECT * FROM read_csv('{DATA / 'private.csv'}', all_varchar = true, header = true)"
    )
    yield con
    con.close()


def test_the_warehouse_looks_at_every_line_that_a_mask_concerns(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("CREATE TABLE text (line VARCHAR)")
    con.executemany("INSERT INTO text VALUES (?)", [[line] for line, _ in PERSONS] + [[line] for line in OFFICES])
    with masking(con) as masked:
        kept = con.execute(f"SELECT line, {masked('line')} FROM text").fetchall()
    assert len([1 for line, shown in kept if line != shown]) == len(PERSONS)
    assert "without_private" not in {
        name for (name,) in con.execute("SELECT function_name FROM duckdb_functions()").fetchall()
    }


def test_a_mask_that_was_added_reaches_the_texts_that_are_held(con: duckdb.DuckDBPyConnection) -> None:
    columns = {
        "section": "heading_zh, text_zh", "issue": "message", "finding": "message", "reading": "title_zh",
        "unmapped_line": "label_zh, column_label_zh, raw_zh, caption_zh", "stated_figure": "quote_zh",
    }  # fmt: skip
    for table, named in columns.items():
        con.execute(f"CREATE TABLE {table} ({', '.join(name + ' VARCHAR' for name in named.split(', '))})")
        con.execute(
            f"INSERT INTO {table} VALUES ({', '.join(['?'] * len(named.split(', ')))})",
            [PERSONS[0][0]] * len(named.split(", ")),
        )
    mask_again(con)
    for table in columns:
        assert not [value for row in con.execute(f"FROM {table}").fetchall() for value in row if PERSONS[0][1] in value]


def test_a_pattern_that_is_none_is_shown(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("INSERT INTO private_text VALUES ('(', 'x', '')")
    with pytest.raises(BadMask, match=r"private\.csv: .*\("), masking(con):
        pass


@pytest.mark.parametrize("piece", ["1", "联系人：", "张三 ", "a", "电话138", "@", "（"])
def test_texts_without_end_are_masked_in_a_time_that_grows_with_them(
    piece: str, by: tuple[Mask, ...], con: duckdb.DuckDBPyConnection
) -> None:
    # quadratic patterns would need hours here; the suite's own limit of time ends them
    text = piece * (400_000 // len(piece))
    assert len(mask(text, by)) <= 2 * len(text)
    con.execute(f"SELECT regexp_matches(?, '{sign()}')", [text])
