<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en_US">
<context>
    <name>CodeDetail</name>
    <message>
        <source>About the chosen code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>on admission: {0} {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No definition in this code book.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Definition</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Evidence in the record ({0})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No verified evidence: neither named nor quoted as present in this record.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>named</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>quoted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model&apos;s stated reason</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The rules&apos; reason</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the rules went by.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the model wrote about this question; not checked, and not the cause of its answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Made by {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Made by the rules</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prompt {0} · scope {1} · code book {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where this is from</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CodeList</name>
    <message>
        <source>Codes of this record</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CodeSearch</name>
    <message>
        <source>Code or parts of the name, e.g. I10 or 高血压</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search a code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Codes found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>as &amp;principal diagnosis</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not listed? Enter it freely (kept as 自录)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No code of this book fits; enter it below.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A code as the classification writes it, e.g. J18.900 or I10.x00x002.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is not yet a code with a name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>✓ has the form of a code</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Desk</name>
    <message>
        <source>coder</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FileActs</name>
    <message>
        <source>Records</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import records</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import a folder of records</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export finished records</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export to {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} record(s) are already here with other content. Update them from the file, or keep them?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Update</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep as they are</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} finished record(s) written to {1}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FindBar</name>
    <message>
        <source>Find in this record</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous place (Shift+Enter)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next place (Enter)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not in this record</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>JobLine</name>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy errors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>paused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>✓ done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>✗ failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>errors {0}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>JobsDock</name>
    <message>
        <source>Jobs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No jobs.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>KeySheet</name>
    <message>
        <source>Keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> — while the code list has the focus</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>choose a code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>after R: the reason; 0 or Enter: without one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in the worklist: open the record</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>go on to the next part</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>{0} is finished. No unfinished record follows in this list.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restart the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on with rules</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Suggestions for the worklist</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A run of suggestions was not finished: {0} of {1} records are done.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on with it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drop it</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MappingDialog</name>
    <message>
        <source>Columns of this file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Column</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remembered for every file with the same columns.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not taken in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>record id (病案标识)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sex</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>age</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>admission date</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>discharge date</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>disposition (离院方式)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>codes, not read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>section {0}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ModelPage</name>
    <message>
        <source>Address of a model server on the hospital&apos;s network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Licence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checksum</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use this model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fetch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a file (GGUF)…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use rules only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model server on the hospital&apos;s network:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use this server</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rules only: suggestions come from names in the text, without a model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading now: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Free memory: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>  (default)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>⚠ {0}, too much now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>✓ here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>✗ not here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not checked yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>✓ right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>✗ wrong</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a model file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}  The rules go on reading.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fetch {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is here and its checksum is right.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check {0}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Notice</name>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RecordView</name>
    <message>
        <source>Record text</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RefusedDialog</name>
    <message>
        <source>Import report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reason</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What to do</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refused rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the list</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ReviewActs</name>
    <message>
        <source>Why is it rejected?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Why? {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without a reason</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replace {0} {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not finished: {0} suggested code(s) need a decision (accept, reject or replace): {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not finished: the principal diagnosis is missing. Choose a code and press P, or add one with +.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Redo: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Redo</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ReviewPage</name>
    <message>
        <source>{0} of {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reading the record…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>votes {0} of {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>● Finished</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>◑ Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} assigned</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No suggestion yet. F5 makes one; + adds a code by hand.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>⚠ Outside this scope (不在范围内): none of the listed principal diagnoses fits. Add it with +.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>⚠ {0} of {1} votes could not be read and were not counted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>⚠ Shortened for the model (characters kept): {0}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SectionsPanel</name>
    <message>
        <source>Sections of the record</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}, evidence {1}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>as the system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your &amp;name (in decisions and audit)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Role</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text &amp;size</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StatusLine</name>
    <message>
        <source>Model: rules only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the model page (Ctrl+3)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Coder: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change your name in the settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Jobs: {0} running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show or hide the jobs panel (Ctrl+J)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>LAN server: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Offline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>DxDesk never uses the internet by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Encrypted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>⚠ Not encrypted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The store&apos;s file is not encrypted: protect this computer and its backups.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>WorklistPage</name>
    <message>
        <source>Filter by record, code or diagnosis  (Ctrl+L)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Worklist</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No records here. Import the hospital&apos;s files (Ctrl+I), or take the filter away.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} shown</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>actions</name>
    <message>
        <source>&amp;File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Record</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Codes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import files…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import a folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Suggest for this record</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel the suggestion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Suggest for all records</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find in the record</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finish and next</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reopen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous record</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next record</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Redo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reject…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replace…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a code…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make principal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next evidence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous evidence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model&apos;s stated reason</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On admission: 1 present</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On admission: 2 undetermined</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On admission: 3 unknown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On admission: 4 absent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Worklist</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Review</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Jobs panel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter the worklist</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to the code list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to the record text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Larger text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smaller text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keys</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>crash</name>
    <message>
        <source>DxDesk has made a mistake. What you have decided is stored; you can go on working.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please send {0} to its makers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the details</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>import</name>
    <message>
        <source>Added {0} · updated {1} · unchanged {2} · skipped {3} · refused {4}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>refusals</name>
    <message>
        <source>The model&apos;s process has ended while it read this record. Nothing that was decided is lost. Restart the model, or go on with the rules.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model file cannot be used: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a code first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose whether the code is principal or other.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This code is the principal diagnosis already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This code is assigned already; P makes it the principal.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This code is rejected for this reason already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only an assigned code can be replaced.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only an assigned code can be made principal this way.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The order does not fit the codes any more; try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This would change nothing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing to take back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The principal diagnosis is missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This record is finished. Reopen it (Ctrl+Shift+O) to change it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This record is not finished.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>where</name>
    <message>
        <source>Front page, Excel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Front page, CSV</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>JSON with evidence and provenance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>FHIR R4 bundle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CCL25 submission</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>words</name>
    <message>
        <source>Principal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>as principal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>on admission {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Assigned</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Suggested</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Possible</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rejected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>votes still coming</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Added by hand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no evidence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>evidence {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Coder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reviewer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Expert</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Principal diagnosis</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other diagnoses</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>DRG</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rules</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All agree 3/3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Majority 2/3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Split 1/3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Named in the record, no vote</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No evidence in the record</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>History only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ruled out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not treated in this stay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Less specific than another code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Coding rule</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other reason</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Present</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clinically undetermined</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Absent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>male</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>female</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>discharged home</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>transferred</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>to community care</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>left against advice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>died</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>other</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} years</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No patient facts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>accept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reject</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>replace</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>add</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>make principal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>re-order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>finish</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reopen</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>worklist</name>
    <message>
        <source>New</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Suggested</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In work</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finished</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Status</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Record</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sex</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Age</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Admitted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Discharged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Characters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Principal diagnosis</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Others</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Coder</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
