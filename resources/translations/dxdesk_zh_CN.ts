<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en_US">
<context>
    <name>AbbreviationsDialog</name>
    <message>
        <source>Abbreviations of this hospital</source>
        <translation>本院的缩写与俗称</translation>
    </message>
    <message>
        <source>Add  Ins</source>
        <translation>添加  Ins</translation>
    </message>
    <message>
        <source>Delete  Ctrl+Del</source>
        <translation>删除  Ctrl+Del</translation>
    </message>
    <message>
        <source>Found in searches and in records besides the ones that come with DxDesk.</source>
        <translation>检索和读取病案时，与 DxDesk 自带的缩写一同生效。</translation>
    </message>
    <message>
        <source>Our abbreviations</source>
        <translation>本院缩写</translation>
    </message>
    <message>
        <source>Save  Ctrl+S</source>
        <translation>保存  Ctrl+S</translation>
    </message>
    <message>
        <source>Saving replaces the whole file.</source>
        <translation>保存将替换整个文件。</translation>
    </message>
    <message>
        <source>Written as</source>
        <translation>写作</translation>
    </message>
    <message>
        <source>stands for (several: a; b)</source>
        <translation>即（多个用分号隔开：甲；乙）</translation>
    </message>
</context>
<context>
    <name>BookReport</name>
    <message>
        <source>&amp;Copy the report</source>
        <translation>复制报告(&amp;C)</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>发现的情况</translation>
    </message>
    <message>
        <source>Import report</source>
        <translation>导入报告</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>行数</translation>
    </message>
    <message>
        <source>The first of them</source>
        <translation>其中最先的</translation>
    </message>
    <message>
        <source>What was found</source>
        <translation>发现的情况</translation>
    </message>
    <message>
        <source>row {0}</source>
        <translation>第 {0} 行</translation>
    </message>
</context>
<context>
    <name>CodeDetail</name>
    <message>
        <source>About the chosen code</source>
        <translation>关于所选编码</translation>
    </message>
    <message>
        <source>on admission: {0} {1}</source>
        <translation>入院病情：{0} {1}</translation>
    </message>
    <message>
        <source>No definition in this code book.</source>
        <translation>本编码库没有该编码的定义。</translation>
    </message>
    <message>
        <source>Definition</source>
        <translation>定义</translation>
    </message>
    <message>
        <source>Evidence in the record ({0})</source>
        <translation>病案中的证据（{0}）</translation>
    </message>
    <message>
        <source>No verified evidence: neither named nor quoted as present in this record.</source>
        <translation>没有经核实的证据：病案中既未提及，也没有可核对的原文。</translation>
    </message>
    <message>
        <source>named</source>
        <translation>提及</translation>
    </message>
    <message>
        <source>quoted</source>
        <translation>引用原文</translation>
    </message>
    <message>
        <source>Model&apos;s stated reason</source>
        <translation>模型自述理由</translation>
    </message>
    <message>
        <source>The rules&apos; reason</source>
        <translation>规则的依据</translation>
    </message>
    <message>
        <source>What the rules went by.</source>
        <translation>规则据以判断的内容。</translation>
    </message>
    <message>
        <source>What the model wrote about this question; not checked, and not the cause of its answer.</source>
        <translation>这是模型就该问题写下的文字：未经核实，也不是其答案的成因。</translation>
    </message>
    <message>
        <source>No suggestion yet. F5 makes one.</source>
        <translation>还没有建议，按 F5 生成。</translation>
    </message>
    <message>
        <source>Made by {0}</source>
        <translation>由 {0} 给出</translation>
    </message>
    <message>
        <source>Made by the rules</source>
        <translation>由规则给出</translation>
    </message>
    <message>
        <source>Prompt {0} · scope {1} · code book {2}</source>
        <translation>提示词 {0} · 编码范围 {1} · 编码库 {2}</translation>
    </message>
    <message>
        <source>Where this is from</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>All {0} notes</source>
        <translation>全部 {0} 条注释</translation>
    </message>
    <message>
        <source>Not in {0}</source>
        <translation>{0} 中没有此编码</translation>
    </message>
    <message>
        <source>Prompt {0} · codes retrieved for this record from the whole of {1}</source>
        <translation>提示词 {0} · 编码范围由整部 {1} 为本病案检索得到</translation>
    </message>
</context>
<context>
    <name>CodeList</name>
    <message>
        <source>Codes of this record</source>
        <translation>本病案的编码</translation>
    </message>
</context>
<context>
    <name>CodeSearch</name>
    <message>
        <source>Search a code</source>
        <translation>查找编码</translation>
    </message>
    <message>
        <source>☆ as &amp;principal diagnosis</source>
        <translation>☆ 作为主要诊断(&amp;P)</translation>
    </message>
    <message>
        <source>★ as &amp;principal diagnosis</source>
        <translation>★ 作为主要诊断(&amp;P)</translation>
    </message>
    <message>
        <source>About the chosen code</source>
        <translation>关于所选编码</translation>
    </message>
    <message>
        <source>Add {0}  Enter</source>
        <translation>添加 {0}  Enter</translation>
    </message>
    <message>
        <source>Code, parts of a name, pinyin, abbreviation: I10, 高血压 3级, gxb</source>
        <translation>编码、名称片段、拼音、缩写：I10，高血压 3级，gxb</translation>
    </message>
    <message>
        <source>Copy {0}  Enter</source>
        <translation>复制 {0}  Enter</translation>
    </message>
    <message>
        <source>Forward ›  Alt+→</source>
        <translation>前进 ›  Alt+→</translation>
    </message>
    <message>
        <source>No code of these books fits. F4 searches other books.</source>
        <translation>这些编码库中没有符合的编码。按 F4 查其他编码库。</translation>
    </message>
    <message>
        <source>Nothing chosen</source>
        <translation>未选编码</translation>
    </message>
    <message>
        <source>Take the free entry  Enter</source>
        <translation>采用自录编码  Enter</translation>
    </message>
    <message>
        <source>Take {0}  Enter</source>
        <translation>采用 {0}  Enter</translation>
    </message>
    <message>
        <source>Unfold {0}  Enter</source>
        <translation>展开 {0}  Enter</translation>
    </message>
    <message>
        <source>‹ Back  Alt+←</source>
        <translation>‹ 后退  Alt+←</translation>
    </message>
    <message>
        <source>↑↓ hits · F6 next part · ←→ fold the hierarchy · Tab next link · Ctrl+Shift+C copy</source>
        <translation>↑↓ 选结果 · F6 换区 · ←→ 折叠与展开层级 · Tab 下一链接 · Ctrl+Shift+C 复制</translation>
    </message>
    <message>
        <source>▤ {0} is a heading of {1} and not coded itself: choose one of the codes below it.</source>
        <translation>▤ {0} 是{1}的类目标题，本身不作编码：请在其下选一个编码。</translation>
    </message>
    <message>
        <source>✓ copied: {0} {1}</source>
        <translation>✓ 已复制：{0} {1}</translation>
    </message>
    <message>
        <source>✗ This is in none of the imported books.</source>
        <translation>✗ 已导入的编码库中没有这一项。</translation>
    </message>
    <message>
        <source>Type a code or its beginning: I10, e11.9</source>
        <translation>输入编码或其开头：I10，e11.9</translation>
    </message>
    <message>
        <source>parts of the name in any order: 高血压 3级, diabetes foot</source>
        <translation>名称片段，次序不限：高血压 3级，diabetes foot</translation>
    </message>
    <message>
        <source>pinyin or its initials: guanxinbing, gxb</source>
        <translation>拼音或拼音首字母：guanxinbing，gxb</translation>
    </message>
    <message>
        <source>an abbreviation: COPD, 房颤</source>
        <translation>缩写或俗称：COPD，房颤</translation>
    </message>
    <message>
        <source>or walk the hierarchy: F6, then ↑ ↓ → ←</source>
        <translation>或在层级中浏览：F6，然后 ↑ ↓ → ←</translation>
    </message>
</context>
<context>
    <name>CodeTree</name>
    <message>
        <source>Hierarchy</source>
        <translation>层级</translation>
    </message>
</context>
<context>
    <name>CodebookActs</name>
    <message>
        <source>&amp;Remove</source>
        <translation>移除(&amp;R)</translation>
    </message>
    <message>
        <source>All files</source>
        <translation>所有文件</translation>
    </message>
    <message>
        <source>Cancelled; the code books are as they were.</source>
        <translation>已取消；编码库保持原样。</translation>
    </message>
    <message>
        <source>Import a code table</source>
        <translation>导入编码表</translation>
    </message>
    <message>
        <source>Import a map between two books</source>
        <translation>导入两个编码库之间的对照表</translation>
    </message>
    <message>
        <source>Import marks of {0}</source>
        <translation>导入{0}的标记</translation>
    </message>
    <message>
        <source>Import {0}</source>
        <translation>导入 {0}</translation>
    </message>
    <message>
        <source>Read in ICD-10-CM</source>
        <translation>装入 ICD-10-CM</translation>
    </message>
    <message>
        <source>Remove a code book</source>
        <translation>移除编码库</translation>
    </message>
    <message>
        <source>Remove {0} with its maps and marks? Decisions keep their codes and names.</source>
        <translation>移除{0}及其对照表和标记？已作的决定保留其编码和名称。</translation>
    </message>
    <message>
        <source>See the report</source>
        <translation>查看报告</translation>
    </message>
    <message>
        <source>Tables</source>
        <translation>表格</translation>
    </message>
    <message>
        <source>{0}  The code books are as they were.</source>
        <translation>{0}  编码库保持原样。</translation>
    </message>
    <message>
        <source>{0} is removed.</source>
        <translation>{0}已移除。</translation>
    </message>
</context>
<context>
    <name>CodebookPage</name>
    <message>
        <source>Book</source>
        <translation>编码库</translation>
    </message>
    <message>
        <source>Code books</source>
        <translation>编码库</translation>
    </message>
    <message>
        <source>Code books of this workstation</source>
        <translation>本工作站的编码库</translation>
    </message>
    <message>
        <source>Code from this book</source>
        <translation>用此库编码</translation>
    </message>
    <message>
        <source>Codes</source>
        <translation>编码数</translation>
    </message>
    <message>
        <source>From</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Import a map…</source>
        <translation>导入对照表…</translation>
    </message>
    <message>
        <source>Import a table…</source>
        <translation>导入编码表…</translation>
    </message>
    <message>
        <source>Import marks (灰码, CC, MCC)…</source>
        <translation>导入标记（灰码、CC、MCC）…</translation>
    </message>
    <message>
        <source>Imported</source>
        <translation>导入时间</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Map {0} → {1}: {2} codes, imported {3}</source>
        <translation>对照表 {0} → {1}：{2} 个编码，导入于 {3}</translation>
    </message>
    <message>
        <source>No map between books yet: M imports one.</source>
        <translation>尚无编码库之间的对照表：按 M 导入。</translation>
    </message>
    <message>
        <source>Our abbreviations…</source>
        <translation>本院缩写…</translation>
    </message>
    <message>
        <source>Read in ICD-10-CM</source>
        <translation>装入 ICD-10-CM</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>移除…</translation>
    </message>
    <message>
        <source>Show as second book</source>
        <translation>作为第二编码库显示</translation>
    </message>
    <message>
        <source>Show no second book</source>
        <translation>不显示第二编码库</translation>
    </message>
    <message>
        <source>Tables come from the hospital&apos;s own files; decisions keep the book they were made in.</source>
        <translation>编码表来自医院自己的文件；决定保留其所用的编码库。</translation>
    </message>
    <message>
        <source>Used</source>
        <translation>用途</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>coded from</source>
        <translation>用于编码</translation>
    </message>
    <message>
        <source>comes with DxDesk</source>
        <translation>DxDesk 自带</translation>
    </message>
    <message>
        <source>shown second</source>
        <translation>第二显示</translation>
    </message>
</context>
<context>
    <name>Desk</name>
    <message>
        <source>coder</source>
        <translation>编码员</translation>
    </message>
</context>
<context>
    <name>FileActs</name>
    <message>
        <source>Records</source>
        <translation>病案</translation>
    </message>
    <message>
        <source>All files</source>
        <translation>所有文件</translation>
    </message>
    <message>
        <source>Import records</source>
        <translation>导入病案</translation>
    </message>
    <message>
        <source>Import a folder of records</source>
        <translation>导入整个文件夹</translation>
    </message>
    <message>
        <source>Export finished records</source>
        <translation>导出已完成的病案</translation>
    </message>
    <message>
        <source>Export to {0}</source>
        <translation>导出到 {0}</translation>
    </message>
    <message>
        <source>Import {0}</source>
        <translation>导入 {0}</translation>
    </message>
    <message>
        <source>{0} record(s) are already here with other content. Update them from the file, or keep them?</source>
        <translation>有 {0} 份病案已存在且内容不同。用文件中的内容更新，还是保留现有内容？</translation>
    </message>
    <message>
        <source>Update</source>
        <translation>更新</translation>
    </message>
    <message>
        <source>Keep as they are</source>
        <translation>保留现有内容</translation>
    </message>
    <message>
        <source>{0} finished record(s) written to {1}</source>
        <translation>已将 {0} 份完成的病案写入 {1}</translation>
    </message>
    <message>
        <source>Front page, Excel</source>
        <translation>病案首页 Excel</translation>
    </message>
    <message>
        <source>Front page, CSV</source>
        <translation>病案首页 CSV</translation>
    </message>
    <message>
        <source>JSON with evidence and provenance</source>
        <translation>JSON（含证据与来源）</translation>
    </message>
    <message>
        <source>FHIR R4 bundle</source>
        <translation>FHIR R4 Bundle</translation>
    </message>
    <message>
        <source>CCL25 submission</source>
        <translation>CCL25 提交文件</translation>
    </message>
    <message>
        <source>For {0} of them a coder has stated patient facts: these stay in force either way.</source>
        <translation>其中 {0} 份由编码员填写过患者信息：无论怎样选择，这些信息继续有效。</translation>
    </message>
</context>
<context>
    <name>FindBar</name>
    <message>
        <source>Find in this record</source>
        <translation>在本病案中查找</translation>
    </message>
    <message>
        <source>Previous place (Shift+Enter)</source>
        <translation>上一处 (Shift+Enter)</translation>
    </message>
    <message>
        <source>Next place (Enter)</source>
        <translation>下一处 (Enter)</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>关闭 (Esc)</translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <translation>{0} / {1}</translation>
    </message>
    <message>
        <source>Not in this record</source>
        <translation>本病案中没有</translation>
    </message>
</context>
<context>
    <name>FlagsDialog</name>
    <message>
        <source>&amp;Mark</source>
        <translation>标记(&amp;M)</translation>
    </message>
    <message>
        <source>Import {0}</source>
        <translation>导入 {0}</translation>
    </message>
    <message>
        <source>The first rows of the list</source>
        <translation>清单的前几行</translation>
    </message>
    <message>
        <source>grey: 灰码, not for settlement. The list replaces the one of the same mark in {0}.</source>
        <translation>grey：灰码，不能用于结算。此清单将替换{0}中同一标记的清单。</translation>
    </message>
</context>
<context>
    <name>FreeEntry</name>
    <message>
        <source>&amp;Code</source>
        <translation>编码(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>名称(&amp;N)</translation>
    </message>
    <message>
        <source>Not listed? Enter it freely (kept as 自录)</source>
        <translation>列表中没有？自行录入（标为“自录”）</translation>
    </message>
    <message>
        <source>This is not yet a code with a name.</source>
        <translation>还不是带名称的编码。</translation>
    </message>
    <message>
        <source>as the classification writes it: J18.900, I10.x00x002</source>
        <translation>按分类的写法：J18.900、I10.x00x002</translation>
    </message>
    <message>
        <source>✓ has the form of a code</source>
        <translation>✓ 符合编码的形式</translation>
    </message>
</context>
<context>
    <name>HitsList</name>
    <message>
        <source>Codes found</source>
        <translation>找到的编码</translation>
    </message>
</context>
<context>
    <name>JobLine</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Copy errors</source>
        <translation>复制错误</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>runs</source>
        <translation>进行中</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>✓ done</source>
        <translation>✓ 已完成</translation>
    </message>
    <message>
        <source>✗ failed</source>
        <translation>✗ 失败</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <translation>{0} / {1}</translation>
    </message>
    <message>
        <source>errors {0}</source>
        <translation>错误 {0}</translation>
    </message>
    <message>
        <source>{0}, row {1}</source>
        <translation>{0} 第 {1} 行</translation>
    </message>
</context>
<context>
    <name>JobsDock</name>
    <message>
        <source>Jobs</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>No jobs.</source>
        <translation>没有任务。</translation>
    </message>
</context>
<context>
    <name>KeySheet</name>
    <message>
        <source>Keys</source>
        <translation>按键一览</translation>
    </message>
    <message>
        <source> — while the code list has the focus</source>
        <translation>（焦点在编码列表时有效）</translation>
    </message>
    <message>
        <source>choose a code</source>
        <translation>选择编码</translation>
    </message>
    <message>
        <source>after R: the reason; 0 or Enter: without one</source>
        <translation>按 R 之后：选择理由；0 或 Enter：不填理由</translation>
    </message>
    <message>
        <source>in the worklist: open the record</source>
        <translation>在工作列表中：打开病案</translation>
    </message>
    <message>
        <source>go on to the next part</source>
        <translation>转到下一部分</translation>
    </message>
    <message>
        <source>Moving about</source>
        <translation>移动</translation>
    </message>
    <message>
        <source>in the edits: go to the place to mend</source>
        <translation>在质控列表中：前往需修改之处</translation>
    </message>
    <message>
        <source>in the DRG: go to a code</source>
        <translation>在 DRG 中：前往一个编码</translation>
    </message>
    <message>
        <source>Variants — on their page</source>
        <translation>扩增审核 — 在其页面上</translation>
    </message>
    <message>
        <source>after R or N: the reason</source>
        <translation>R 或 N 之后：选择理由</translation>
    </message>
    <message>
        <source>in a note: keep it; Shift+Enter: new line; Esc: leave it</source>
        <translation>在备注里：保存；Shift+Enter：换行；Esc：暂时离开</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Your name is not set: decisions would be kept under “{0}”.</source>
        <translation>尚未设置姓名：决定将记在“{0}”名下。</translation>
    </message>
    <message>
        <source>Set it now</source>
        <translation>现在设置</translation>
    </message>
    <message>
        <source>{0} is finished. No unfinished record follows in this list.</source>
        <translation>{0} 已完成。列表中其后没有未完成的病案。</translation>
    </message>
    <message>
        <source>Restart the model</source>
        <translation>重新启动模型</translation>
    </message>
    <message>
        <source>Go on with rules</source>
        <translation>改用规则继续</translation>
    </message>
    <message>
        <source>Suggestions for the worklist</source>
        <translation>为工作列表生成建议</translation>
    </message>
    <message>
        <source>A run of suggestions was not finished: {0} of {1} records are done.</source>
        <translation>上次批量生成建议未完成：{1} 份病案中已完成 {0} 份。</translation>
    </message>
    <message>
        <source>Go on with it</source>
        <translation>继续生成</translation>
    </message>
    <message>
        <source>Drop it</source>
        <translation>放弃</translation>
    </message>
    <message>
        <source>Look a code up</source>
        <translation>查编码</translation>
    </message>
    <message>
        <source>Choose the code book</source>
        <translation>选择编码库</translation>
    </message>
</context>
<context>
    <name>MapDialog</name>
    <message>
        <source>&amp;From the book</source>
        <translation>从编码库(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;To the book</source>
        <translation>到编码库(&amp;T)</translation>
    </message>
    <message>
        <source>A map goes from one book to another: choose two.</source>
        <translation>对照表从一个编码库到另一个：请选两个。</translation>
    </message>
    <message>
        <source>A map that is there between these books is replaced.</source>
        <translation>这两个编码库之间已有的对照表将被替换。</translation>
    </message>
    <message>
        <source>Import {0}</source>
        <translation>导入 {0}</translation>
    </message>
    <message>
        <source>Name both columns, or neither.</source>
        <translation>两列都指定，或都不指定。</translation>
    </message>
    <message>
        <source>The first rows of the map</source>
        <translation>对照表的前几行</translation>
    </message>
    <message>
        <source>found by its codes</source>
        <translation>按编码自动识别</translation>
    </message>
    <message>
        <source>its column</source>
        <translation>所在列</translation>
    </message>
    <message>
        <source>its column </source>
        <translation>所在列</translation>
    </message>
</context>
<context>
    <name>MappingDialog</name>
    <message>
        <source>Columns of this file</source>
        <translation>文件中的列</translation>
    </message>
    <message>
        <source>Column</source>
        <translation>列名</translation>
    </message>
    <message>
        <source>is</source>
        <translation>对应</translation>
    </message>
    <message>
        <source>Remembered for every file with the same columns.</source>
        <translation>列相同的文件以后沿用这一设置。</translation>
    </message>
    <message>
        <source>not taken in</source>
        <translation>不导入</translation>
    </message>
    <message>
        <source>record id (病案标识)</source>
        <translation>病案标识</translation>
    </message>
    <message>
        <source>sex</source>
        <translation>性别</translation>
    </message>
    <message>
        <source>age</source>
        <translation>年龄</translation>
    </message>
    <message>
        <source>admission date</source>
        <translation>入院日期</translation>
    </message>
    <message>
        <source>discharge date</source>
        <translation>出院日期</translation>
    </message>
    <message>
        <source>disposition (离院方式)</source>
        <translation>离院方式</translation>
    </message>
    <message>
        <source>codes, not read</source>
        <translation>已有编码，不读取</translation>
    </message>
    <message>
        <source>section {0}</source>
        <translation>段落：{0}</translation>
    </message>
</context>
<context>
    <name>ModelPage</name>
    <message>
        <source>Address of a model server on the hospital&apos;s network</source>
        <translation>院内网络上模型服务器的地址</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>所需内存</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>Here</source>
        <translation>本机</translation>
    </message>
    <message>
        <source>Checksum</source>
        <translation>校验</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Use this model</source>
        <translation>使用此模型</translation>
    </message>
    <message>
        <source>Fetch</source>
        <translation>获取</translation>
    </message>
    <message>
        <source>Check the file</source>
        <translation>校验文件</translation>
    </message>
    <message>
        <source>Choose a file (GGUF)…</source>
        <translation>选择文件（GGUF）…</translation>
    </message>
    <message>
        <source>Use rules only</source>
        <translation>仅用规则</translation>
    </message>
    <message>
        <source>Model server on the hospital&apos;s network:</source>
        <translation>院内网络上的模型服务器：</translation>
    </message>
    <message>
        <source>Use this server</source>
        <translation>使用此服务器</translation>
    </message>
    <message>
        <source>Rules only: suggestions come from names in the text, without a model.</source>
        <translation>仅用规则：建议来自病案中的疾病名称，不使用模型。</translation>
    </message>
    <message>
        <source>Reading now: {0}</source>
        <translation>当前模型：{0}</translation>
    </message>
    <message>
        <source>Free memory: {0}</source>
        <translation>可用内存：{0}</translation>
    </message>
    <message>
        <source>  (default)</source>
        <translation>（默认）</translation>
    </message>
    <message>
        <source>⚠ {0}, too much now</source>
        <translation>⚠ {0}，目前内存不足</translation>
    </message>
    <message>
        <source>✓ here</source>
        <translation>✓ 已有</translation>
    </message>
    <message>
        <source>✗ not here</source>
        <translation>✗ 没有</translation>
    </message>
    <message>
        <source>not checked yet</source>
        <translation>尚未校验</translation>
    </message>
    <message>
        <source>✓ right</source>
        <translation>✓ 正确</translation>
    </message>
    <message>
        <source>✗ wrong</source>
        <translation>✗ 不符</translation>
    </message>
    <message>
        <source>File: {0}</source>
        <translation>文件：{0}</translation>
    </message>
    <message>
        <source>Get the file {0} of {1} ({2} bytes, SHA-256 {3}) by other means and put it into {4}.</source>
        <translation>请用其他途径取得 {1} 的文件 {0}（{2} 字节，SHA-256 {3}），放入 {4}。</translation>
    </message>
    <message>
        <source>Choose a model file</source>
        <translation>选择模型文件</translation>
    </message>
    <message>
        <source>Load the model</source>
        <translation>加载模型</translation>
    </message>
    <message>
        <source>{0}  The rules go on reading.</source>
        <translation>{0}  暂由规则继续。</translation>
    </message>
    <message>
        <source>Fetch {0}</source>
        <translation>获取 {0}</translation>
    </message>
    <message>
        <source>{0} is here and its checksum is right.</source>
        <translation>{0} 已获取，校验正确。</translation>
    </message>
    <message>
        <source>Check {0}</source>
        <translation>校验 {0}</translation>
    </message>
    <message>
        <source>{0}: the file is the published one.</source>
        <translation>{0}：文件与发布的一致。</translation>
    </message>
    <message>
        <source>{0}: the file is not the published one. Fetch it again.</source>
        <translation>{0}：文件与发布的不一致，请重新获取。</translation>
    </message>
    <message>
        <source>{0}: the file is whole; nothing says what its checksum must be.</source>
        <translation>{0}：文件完整；没有可比对的校验值。</translation>
    </message>
</context>
<context>
    <name>NotesPanel</name>
    <message>
        <source>A new note on this record</source>
        <translation>给这份病案写的新备注</translation>
    </message>
    <message>
        <source>A note is begun and not kept: N goes on with it.</source>
        <translation>有一条备注写了一半，尚未保存：按 N 继续写。</translation>
    </message>
    <message>
        <source>A note on this record: Enter keeps it, Shift+Enter begins a new line, Esc leaves it</source>
        <translation>给这份病案写备注：Enter 保存，Shift+Enter 换行，Esc 暂时离开</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Notes on this record</source>
        <translation>这份病案的备注</translation>
    </message>
</context>
<context>
    <name>Notice</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>RecordView</name>
    <message>
        <source>Record text</source>
        <translation>病案正文</translation>
    </message>
</context>
<context>
    <name>RefusedDialog</name>
    <message>
        <source>Import report</source>
        <translation>导入报告</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Row</source>
        <translation>行</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>What to do</source>
        <translation>处理办法</translation>
    </message>
    <message>
        <source>Refused rows</source>
        <translation>未导入的行</translation>
    </message>
    <message>
        <source>Copy the list</source>
        <translation>复制列表</translation>
    </message>
</context>
<context>
    <name>ReviewActs</name>
    <message>
        <source>Why is it rejected?</source>
        <translation>为什么拒绝？</translation>
    </message>
    <message>
        <source>Why? {0}</source>
        <translation>拒绝理由：{0}</translation>
    </message>
    <message>
        <source>Without a reason</source>
        <translation>不填理由</translation>
    </message>
    <message>
        <source>Replace {0} {1}</source>
        <translation>替换 {0} {1}</translation>
    </message>
    <message>
        <source>Add a code</source>
        <translation>添加编码</translation>
    </message>
    <message>
        <source>Not finished: {0} suggested code(s) need a decision (accept, reject or replace): {1}</source>
        <translation>不能完成：还有 {0} 个建议编码未作决定（接受、拒绝或替换）：{1}</translation>
    </message>
    <message>
        <source>Not finished: the principal diagnosis is missing. Choose a code and press P, or add one with +.</source>
        <translation>不能完成：缺少主要诊断。请选中一个编码按 P，或按 + 添加。</translation>
    </message>
    <message>
        <source>Undo: {0}</source>
        <translation>撤销：{0}</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo: {0}</source>
        <translation>重做：{0}</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
</context>
<context>
    <name>ReviewPage</name>
    <message>
        <source>{0} of {1}</source>
        <translation>{0} / {1}</translation>
    </message>
    <message>
        <source>reading the record…</source>
        <translation>正在阅读病案…</translation>
    </message>
    <message>
        <source>votes {0} of {1}</source>
        <translation>已得票 {0} / {1}</translation>
    </message>
    <message>
        <source>● Finished</source>
        <translation>● 已完成</translation>
    </message>
    <message>
        <source>◑ Open</source>
        <translation>◑ 未完成</translation>
    </message>
    <message>
        <source>{0} assigned</source>
        <translation>已定 {0} 个编码</translation>
    </message>
    <message>
        <source>No suggestion yet. F5 makes one; + adds a code by hand.</source>
        <translation>还没有建议。按 F5 生成，按 + 自行添加。</translation>
    </message>
    <message>
        <source>⚠ Outside this scope (不在范围内): none of the listed principal diagnoses fits. Add it with +.</source>
        <translation>⚠ 不在范围内：编码范围里没有合适的主要诊断，请按 + 添加。</translation>
    </message>
    <message>
        <source>⚠ {0} of {1} votes could not be read and were not counted.</source>
        <translation>⚠ {1} 票中有 {0} 票无法读取，未计入。</translation>
    </message>
    <message>
        <source>⚠ Shortened for the model (characters kept): {0}</source>
        <translation>⚠ 因长度所限，以下段落未全部交给模型（保留字数）：{0}</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>编码</translation>
    </message>
    <message>
        <source>DRG</source>
        <translation>DRG</translation>
    </message>
    <message>
        <source>Edits</source>
        <translation>质控</translation>
    </message>
    <message>
        <source>The rules find nothing to mend.</source>
        <translation>规则未发现需要修改之处。</translation>
    </message>
    <message>
        <source>preparing the code book {0}…</source>
        <translation>正在准备编码库 {0}…</translation>
    </message>
</context>
<context>
    <name>SectionsPanel</name>
    <message>
        <source>Sections of the record</source>
        <translation>病案段落</translation>
    </message>
    <message>
        <source>{0}, evidence {1}</source>
        <translation>{0}，证据 {1}</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>&amp;General</source>
        <translation>常规(&amp;G)</translation>
    </message>
    <message>
        <source>Code &amp;books and DRG</source>
        <translation>编码库与 DRG(&amp;B)</translation>
    </message>
    <message>
        <source>R&amp;ules</source>
        <translation>规则(&amp;U)</translation>
    </message>
</context>
<context>
    <name>StatusLine</name>
    <message>
        <source>Model: rules only</source>
        <translation>模型：仅用规则</translation>
    </message>
    <message>
        <source>Model: {0}</source>
        <translation>模型：{0}</translation>
    </message>
    <message>
        <source>Open the model page (Ctrl+3)</source>
        <translation>打开模型页 (Ctrl+3)</translation>
    </message>
    <message>
        <source>Coder: {0}</source>
        <translation>编码员：{0}</translation>
    </message>
    <message>
        <source>Change your name in the settings</source>
        <translation>在设置中修改姓名</translation>
    </message>
    <message>
        <source>Jobs: {0} running</source>
        <translation>任务：{0} 个进行中</translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>Show or hide the jobs panel (Ctrl+J)</source>
        <translation>显示或隐藏任务面板 (Ctrl+J)</translation>
    </message>
    <message>
        <source>LAN server: {0}</source>
        <translation>院内服务器：{0}</translation>
    </message>
    <message>
        <source>Offline</source>
        <translation>离线</translation>
    </message>
    <message>
        <source>DxDesk never uses the internet by itself.</source>
        <translation>DxDesk 不会自行访问互联网。</translation>
    </message>
    <message>
        <source>Encrypted</source>
        <translation>已加密</translation>
    </message>
    <message>
        <source>⚠ Not encrypted</source>
        <translation>⚠ 未加密</translation>
    </message>
    <message>
        <source>The store&apos;s file is not encrypted: protect this computer and its backups.</source>
        <translation>数据文件未加密：请保护好这台电脑及其备份。</translation>
    </message>
    <message>
        <source>Choose the code book in the settings (Ctrl+,)</source>
        <translation>在设置中选择编码库（Ctrl+,）</translation>
    </message>
    <message>
        <source>Codes: {0}</source>
        <translation>编码库：{0}</translation>
    </message>
    <message>
        <source>Codes: {0} of {1}</source>
        <translation>编码库：{1} 的 {0} 个编码</translation>
    </message>
    <message>
        <source>Preparing the code book {0}…</source>
        <translation>正在准备编码库 {0}…</translation>
    </message>
</context>
<context>
    <name>TablePreviewDialog</name>
    <message>
        <source>&amp;Header is row</source>
        <translation>表头在第几行(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Language of the names</source>
        <translation>名称的语言(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Title (国家临床版)</source>
        <translation>标题（如国家临床版）(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Version (2.0)</source>
        <translation>版本（如 2.0）(&amp;V)</translation>
    </message>
    <message>
        <source>A code book needs a title and a version: together they are its name.</source>
        <translation>编码库需要标题和版本：两者合为其名称。</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>导入</translation>
    </message>
    <message>
        <source>Import {0}</source>
        <translation>导入 {0}</translation>
    </message>
    <message>
        <source>Replace {0}</source>
        <translation>替换{0}</translation>
    </message>
    <message>
        <source>Say which column holds the codes and which the names.</source>
        <translation>请指明哪一列是编码，哪一列是名称。</translation>
    </message>
    <message>
        <source>The first rows of the table</source>
        <translation>表的前几行</translation>
    </message>
    <message>
        <source>Two columns are said to be “{0}”.</source>
        <translation>有两列都指定为“{0}”。</translation>
    </message>
    <message>
        <source>What each column is — remembered for every table with these columns:</source>
        <translation>各列的含义（列相同的表会记住）：</translation>
    </message>
    <message>
        <source>What the column {0} is</source>
        <translation>列“{0}”的含义</translation>
    </message>
    <message>
        <source>ages (from–to)</source>
        <translation>年龄（起–止）</translation>
    </message>
    <message>
        <source>category&apos;s name (类目名称)</source>
        <translation>类目名称</translation>
    </message>
    <message>
        <source>definition</source>
        <translation>定义</translation>
    </message>
    <message>
        <source>grey code (灰码)</source>
        <translation>灰码</translation>
    </message>
    <message>
        <source>is</source>
        <translation>含义</translation>
    </message>
    <message>
        <source>marks</source>
        <translation>标记</translation>
    </message>
    <message>
        <source>not taken in</source>
        <translation>不导入</translation>
    </message>
    <message>
        <source>oldest age</source>
        <translation>年龄上限</translation>
    </message>
    <message>
        <source>other names</source>
        <translation>别名</translation>
    </message>
    <message>
        <source>pinyin</source>
        <translation>拼音</translation>
    </message>
    <message>
        <source>sex</source>
        <translation>性别</translation>
    </message>
    <message>
        <source>subcategory&apos;s name (亚目名称)</source>
        <translation>亚目名称</translation>
    </message>
    <message>
        <source>youngest age</source>
        <translation>年龄下限</translation>
    </message>
    <message>
        <source>★ code</source>
        <translation>★ 编码</translation>
    </message>
    <message>
        <source>★ name</source>
        <translation>★ 名称</translation>
    </message>
    <message>
        <source>⚠ {0} is here already ({1} codes, from {2}) and is replaced whole. Decisions keep their codes.</source>
        <translation>⚠ 已有{0}（{1} 个编码，来自 {2}），将被整体替换。已作的决定保留其编码。</translation>
    </message>
    <message>
        <source>✓ becomes the book {0}</source>
        <translation>✓ 将成为编码库{0}</translation>
    </message>
</context>
<context>
    <name>WorklistPage</name>
    <message>
        <source>Filter by record, code or diagnosis  (Ctrl+L)</source>
        <translation>按病案标识、编码或诊断筛选（Ctrl+L）</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>Worklist</source>
        <translation>工作列表</translation>
    </message>
    <message>
        <source>No records here. Import the hospital&apos;s files (Ctrl+I), or take the filter away.</source>
        <translation>这里没有病案。请导入医院的文件（Ctrl+I），或清除筛选条件。</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>{0} shown</source>
        <translation>共 {0} 份</translation>
    </message>
</context>
<context>
    <name>actions</name>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Record</source>
        <translation>病案(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Codes</source>
        <translation>编码(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>Import files…</source>
        <translation>导入文件…</translation>
    </message>
    <message>
        <source>Import a folder…</source>
        <translation>导入文件夹…</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>设置…</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Suggest for this record</source>
        <translation>为本病案生成建议</translation>
    </message>
    <message>
        <source>Cancel the suggestion</source>
        <translation>取消生成</translation>
    </message>
    <message>
        <source>Suggest for all records</source>
        <translation>为全部病案生成建议</translation>
    </message>
    <message>
        <source>Find in the record</source>
        <translation>在病案中查找</translation>
    </message>
    <message>
        <source>Finish and next</source>
        <translation>完成并转下一份</translation>
    </message>
    <message>
        <source>Reopen</source>
        <translation>重新打开</translation>
    </message>
    <message>
        <source>Previous record</source>
        <translation>上一份病案</translation>
    </message>
    <message>
        <source>Next record</source>
        <translation>下一份病案</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>接受</translation>
    </message>
    <message>
        <source>Reject…</source>
        <translation>拒绝…</translation>
    </message>
    <message>
        <source>Replace…</source>
        <translation>替换…</translation>
    </message>
    <message>
        <source>Add…</source>
        <translation>添加…</translation>
    </message>
    <message>
        <source>Make principal</source>
        <translation>设为主要诊断</translation>
    </message>
    <message>
        <source>Next evidence</source>
        <translation>下一处证据</translation>
    </message>
    <message>
        <source>Previous evidence</source>
        <translation>上一处证据</translation>
    </message>
    <message>
        <source>Model&apos;s stated reason</source>
        <translation>模型自述理由</translation>
    </message>
    <message>
        <source>Move up</source>
        <translation>上移</translation>
    </message>
    <message>
        <source>Move down</source>
        <translation>下移</translation>
    </message>
    <message>
        <source>On admission: 1 present</source>
        <translation>入院病情：1 有</translation>
    </message>
    <message>
        <source>On admission: 2 undetermined</source>
        <translation>入院病情：2 临床未确定</translation>
    </message>
    <message>
        <source>On admission: 3 unknown</source>
        <translation>入院病情：3 情况不明</translation>
    </message>
    <message>
        <source>On admission: 4 absent</source>
        <translation>入院病情：4 无</translation>
    </message>
    <message>
        <source>Worklist</source>
        <translation>工作列表</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>审核</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Jobs panel</source>
        <translation>任务面板</translation>
    </message>
    <message>
        <source>Filter the worklist</source>
        <translation>筛选工作列表</translation>
    </message>
    <message>
        <source>Go to the code list</source>
        <translation>转到编码列表</translation>
    </message>
    <message>
        <source>Go to the record text</source>
        <translation>转到病案正文</translation>
    </message>
    <message>
        <source>Larger text</source>
        <translation>放大文字</translation>
    </message>
    <message>
        <source>Smaller text</source>
        <translation>缩小文字</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>按键一览</translation>
    </message>
    <message>
        <source>About the code</source>
        <translation>关于所选编码</translation>
    </message>
    <message>
        <source>DRG</source>
        <translation>DRG</translation>
    </message>
    <message>
        <source>Edits</source>
        <translation>质控提示</translation>
    </message>
    <message>
        <source>On admission: not stated</source>
        <translation>入院病情：不填</translation>
    </message>
    <message>
        <source>Patient facts…</source>
        <translation>患者信息…</translation>
    </message>
    <message>
        <source>Code books</source>
        <translation>编码库</translation>
    </message>
    <message>
        <source>Look a code up…</source>
        <translation>查编码…</translation>
    </message>
    <message>
        <source>Ask the model for the DRG</source>
        <translation>向模型询问 DRG</translation>
    </message>
    <message>
        <source>Variants</source>
        <translation>扩增审核</translation>
    </message>
    <message>
        <source>Export corrections…</source>
        <translation>导出修正…</translation>
    </message>
    <message>
        <source>Note on the record…</source>
        <translation>给病案写备注…</translation>
    </message>
</context>
<context>
    <name>books</name>
    <message>
        <source>All books ({0})</source>
        <translation>全部编码库（{0}）</translation>
    </message>
    <message>
        <source>Also called</source>
        <translation>又称</translation>
    </message>
    <message>
        <source>Below it ({0})</source>
        <translation>下级（{0}）</translation>
    </message>
    <message>
        <source>Chinese</source>
        <translation>中文</translation>
    </message>
    <message>
        <source>Code also</source>
        <translation>另编码</translation>
    </message>
    <message>
        <source>Code first</source>
        <translation>先编码（Code first）</translation>
    </message>
    <message>
        <source>Definition</source>
        <translation>定义</translation>
    </message>
    <message>
        <source>English</source>
        <translation>英文</translation>
    </message>
    <message>
        <source>Excludes1: never together</source>
        <translation>Excludes1：不可同时编码</translation>
    </message>
    <message>
        <source>Excludes2: not included here</source>
        <translation>Excludes2：不包括在此</translation>
    </message>
    <message>
        <source>In {0}</source>
        <translation>在{0}中</translation>
    </message>
    <message>
        <source>Includes</source>
        <translation>包括</translation>
    </message>
    <message>
        <source>Inclusion terms</source>
        <translation>包含术语</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>注</translation>
    </message>
    <message>
        <source>Seventh character</source>
        <translation>第七位字符</translation>
    </message>
    <message>
        <source>Stands under</source>
        <translation>所属</translation>
    </message>
    <message>
        <source>Use additional code</source>
        <translation>使用附加编码</translation>
    </message>
    <message>
        <source>age {0}–{1}</source>
        <translation>{0}–{1} 岁</translation>
    </message>
    <message>
        <source>asterisk codes alone (never valid by themselves)</source>
        <translation>单独的星号编码（不能单独使用）</translation>
    </message>
    <message>
        <source>asterisk: never alone</source>
        <translation>星号：不能单独使用</translation>
    </message>
    <message>
        <source>billable codes</source>
        <translation>可用于申报的编码</translation>
    </message>
    <message>
        <source>by a synonym</source>
        <translation>同义词</translation>
    </message>
    <message>
        <source>by its code</source>
        <translation>编码</translation>
    </message>
    <message>
        <source>by pinyin</source>
        <translation>拼音</translation>
    </message>
    <message>
        <source>categories and subcategories</source>
        <translation>类目和亚目</translation>
    </message>
    <message>
        <source>codable</source>
        <translation>可编码</translation>
    </message>
    <message>
        <source>coded {0} × here</source>
        <translation>本院用过 {0} 次</translation>
    </message>
    <message>
        <source>codes</source>
        <translation>编码</translation>
    </message>
    <message>
        <source>codes of the source without a row</source>
        <translation>来源库中没有对照的编码</translation>
    </message>
    <message>
        <source>codes that are not in the book</source>
        <translation>编码库中没有的编码</translation>
    </message>
    <message>
        <source>codes that share their target with another</source>
        <translation>与其他编码对应同一目标的编码</translation>
    </message>
    <message>
        <source>codes whose spelling was evened out</source>
        <translation>写法经统一的编码</translation>
    </message>
    <message>
        <source>codes with a placeholder x (I10.x00)</source>
        <translation>带占位符 x 的编码（I10.x00）</translation>
    </message>
    <message>
        <source>codes with blanks around them</source>
        <translation>前后有空格的编码</translation>
    </message>
    <message>
        <source>codes written in another way than in the book († and +)</source>
        <translation>与库中写法不同的编码（† 与 +）</translation>
    </message>
    <message>
        <source>columns nothing was taken from</source>
        <translation>未导入的列</translation>
    </message>
    <message>
        <source>dagger and asterisk in one</source>
        <translation>剑号与星号合码</translation>
    </message>
    <message>
        <source>dagger and asterisk in one row</source>
        <translation>剑号与星号写在一行</translation>
    </message>
    <message>
        <source>dagger pairs whose asterisk sign is missing</source>
        <translation>缺星号的剑星对</translation>
    </message>
    <message>
        <source>from</source>
        <translation>源自</translation>
    </message>
    <message>
        <source>grey code</source>
        <translation>灰码</translation>
    </message>
    <message>
        <source>grey code (灰码): not for settlement</source>
        <translation>灰码：不能用于结算</translation>
    </message>
    <message>
        <source>grey codes (灰码)</source>
        <translation>灰码</translation>
    </message>
    <message>
        <source>heading</source>
        <translation>标题</translation>
    </message>
    <message>
        <source>heading made by DxDesk</source>
        <translation>DxDesk 补的标题</translation>
    </message>
    <message>
        <source>heading, not coded itself</source>
        <translation>标题，本身不作编码</translation>
    </message>
    <message>
        <source>headings</source>
        <translation>标题</translation>
    </message>
    <message>
        <source>headings named after their codes</source>
        <translation>以其编码命名的标题</translation>
    </message>
    <message>
        <source>morphology</source>
        <translation>形态学</translation>
    </message>
    <message>
        <source>morphology codes (M80000/0)</source>
        <translation>形态学编码（M80000/0）</translation>
    </message>
    <message>
        <source>name begins so</source>
        <translation>名称开头</translation>
    </message>
    <message>
        <source>names that several codes share</source>
        <translation>多个编码共有的名称</translation>
    </message>
    <message>
        <source>names whose spelling was evened out (found under both)</source>
        <translation>写法经统一的名称（两种写法均可查到）</translation>
    </message>
    <message>
        <source>names with ? in place of a character</source>
        <translation>以“?”代字的名称</translation>
    </message>
    <message>
        <source>no counterpart in the map</source>
        <translation>对照表中没有对应编码</translation>
    </message>
    <message>
        <source>only {0}</source>
        <translation>仅{0}</translation>
    </message>
    <message>
        <source>parts of the name</source>
        <translation>名称片段</translation>
    </message>
    <message>
        <source>rows that cannot be read</source>
        <translation>无法读取的行</translation>
    </message>
    <message>
        <source>rows that contradict one before</source>
        <translation>与前面矛盾的行</translation>
    </message>
    <message>
        <source>rows that repeat the header</source>
        <translation>重复表头的行</translation>
    </message>
    <message>
        <source>rows whose code has no code&apos;s form</source>
        <translation>编码不合形式的行</translation>
    </message>
    <message>
        <source>rows whose code is a number or a date</source>
        <translation>编码是数字或日期的行</translation>
    </message>
    <message>
        <source>rows whose code stood before</source>
        <translation>编码重复的行</translation>
    </message>
    <message>
        <source>rows whose source code is not in its book</source>
        <translation>来源编码不在其编码库中的行</translation>
    </message>
    <message>
        <source>rows whose target code is not in its book</source>
        <translation>目标编码不在其编码库中的行</translation>
    </message>
    <message>
        <source>rows without a code (merged cells?)</source>
        <translation>没有编码的行（合并单元格？）</translation>
    </message>
    <message>
        <source>rows without a name</source>
        <translation>没有名称的行</translation>
    </message>
    <message>
        <source>sexes or ages that could not be read</source>
        <translation>无法读懂的性别或年龄</translation>
    </message>
    <message>
        <source>six-character codes</source>
        <translation>六位编码</translation>
    </message>
    <message>
        <source>the very name</source>
        <translation>名称完全相同</translation>
    </message>
    <message>
        <source>two codes in one</source>
        <translation>两码合一</translation>
    </message>
    <message>
        <source>two codes written as one</source>
        <translation>两个编码写在一起</translation>
    </message>
    <message>
        <source>x-extensions (A00.000x001)</source>
        <translation>x 扩展码（A00.000x001）</translation>
    </message>
    <message>
        <source>{0} left out</source>
        <translation>未收 {0} 行</translation>
    </message>
    <message>
        <source>{0}: {1} of {2} rows taken in</source>
        <translation>{0}：{2} 行中收入 {1} 行</translation>
    </message>
    <message>
        <source>… {0} more in the tree</source>
        <translation>…… 另有 {0} 项，见层级</translation>
    </message>
    <message>
        <source>(before: </source>
        <translation>（此前：</translation>
    </message>
</context>
<context>
    <name>crash</name>
    <message>
        <source>DxDesk has made a mistake. What you have decided is stored; you can go on working.</source>
        <translation>DxDesk 出现错误。您已作的决定都已保存，可以继续工作。</translation>
    </message>
    <message>
        <source>Please send {0} to its makers.</source>
        <translation>请把 {0} 发给开发者。</translation>
    </message>
    <message>
        <source>Copy the details</source>
        <translation>复制详情</translation>
    </message>
</context>
<context>
    <name>import</name>
    <message>
        <source>Added {0} · updated {1} · unchanged {2} · skipped {3} · refused {4}</source>
        <translation>新增 {0} · 更新 {1} · 未变 {2} · 跳过 {3} · 拒收 {4}</translation>
    </message>
</context>
<context>
    <name>models</name>
    <message>
        <source>Trained for coding from the 55 codes, on invented records alone. Gives quotes as its reasons.</source>
        <translation>为 55 个编码训练，只用虚构病案；以原文引用作为理由。</translation>
    </message>
    <message>
        <source>Not trained for coding. Follows the answer format and picks the principal diagnosis from few.</source>
        <translation>未针对编码训练。能遵守答案格式，可在少数候选中选出主要诊断。</translation>
    </message>
    <message>
        <source>Not trained for coding. Fast, but little better than chance; for trying things out.</source>
        <translation>未针对编码训练。速度快，但准确度与随机相近，仅供试用。</translation>
    </message>
    <message>
        <source>The size the published results were reached with, after training. Wants fast cores or a server.</source>
        <translation>已发表结果所用的规模（训练之后）。需要较快的处理器或服务器。</translation>
    </message>
    <message>
        <source>The general sibling of Qwen2.5-Coder-1.5B.</source>
        <translation>Qwen2.5-Coder-1.5B 的通用版本。</translation>
    </message>
    <message>
        <source>The smallest general one.</source>
        <translation>最小的通用模型。</translation>
    </message>
</context>
<context>
    <name>refusals</name>
    <message>
        <source>The model&apos;s process has ended while it read this record. Nothing that was decided is lost. Restart the model, or go on with the rules.</source>
        <translation>模型进程在阅读本病案时意外结束。已作的决定没有丢失。可重新启动模型，或改用规则继续。</translation>
    </message>
    <message>
        <source>This model file cannot be used: {0}</source>
        <translation>此模型文件不能使用：{0}</translation>
    </message>
    <message>
        <source>Choose a code first.</source>
        <translation>请先选择编码。</translation>
    </message>
    <message>
        <source>Choose whether the code is principal or other.</source>
        <translation>请选择作为主要诊断还是其他诊断。</translation>
    </message>
    <message>
        <source>This code is the principal diagnosis already.</source>
        <translation>该编码已是主要诊断。</translation>
    </message>
    <message>
        <source>This code is assigned already; P makes it the principal.</source>
        <translation>该编码已在其他诊断中；按 P 可设为主要诊断。</translation>
    </message>
    <message>
        <source>This code is rejected for this reason already.</source>
        <translation>该编码已按此理由拒绝。</translation>
    </message>
    <message>
        <source>Only an assigned code can be replaced.</source>
        <translation>只能替换已定的编码。</translation>
    </message>
    <message>
        <source>Only an assigned code can be made principal this way.</source>
        <translation>只有已定的编码才能这样设为主要诊断。</translation>
    </message>
    <message>
        <source>The order does not fit the codes any more; try again.</source>
        <translation>顺序与现有编码不符，请重试。</translation>
    </message>
    <message>
        <source>This would change nothing.</source>
        <translation>没有任何变化。</translation>
    </message>
    <message>
        <source>There is nothing to take back.</source>
        <translation>没有可撤销的操作。</translation>
    </message>
    <message>
        <source>The principal diagnosis is missing.</source>
        <translation>缺少主要诊断。</translation>
    </message>
    <message>
        <source>This record is finished. Reopen it (Ctrl+Shift+O) to change it.</source>
        <translation>本病案已完成。要修改请先重新打开（Ctrl+Shift+O）。</translation>
    </message>
    <message>
        <source>This record is not finished.</source>
        <translation>本病案尚未完成。</translation>
    </message>
</context>
<context>
    <name>words</name>
    <message>
        <source>Principal</source>
        <translation>主要诊断</translation>
    </message>
    <message>
        <source>as principal</source>
        <translation>拟作主要诊断</translation>
    </message>
    <message>
        <source>on admission {0}</source>
        <translation>入院病情 {0}</translation>
    </message>
    <message>
        <source>Assigned</source>
        <translation>已定编码</translation>
    </message>
    <message>
        <source>Suggested</source>
        <translation>建议</translation>
    </message>
    <message>
        <source>Possible</source>
        <translation>可能</translation>
    </message>
    <message>
        <source>no principal diagnosis yet</source>
        <translation>尚未确定主要诊断</translation>
    </message>
    <message>
        <source>{0} to decide</source>
        <translation>{0} 个待决定</translation>
    </message>
    <message>
        <source>Rejected</source>
        <translation>已拒绝</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>其他诊断</translation>
    </message>
    <message>
        <source>votes still coming</source>
        <translation>仍在投票</translation>
    </message>
    <message>
        <source>Added by hand</source>
        <translation>人工添加</translation>
    </message>
    <message>
        <source>{0} so far</source>
        <translation>暂得 {0} 票</translation>
    </message>
    <message>
        <source>no evidence</source>
        <translation>无证据</translation>
    </message>
    <message>
        <source>evidence {0}</source>
        <translation>证据 {0}</translation>
    </message>
    <message>
        <source>Coder</source>
        <translation>编码员</translation>
    </message>
    <message>
        <source>Reviewer</source>
        <translation>复核员</translation>
    </message>
    <message>
        <source>Expert</source>
        <translation>专家</translation>
    </message>
    <message>
        <source>Principal diagnosis</source>
        <translation>主要诊断</translation>
    </message>
    <message>
        <source>Other diagnoses</source>
        <translation>其他诊断</translation>
    </message>
    <message>
        <source>DRG</source>
        <translation>DRG</translation>
    </message>
    <message>
        <source>Rules</source>
        <translation>规则</translation>
    </message>
    <message>
        <source>All agree 3/3</source>
        <translation>一致 3/3</translation>
    </message>
    <message>
        <source>Majority 2/3</source>
        <translation>多数 2/3</translation>
    </message>
    <message>
        <source>Split 1/3</source>
        <translation>分歧 1/3</translation>
    </message>
    <message>
        <source>Named in the record, no vote</source>
        <translation>病案提及，无票</translation>
    </message>
    <message>
        <source>No evidence in the record</source>
        <translation>病案中无依据</translation>
    </message>
    <message>
        <source>History only</source>
        <translation>仅为既往史</translation>
    </message>
    <message>
        <source>Ruled out</source>
        <translation>已排除</translation>
    </message>
    <message>
        <source>Not treated in this stay</source>
        <translation>本次住院未诊治</translation>
    </message>
    <message>
        <source>Less specific than another code</source>
        <translation>有更具体的编码</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>重复</translation>
    </message>
    <message>
        <source>Coding rule</source>
        <translation>编码规则</translation>
    </message>
    <message>
        <source>Other reason</source>
        <translation>其他理由</translation>
    </message>
    <message>
        <source>Present</source>
        <translation>有</translation>
    </message>
    <message>
        <source>Clinically undetermined</source>
        <translation>临床未确定</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>情况不明</translation>
    </message>
    <message>
        <source>Absent</source>
        <translation>无</translation>
    </message>
    <message>
        <source>male</source>
        <translation>男</translation>
    </message>
    <message>
        <source>female</source>
        <translation>女</translation>
    </message>
    <message>
        <source>discharged home</source>
        <translation>医嘱离院</translation>
    </message>
    <message>
        <source>transferred</source>
        <translation>医嘱转院</translation>
    </message>
    <message>
        <source>to community care</source>
        <translation>医嘱转社区</translation>
    </message>
    <message>
        <source>left against advice</source>
        <translation>非医嘱离院</translation>
    </message>
    <message>
        <source>died</source>
        <translation>死亡</translation>
    </message>
    <message>
        <source>other</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>{0} years</source>
        <translation>{0} 岁</translation>
    </message>
    <message>
        <source>{0} days</source>
        <translation>{0} 天</translation>
    </message>
    <message>
        <source>No patient facts</source>
        <translation>无患者信息</translation>
    </message>
    <message>
        <source>accept</source>
        <translation>接受</translation>
    </message>
    <message>
        <source>reject</source>
        <translation>拒绝</translation>
    </message>
    <message>
        <source>replace</source>
        <translation>替换</translation>
    </message>
    <message>
        <source>add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>make principal</source>
        <translation>设为主要诊断</translation>
    </message>
    <message>
        <source>re-order</source>
        <translation>调整顺序</translation>
    </message>
    <message>
        <source>undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>finish</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>reopen</source>
        <translation>重新打开</translation>
    </message>
    <message>
        <source>{0}: no code for it</source>
        <translation>{0}：无对应编码</translation>
    </message>
    <message>
        <source>{0}: no crosswalk from {1}</source>
        <translation>{0}：没有从 {1} 出发的对照表</translation>
    </message>
    <message>
        <source>not in {0}: E searches another</source>
        <translation>{0} 中没有此编码：按 E 检索替代</translation>
    </message>
</context>
<context>
    <name>worklist</name>
    <message>
        <source>New</source>
        <translation>新病案</translation>
    </message>
    <message>
        <source>Suggested</source>
        <translation>已有建议</translation>
    </message>
    <message>
        <source>In work</source>
        <translation>进行中</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>病案标识</translation>
    </message>
    <message>
        <source>Sex</source>
        <translation>性别</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>年龄</translation>
    </message>
    <message>
        <source>Admitted</source>
        <translation>入院日期</translation>
    </message>
    <message>
        <source>Discharged</source>
        <translation>出院日期</translation>
    </message>
    <message>
        <source>Characters</source>
        <translation>字数</translation>
    </message>
    <message>
        <source>Principal diagnosis</source>
        <translation>主要诊断</translation>
    </message>
    <message>
        <source>Others</source>
        <translation>其他诊断</translation>
    </message>
    <message>
        <source>Coder</source>
        <translation>编码员</translation>
    </message>
    <message>
        <source>{0}, with notes</source>
        <translation>{0}，有备注</translation>
    </message>
</context>
<context>
    <name>CheckActs</name>
    <message>
        <source>&amp;Finish with them</source>
        <translation>仍然完成(&amp;F)</translation>
    </message>
    <message>
        <source>Critical edits</source>
        <translation>严重问题</translation>
    </message>
    <message>
        <source>Go and &amp;mend</source>
        <translation>去修改(&amp;M)</translation>
    </message>
    <message>
        <source>Go there</source>
        <translation>前往</translation>
    </message>
    <message>
        <source>Not finished: {0} (rule {1})</source>
        <translation>未完成：{0}（规则 {1}）</translation>
    </message>
    <message>
        <source>On admission of this code: keys 1 present, 2 undetermined, 3 unknown, 4 absent, 0 not stated.</source>
        <translation>此编码的入院病情：按 1 有、2 临床未确定、3 情况不明、4 无、0 不填。</translation>
    </message>
    <message>
        <source>These edits are critical. Finish the record with them all the same?</source>
        <translation>以下问题级别为“严重”。仍要完成这份病案吗？</translation>
    </message>
</context>
<context>
    <name>DrgPanel</name>
    <message>
        <source>DRG of the chosen codes</source>
        <translation>所选编码的 DRG</translation>
    </message>
    <message>
        <source>Grouper: none. Choose one in the settings (Ctrl+,).</source>
        <translation>分组器：无。可在设置（Ctrl+,）中选择。</translation>
    </message>
    <message>
        <source>If a code were removed</source>
        <translation>若去掉一个编码</translation>
    </message>
    <message>
        <source>If another were principal</source>
        <translation>若以其他诊断为主要诊断</translation>
    </message>
    <message>
        <source>In the order of the codes, which follows the coding rules and not the weight.</source>
        <translation>按编码顺序排列；编码顺序依编码规则，而非权重。</translation>
    </message>
    <message>
        <source>No code is assigned yet: there is nothing to group.</source>
        <translation>尚未选定编码，无从分组。</translation>
    </message>
    <message>
        <source>Other diagnoses: CC and MCC</source>
        <translation>其他诊断：CC 与 MCC</translation>
    </message>
    <message>
        <source>Patient facts (F4)</source>
        <translation>患者信息（F4）</translation>
    </message>
    <message>
        <source>The grouper {0} is not ready: it is being read, or it cannot be opened.</source>
        <translation>分组器 {0} 尚未就绪：正在读取，或无法打开。</translation>
    </message>
    <message>
        <source>What is missing</source>
        <translation>缺少的信息</translation>
    </message>
</context>
<context>
    <name>EditsPanel</name>
    <message>
        <source>Edits of this record</source>
        <translation>本病案的质控提示</translation>
    </message>
    <message>
        <source>No code is assigned yet.</source>
        <translation>尚未选定编码。</translation>
    </message>
    <message>
        <source>The rules find nothing to mend.</source>
        <translation>规则未发现需要修改之处。</translation>
    </message>
</context>
<context>
    <name>PatientDialog</name>
    <message>
        <source>&amp;Age in years</source>
        <translation>年龄（岁）(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Discharged on</source>
        <translation>出院日期(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Sex</source>
        <translation>性别(&amp;S)</translation>
    </message>
    <message>
        <source>Admi&amp;tted on</source>
        <translation>入院日期(&amp;T)</translation>
    </message>
    <message>
        <source>An empty field is a missing fact. What you state here stands in place of the imported facts, also after another import, and the audit names who changed which fact.</source>
        <translation>留空表示缺失。此处填写的内容取代导入的信息，再次导入后仍然有效；审计记录写明何人改动了哪一项。</translation>
    </message>
    <message>
        <source>As &amp;imported</source>
        <translation>恢复导入值(&amp;I)</translation>
    </message>
    <message>
        <source>Dis&amp;position (离院方式)</source>
        <translation>离院方式(&amp;P)</translation>
    </message>
    <message>
        <source>Patient facts of {0}</source>
        <translation>{0} 的患者信息</translation>
    </message>
</context>
<context>
    <name>edits</name>
    <message>
        <source>Critical</source>
        <translation>严重</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>Information</source>
        <translation>信息</translation>
    </message>
    <message>
        <source>Notice</source>
        <translation>提示</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>source not verified</source>
        <translation>依据未核实</translation>
    </message>
</context>
<context>
    <name>BookSettings</name>
    <message>
        <source>&amp;Coding book (F5 suggests from it)</source>
        <translation>编码所用编码库(&amp;C)（F5 由此给出建议）</translation>
    </message>
    <message>
        <source>&amp;Grouper</source>
        <translation>分组器(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;Version</source>
        <translation>版本(&amp;V)</translation>
    </message>
    <message>
        <source>From a whole book, each record is asked about the codes that fit it.</source>
        <translation>使用整部编码库时，先为每份病案检索与之相符的编码，再由模型或规则从中作答。</translation>
    </message>
    <message>
        <source>S&amp;econd book (shown on every row)</source>
        <translation>第二编码库(&amp;E)（每一行都显示）</translation>
    </message>
    <message>
        <source>Switching books loses nothing: codes already decided keep their book and version, and those that the new book has not are marked, with E to search another.</source>
        <translation>更换编码库不会丢失任何内容：已作决定的编码保留其编码库和版本；新编码库中没有的会标出，按 E 可检索替代编码。</translation>
    </message>
    <message>
        <source>Through the crosswalk of the two; import it on the code-book page.</source>
        <translation>通过两库的对照表；请在编码库页导入。</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>the latest</source>
        <translation>最新</translation>
    </message>
    <message>
        <source>the {0} codes of CCL25 ({1})</source>
        <translation>CCL25 的 {0} 个编码（{1}）</translation>
    </message>
    <message>
        <source>{0}  (prepared at first use)</source>
        <translation>{0}（首次使用时编译）</translation>
    </message>
    <message>
        <source>{0}  ⚠ not here any more</source>
        <translation>{0}  ⚠ 已不在本机</translation>
    </message>
</context>
<context>
    <name>DrgQuestion</name>
    <message>
        <source>Ask for the DRG of {0}</source>
        <translation>询问 {0} 的 DRG</translation>
    </message>
    <message>
        <source>By {0}. The computed group follows from the codes and stands; where the two differ, look whether a code is missing or too much. This answer is not kept with the record.</source>
        <translation>由 {0} 回答。计算出的组由编码得出，以其为准；两者不同时，请查看是否有编码遗漏或多余。此回答不随病案保存。</translation>
    </message>
    <message>
        <source>The answer is of another version than the computed group.</source>
        <translation>回答所属版本与计算所用版本不同。</translation>
    </message>
    <message>
        <source>The model&apos;s answer to the question for the DRG</source>
        <translation>模型对 DRG 提问的回答</translation>
    </message>
    <message>
        <source>computed: {0}  {1}</source>
        <translation>计算结果：{0}  {1}</translation>
    </message>
    <message>
        <source>the model is being asked for the DRG…</source>
        <translation>正在向模型询问 DRG…</translation>
    </message>
    <message>
        <source>{0} of {1} votes</source>
        <translation>{1} 票中 {0} 票</translation>
    </message>
</context>
<context>
    <name>RuleSettings</name>
    <message>
        <source>&amp;Incidental imaging findings</source>
        <translation>影像偶然发现(&amp;I)</translation>
    </message>
    <message>
        <source>The site&apos;s rule file has mistakes and none of it is in force:</source>
        <translation>本院规则文件有误，整个文件均未生效：</translation>
    </message>
    <message>
        <source>advise: ask whether they were treated</source>
        <translation>提示：询问是否诊治</translation>
    </message>
    <message>
        <source>code them: nothing is said</source>
        <translation>编码：不提示</translation>
    </message>
    <message>
        <source>off</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>← milder · → graver, for the chosen rule. An error blocks finishing. A rule whose clause could not be verified is never above a notice; to raise it, write the clause your hospital stands for into {0}.</source>
        <translation>对选中的规则：← 降低级别 · → 提高级别。“错误”会阻止完成。依据条款未能核实的规则不高于“提示”；如需提高，请将本院认可的条款写入 {0}。</translation>
    </message>
</context>
<context>
    <name>RuleTable</name>
    <message>
        <source>Clause</source>
        <translation>依据条款</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>级别</translation>
    </message>
    <message>
        <source>Rule</source>
        <translation>规则</translation>
    </message>
    <message>
        <source>Rules</source>
        <translation>规则</translation>
    </message>
    <message>
        <source>Says</source>
        <translation>提示内容</translation>
    </message>
    <message>
        <source>not verified: {0}</source>
        <translation>未核实：{0}</translation>
    </message>
</context>
<context>
    <name>GeneralSettings</name>
    <message>
        <source>&amp;Language</source>
        <translation>语言(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Role</source>
        <translation>角色(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>主题(&amp;T)</translation>
    </message>
    <message>
        <source>Text &amp;size</source>
        <translation>字号(&amp;S)</translation>
    </message>
    <message>
        <source>Your &amp;name (in decisions and audit)</source>
        <translation>姓名(&amp;N)（写入决定与审计）</translation>
    </message>
    <message>
        <source>as the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>light</source>
        <translation>浅色</translation>
    </message>
</context>
<context>
    <name>ApprovalActs</name>
    <message>
        <source>The text has changed, so its approval is void: approve it again with A.</source>
        <translation>文本已改动，原批准失效：请按 A 重新批准。</translation>
    </message>
    <message>
        <source>There is nothing to take back.</source>
        <translation>没有可撤销的操作。</translation>
    </message>
    <message>
        <source>Why none of them?</source>
        <translation>为何都不采用？</translation>
    </message>
    <message>
        <source>Why not {0}?</source>
        <translation>为何驳回{0}？</translation>
    </message>
</context>
<context>
    <name>ApprovalFiles</name>
    <message>
        <source>All files</source>
        <translation>所有文件</translation>
    </message>
    <message>
        <source>Bundles</source>
        <translation>交换包</translation>
    </message>
    <message>
        <source>Export the approved variants of {0}</source>
        <translation>导出{0}已批准的增强样本</translation>
    </message>
    <message>
        <source>Import a bundle of variants</source>
        <translation>导入增强样本交换包</translation>
    </message>
    <message>
        <source>Import {0}</source>
        <translation>导入 {0}</translation>
    </message>
    <message>
        <source>There is nothing to export: import the trainer&apos;s bundle of variants first (I).</source>
        <translation>没有可导出的内容：请先导入训练端的增强样本交换包（I）。</translation>
    </message>
    <message>
        <source>{0} approved variant(s) of {1} written to {2}</source>
        <translation>已将{1}的 {0} 条已批准增强样本写入 {2}</translation>
    </message>
    <message>
        <source>{0} case(s) and {1} variant(s) taken in, {2} known already.</source>
        <translation>导入 {0} 个误差样本、{1} 条增强样本，{2} 条此前已有。</translation>
    </message>
    <message>
        <source>{0} row(s) refused:</source>
        <translation>{0} 行被拒：</translation>
    </message>
</context>
<context>
    <name>ApprovalPage</name>
    <message>
        <source>Bad cases</source>
        <translation>误差样本</translation>
    </message>
    <message>
        <source>Gold codes and what was answered</source>
        <translation>金标准编码与模型答案</translation>
    </message>
    <message>
        <source>No bad cases here. Import the trainer&apos;s bundle of variants (I).</source>
        <translation>尚无误差样本。请导入训练端的增强样本交换包（I）。</translation>
    </message>
    <message>
        <source>Original</source>
        <translation>原文</translation>
    </message>
    <message>
        <source>Original: {0}, {1}</source>
        <translation>原文：{0}，{1}</translation>
    </message>
    <message>
        <source>Rewrite</source>
        <translation>改写</translation>
    </message>
    <message>
        <source>Rewrite {0} by {1}</source>
        <translation>改写 {0}，来自 {1}</translation>
    </message>
    <message>
        <source>Struck through: only in the original · underlined: only in the rewrite · dotted: replaced · thick red line: must not change, and did</source>
        <translation>删除线：仅原文有 · 下划线：仅改写有 · 虚线：被替换 · 红色粗线：不应改变却变了</translation>
    </message>
    <message>
        <source>Variants</source>
        <translation>增强样本</translation>
    </message>
    <message>
        <source>Variants for approval</source>
        <translation>扩增审核</translation>
    </message>
    <message>
        <source>Variants of this case</source>
        <translation>本例的增强样本</translation>
    </message>
    <message>
        <source>Variants: all {1} shown, {0} passed the filters</source>
        <translation>增强样本：显示全部 {1} 条，其中 {0} 条通过过滤</translation>
    </message>
    <message>
        <source>Variants: none of {0} passed the filters, all are shown</source>
        <translation>增强样本：{0} 条均未通过过滤，全部显示</translation>
    </message>
    <message>
        <source>Variants: {0} of {1} passed the filters (S shows all)</source>
        <translation>增强样本：{1} 条中 {0} 条通过过滤（S 显示全部）</translation>
    </message>
    <message>
        <source>What must not change</source>
        <translation>不应改变之处</translation>
    </message>
    <message>
        <source>What must not change and did</source>
        <translation>不应改变却变了的内容</translation>
    </message>
    <message>
        <source>What must not change: comparing…</source>
        <translation>不应改变之处：正在比对…</translation>
    </message>
    <message>
        <source>{0} cases, {1} shown</source>
        <translation>共 {0} 例，显示 {1} 例</translation>
    </message>
    <message>
        <source>{0} of {1} decided</source>
        <translation>已审 {0} / {1}</translation>
    </message>
    <message>
        <source>⚠ {0} of what must not change did (Enter goes there, D to the next)</source>
        <translation>⚠ {0} 处不应改变却变了（Enter 定位，D 下一处）</translation>
    </message>
    <message>
        <source>✓ No number, date, side, negation, drug or diagnosis found changed</source>
        <translation>✓ 未发现数值、日期、侧别、否定、药物或诊断有变</translation>
    </message>
    <message>
        <source>Every case is decided. Export the approved variants with X.</source>
        <translation>所有误差样本均已审核。按 X 导出已批准的增强样本。</translation>
    </message>
</context>
<context>
    <name>CorrectionsActs</name>
    <message>
        <source>All files</source>
        <translation>所有文件</translation>
    </message>
    <message>
        <source>Bundles</source>
        <translation>交换包</translation>
    </message>
    <message>
        <source>Collect the corrections</source>
        <translation>收集修正</translation>
    </message>
    <message>
        <source>There is nothing to export.</source>
        <translation>没有可导出的修正。</translation>
    </message>
    <message>
        <source>Write the corrections</source>
        <translation>写出修正</translation>
    </message>
    <message>
        <source>{0} corrected record(s) written to {1}. SHA-256: {2}</source>
        <translation>已将 {0} 份修正病案写入 {1}。SHA-256：{2}</translation>
    </message>
</context>
<context>
    <name>CorrectionsDialog</name>
    <message>
        <source>As it is here</source>
        <translation>本机原样</translation>
    </message>
    <message>
        <source>As it would leave</source>
        <translation>导出后的样子</translation>
    </message>
    <message>
        <source>Corrections for the trainer</source>
        <translation>修正导出（给训练端）</translation>
    </message>
    <message>
        <source>Records that would leave</source>
        <translation>将导出的病案</translation>
    </message>
    <message>
        <source>Struck through: taken out · dotted: what stands there instead · Enter in the list goes to it</source>
        <translation>删除线：已去除 · 虚线：替代内容 · 在列表中按 Enter 定位</translation>
    </message>
    <message>
        <source>What was taken out of this record</source>
        <translation>本病案去除的内容</translation>
    </message>
    <message>
        <source>Write file…  Ctrl+S</source>
        <translation>写入文件…  Ctrl+S</translation>
    </message>
    <message>
        <source>{0} of {1} records opened; the box is ticked when all are.</source>
        <translation>已打开 {0} / {1} 份病案；全部打开后自动勾选。</translation>
    </message>
    <message>
        <source>Final codes and what was suggested</source>
        <translation>最终编码与建议</translation>
    </message>
    <message>
        <source>Zhang San; Li Si</source>
        <translation>张三；李四</translation>
    </message>
    <message>
        <source>Preview anew  F5</source>
        <translation>重新预览  F5</translation>
    </message>
    <message>
        <source>Riverside Hospital; Riverside Clinic</source>
        <translation>示例市第一医院；市一院</translation>
    </message>
    <message>
        <source>names of this &amp;hospital:</source>
        <translation>本院名称及简称（&amp;H）：</translation>
    </message>
    <message>
        <source>Take these &amp;names out, too:</source>
        <translation>另须去除的姓名（&amp;N）：</translation>
    </message>
    <message>
        <source>finished &amp;since:</source>
        <translation>完成日期不早于（&amp;S）：</translation>
    </message>
    <message>
        <source>Final codes</source>
        <translation>最终编码</translation>
    </message>
    <message>
        <source>I have read what leaves</source>
        <translation>我已阅读将导出的内容</translation>
    </message>
</context>
<context>
    <name>EditDialog</name>
    <message>
        <source>Changed: {0}</source>
        <translation>已改动：{0}</translation>
    </message>
    <message>
        <source>Edit the text of a variant</source>
        <translation>修改增强样本的文本</translation>
    </message>
    <message>
        <source>Mend the text; the codes stay. A changed text is not approved, and no filter has judged it.</source>
        <translation>修改文本，编码不变。改动后的文本未经批准，也未经过滤。</translation>
    </message>
    <message>
        <source>Nothing is changed yet.</source>
        <translation>尚无改动。</translation>
    </message>
    <message>
        <source>Save  Ctrl+S</source>
        <translation>保存  Ctrl+S</translation>
    </message>
    <message>
        <source>Sections</source>
        <translation>段落</translation>
    </message>
    <message>
        <source>⚠ This variant is approved. Saving another text voids the approval.</source>
        <translation>⚠ 此增强样本已批准。保存改动后的文本将使批准失效。</translation>
    </message>
    <message>
        <source>⚠ {0} would be empty: write its text.</source>
        <translation>⚠ {0} 将为空：请填写文本。</translation>
    </message>
</context>
<context>
    <name>approval</name>
    <message>
        <source>Answered by {0}</source>
        <translation>{0} 的答案</translation>
    </message>
    <message>
        <source>Approve and next</source>
        <translation>批准并下一例</translation>
    </message>
    <message>
        <source>Case down</source>
        <translation>下一例</translation>
    </message>
    <message>
        <source>Case up</source>
        <translation>上一例</translation>
    </message>
    <message>
        <source>Codes no longer fit</source>
        <translation>编码不再相符</translation>
    </message>
    <message>
        <source>Edit the text…</source>
        <translation>修改文本…</translation>
    </message>
    <message>
        <source>Export approved…</source>
        <translation>导出已批准…</translation>
    </message>
    <message>
        <source>Gold codes</source>
        <translation>金标准编码</translation>
    </message>
    <message>
        <source>Implausible</source>
        <translation>不合情理</translation>
    </message>
    <message>
        <source>Import variants…</source>
        <translation>导入增强样本…</translation>
    </message>
    <message>
        <source>Leaks identity</source>
        <translation>泄露身份</translation>
    </message>
    <message>
        <source>Lost fact</source>
        <translation>丢失事实</translation>
    </message>
    <message>
        <source>Meaning changed</source>
        <translation>语义改变</translation>
    </message>
    <message>
        <source>New fact</source>
        <translation>新增事实</translation>
    </message>
    <message>
        <source>Next place</source>
        <translation>下一处变动</translation>
    </message>
    <message>
        <source>None of these…</source>
        <translation>都不采用…</translation>
    </message>
    <message>
        <source>Open cases only</source>
        <translation>仅看待审</translation>
    </message>
    <message>
        <source>Passed only</source>
        <translation>仅看通过</translation>
    </message>
    <message>
        <source>Reject…</source>
        <translation>驳回…</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Variant down</source>
        <translation>下一条</translation>
    </message>
    <message>
        <source>Variant up</source>
        <translation>上一条</translation>
    </message>
    <message>
        <source>Variant {0}</source>
        <translation>第 {0} 条</translation>
    </message>
    <message>
        <source>added</source>
        <translation>多出</translation>
    </message>
    <message>
        <source>approved</source>
        <translation>已批准</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>改变</translation>
    </message>
    <message>
        <source>chosen</source>
        <translation>已选定</translation>
    </message>
    <message>
        <source>date</source>
        <translation>日期</translation>
    </message>
    <message>
        <source>diagnosis</source>
        <translation>诊断</translation>
    </message>
    <message>
        <source>drug</source>
        <translation>药物</translation>
    </message>
    <message>
        <source>edited</source>
        <translation>已修改</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>未通过</translation>
    </message>
    <message>
        <source>guard</source>
        <translation>不变项</translation>
    </message>
    <message>
        <source>lost</source>
        <translation>丢失</translation>
    </message>
    <message>
        <source>missed</source>
        <translation>漏答</translation>
    </message>
    <message>
        <source>negation</source>
        <translation>否定</translation>
    </message>
    <message>
        <source>no codes</source>
        <translation>无编码</translation>
    </message>
    <message>
        <source>none</source>
        <translation>均不采用</translation>
    </message>
    <message>
        <source>not filtered</source>
        <translation>未经过滤</translation>
    </message>
    <message>
        <source>not in gold</source>
        <translation>非金标准</translation>
    </message>
    <message>
        <source>number</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>open</source>
        <translation>待审</translation>
    </message>
    <message>
        <source>passed</source>
        <translation>通过</translation>
    </message>
    <message>
        <source>policy</source>
        <translation>策略</translation>
    </message>
    <message>
        <source>rejected</source>
        <translation>已驳回</translation>
    </message>
    <message>
        <source>before the edit: {0}</source>
        <translation>修改之前：{0}</translation>
    </message>
    <message>
        <source>round {0}</source>
        <translation>第 {0} 轮</translation>
    </message>
    <message>
        <source>round {0}, batch {1}</source>
        <translation>第 {0} 轮（批次 {1}）</translation>
    </message>
    <message>
        <source>{0} · {1} of {2} passed</source>
        <translation>{0} · {2} 条中 {1} 条通过</translation>
    </message>
    <message>
        <source>side</source>
        <translation>侧别</translation>
    </message>
    <message>
        <source>Score for A</source>
        <translation>随 A 的评分</translation>
    </message>
</context>
<context>
    <name>corrections</name>
    <message>
        <source>ID numbers</source>
        <translation>身份证号</translation>
    </message>
    <message>
        <source>Names that stand in no field and behind no word that announces them can stay in the text.</source>
        <translation>既不在字段中、前面也没有提示词的姓名可能仍留在文中。</translation>
    </message>
    <message>
        <source>Read the records before you hand the file over.</source>
        <translation>交出文件前请通读这些病案。</translation>
    </message>
    <message>
        <source>So can parts of addresses without a number, bare months, and years or days so short that they may be durations or values (18年, 5.12).</source>
        <translation>不含号码的部分地址、单独的月份，以及短得可能是时长或数值的年份和日期（18年、5.12）也可能残留。</translation>
    </message>
    <message>
        <source>A value or a duration that is written like a date may have been moved.</source>
        <translation>写得像日期的数值或时长可能被当作日期移动。</translation>
    </message>
    <message>
        <source>Taken out: {0}</source>
        <translation>已去除：{0}</translation>
    </message>
    <message>
        <source>accounts</source>
        <translation>账号</translation>
    </message>
    <message>
        <source>addresses</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>ages over 89</source>
        <translation>89 岁以上年龄</translation>
    </message>
    <message>
        <source>bank cards</source>
        <translation>银行卡号</translation>
    </message>
    <message>
        <source>beside the text</source>
        <translation>正文之外</translation>
    </message>
    <message>
        <source>dates (shifted)</source>
        <translation>日期（已平移）</translation>
    </message>
    <message>
        <source>e-mail addresses</source>
        <translation>电子邮箱</translation>
    </message>
    <message>
        <source>hospital numbers</source>
        <translation>住院号等院内号码</translation>
    </message>
    <message>
        <source>hospitals and wards</source>
        <translation>医院与病区</translation>
    </message>
    <message>
        <source>names</source>
        <translation>姓名</translation>
    </message>
    <message>
        <source>nothing was found</source>
        <translation>未发现</translation>
    </message>
    <message>
        <source>opened</source>
        <translation>已打开</translation>
    </message>
    <message>
        <source>other long numbers</source>
        <translation>其他长号码</translation>
    </message>
    <message>
        <source>phone numbers</source>
        <translation>电话</translation>
    </message>
    <message>
        <source>{0} evidence dropped</source>
        <translation>{0} 处证据舍弃</translation>
    </message>
    <message>
        <source>{0} record(s) would leave. {1} finished as suggested and {2} without a suggestion stay here.</source>
        <translation>将导出 {0} 份病案。{1} 份与建议一致、{2} 份无建议，留在本机。</translation>
    </message>
    <message>
        <source>{0} replaced</source>
        <translation>替换 {0} 处</translation>
    </message>
</context>
<context>
    <name>ActButtons</name>
    <message>
        <source>Score {0} of 5</source>
        <translation>评分 {0}（满分 5）</translation>
    </message>
</context>
</TS>
