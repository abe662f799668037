<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en_US">
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
        <source>Code or parts of the name, e.g. I10 or 高血压</source>
        <translation>编码或名称的一部分，如 I10 或 高血压</translation>
    </message>
    <message>
        <source>Search a code</source>
        <translation>查找编码</translation>
    </message>
    <message>
        <source>Codes found</source>
        <translation>查到的编码</translation>
    </message>
    <message>
        <source>☆ as &amp;principal diagnosis</source>
        <translation>☆ 作为主要诊断(&amp;P)</translation>
    </message>
    <message>
        <source>Not listed? Enter it freely (kept as 自录)</source>
        <translation>列表中没有？可自行录入（标为“自录”）</translation>
    </message>
    <message>
        <source>&amp;Code</source>
        <translation>编码(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>名称(&amp;N)</translation>
    </message>
    <message>
        <source>★ as &amp;principal diagnosis</source>
        <translation>★ 作为主要诊断(&amp;P)</translation>
    </message>
    <message>
        <source>No code of this book fits; enter it below.</source>
        <translation>编码库中没有相符的编码，请在下方录入。</translation>
    </message>
    <message>
        <source>A code as the classification writes it, e.g. J18.900 or I10.x00x002.</source>
        <translation>按分类规定的写法，如 J18.900 或 I10.x00x002。</translation>
    </message>
    <message>
        <source>This is not yet a code with a name.</source>
        <translation>编码格式或名称还不完整。</translation>
    </message>
    <message>
        <source>✓ has the form of a code</source>
        <translation>✓ 编码格式正确</translation>
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
        <source>as the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Your &amp;name (in decisions and audit)</source>
        <translation>姓名(&amp;N)（写入决定与审计）</translation>
    </message>
    <message>
        <source>&amp;Role</source>
        <translation>角色(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>语言(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>主题(&amp;T)</translation>
    </message>
    <message>
        <source>Text &amp;size</source>
        <translation>字号(&amp;S)</translation>
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
        <source>The general sibling of the default.</source>
        <translation>默认模型的通用版本。</translation>
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
</context>
</TS>
