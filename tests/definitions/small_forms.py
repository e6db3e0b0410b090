"""Two ledgers, two choice lists and a figure that use most of what a definition can say."""

COLOURS = """
[[list]]
key = "colour"
title = "颜色"

[[list.item]]
code = "red"
label = "红"
aliases = ["红色"]

[[list.item]]
code = "blue"
label = "蓝"
source = "S001"

[[list]]
key = "stage"
title = "阶段"
ordered = true

[[list.item]]
code = "proposed"
label = "谋划"

[[list.item]]
code = "done"
label = "完工"
"""

PROJECT = """
name = "{code} {name}"
dated_by = "started_on"
list_columns = ["code", "name", "total", "progress"]
totals = ["total"]
sort = ["code", "-total"]

[[section]]
key = "basic"
title = "基本"

[[section]]
key = "money"
title = "资金"
note = "由拨付算出"

[[field]]
key = "total"
type = "money"
label = "总投资"
shown_in = "万元"
section = "money"
range = ["0", ""]

[[field]]
key = "code"
type = "serial"
serial = "W{number:02}"
label = "编号"
section = "basic"

[[field]]
key = "name"
type = "text"
label = "名称"
section = "basic"
required = true
headings = ["项目名称"]

[[field]]
key = "stage"
type = "choice"
choices = "stage"
label = "阶段"
default = "谋划"

[[field]]
key = "started_on"
type = "date"
label = "开工日期"
range = [2000-01-01, "2099-12-31"]
required_when = "stage == 'done'"

[[field]]
key = "length"
type = "decimal"
places = 3
unit = "米"
label = "长度"

[[field]]
key = "paid"
type = "computed"
result = "money"
label = "已付"
expression = "sum(payment.amount, project == this)"

[[field]]
key = "progress"
type = "computed"
result = "percent"
places = 1
label = "支付率"
expression = "paid * 100 / total"

[[field]]
key = "note"
type = "note"
label = "备注"

[[field]]
key = "old"
type = "text"
label = "旧栏"
retired = true

[[lines]]
key = "outputs"
title = "产出"

[[lines.field]]
key = "item"
type = "text"
label = "名目"
required = true

[[lines.field]]
key = "quantity"
type = "integer"
label = "数量"
unit = "座"
visible_when = "parent.stage == 'done'"

[[lines.rule]]
key = "positive"
check = "quantity > 0"
message = "“{item}”的数量应大于 0。"
field = "quantity"

[[rule]]
key = "paid_within_total"
level = "warn"
check = "paid <= total"
message = "已付 {paid} 元{{含税}}，超过 {total} 元。"
field = "total"

[states]
field = "stage"

[[states.state]]
code = "proposed"
colour = "wheat"
to = ["done"]

[[states.state]]
code = "done"
colour = "pine"
requires = ["length", "outputs"]

[[states.state.rule]]
key = "has_length"
check = "length > 0"
message = "完工的要有长度。"

[[view]]
key = "unpaid"
title = "未付清"
where = "paid < total"
sort = ["-total"]

[[reminder]]
key = "finish"
message = "{name} 应完工"
due = "add_days(started_on, 30)"
when = "stage != 'done'"

[[print]]
key = "board"
title = "公示表"
masked = true
where = "stage == 'done'"
columns = ["name", "total"]

[import]
titles = ["项目"]
identities = [["code"], ["name", "unit"]]
lines = ["outputs"]

[[import.spread]]
form = "payment"
link = "project"

[example]
uuid = "1daf4be1-ffa3-4c0e-a1a7-2af5ac32401c"
unit = "410726104201"
name = "道路硬化"
stage = "done"
total = "1328.50"
length = "3.500"
started_on = 2023-05-01

[[example.outputs]]
item = "路灯"
quantity = 3
"""

PAYMENT = """
[[field]]
key = "project"
type = "reference"
form = "project"
label = "项目"

[[field]]
key = "amount"
type = "money"
label = "金额"

[[field]]
key = "paid_by"
type = "choices"
choices = "colour"
label = "渠道"
"""

FIGURES = """
[[figure]]
key = "paid_total"
label = "已付"
value = "sum(payment.amount)"
unit = "元"
shown_in = "万元"
wording = "over"
place = "100"
by = ["project"]
answers = ["K000-1"]
"""
