"""Text that parity is measured on, written for it: clinical clauses, numbers, marks, and the contract's own prompts.

Tokenizers differ in rare places (digits, full-width marks, white space, characters spelt in bytes), so each of those
occurs; what a coder's model reads occurs most.
"""

from app.coding.codebook import Code
from app.coding.completion import Message
from app.coding.prompt import AnswerOrder, Layout, Style, build
from app.coding.record import Record
from app.coding.scope import Scope, Task

CHINESE = (
    "患者3天前无明显诱因出现胸闷、气短，休息后可缓解。",
    "既往高血压病史10年，最高血压180/110mmHg，规律口服氨氯地平5mg qd。",
    "否认糖尿病、脑梗死及冠心病病史，否认药物过敏史。",
    "心电图：窦性心律，V3-V6导联ST段压低0.1mV，T波倒置。",
    "入院诊断：1.冠状动脉粥样硬化性心脏病；2.不稳定性心绞痛；3.高血压病3级（很高危）。",
    "查体：T 36.5℃，P 78次/分，R 18次/分，BP 145/90mmHg。",
    "双肺呼吸音清，未闻及干湿性啰音；心律绝对不齐，第一心音强弱不等。",
    "NT-proBNP 3,265pg/ml↑，肌钙蛋白I<0.01ng/mL，D-二聚体0.85μg/mL。",
    "头颅MRI＋DWI示：左侧基底节区急性腔隙性脑梗死。",
    "肺CT：双肺多发结节（最大者约6mm×4mm），建议随诊复查。",
    "父亲死于“心肌梗死”，母亲患2型糖尿病。",
    "予阿司匹林0.1g、氯吡格雷75mg口服，低分子肝素4000U皮下注射q12h。",
    "好转出院，嘱低盐低脂饮食，1个月后门诊复查血脂、肝功能。",
    "心功能Ⅲ级（NYHA分级），左室射血分数42%。",
    "颈动脉超声：双侧颈动脉内-中膜增厚伴斑块形成。",
    "病理号２０２４－００１７，镜下见慢性炎症细胞浸润。",
    "患者诉头晕、恶心，无呕吐；无肢体活动障碍、言语不清。",
    "行冠状动脉造影术：前降支近段狭窄约75%，置入支架1枚。",
    "不在范围内",
    "无",
    "高血压病3级（极高危）；2型糖尿病；心力衰竭",
    "不稳定性心绞痛 ←「胸痛3天，加重1天」（现病史）",
    "【主诉】反复胸痛3天。\n【现病史】患者3天前活动后出现胸痛。",
    "主要诊断：\n冠心病\n其他诊断：\n高脂血症、肝囊肿",
    "　　全角空格开头，制表\t在中间，末尾有空格  ",
    "罕见字：䄂、𠮷、鿍；偏旁：⺮；拼音：xīn jī gěng sǐ。",
    "符号：①②③ ± ≥ ≤ × ÷ ° ‰ → ← ↑ ↓ α β γ Ω ㎡ ㏄",
    "引号“”‘’「」『』《》〈〉，省略号……，破折号——，间隔号·",
    "血糖：空腹7.8mmol/L，餐后2h 13.26mmol/L，HbA1c 8.1%。",
    "2024年03月15日08:30入院，2024-03-22出院，住院7天。",
)
ENGLISH = (
    "72-year-old man with chest pain for three days, relieved by rest.",
    "PMH: HTN, T2DM, CKD stage 3b, s/p CABG x4 (2011).",
    "Denies fever, chills, cough, or shortness of breath.",
    "BP 145/90, HR 78, RR 18, T 98.6F, SpO2 96% on RA.",
    "Troponin-I <0.01 ng/mL; BNP 1,250 pg/mL; Cr 2.1 -> 1.6 mg/dL.",
    "Heart failure w/o MCC: DRG 293 (not 291 or 292).",
    "Pt. was given ASA 325mg PO x1, heparin gtt, and metoprolol 25 mg b.i.d.",
    "CT head: no acute intracranial hemorrhage. Old lacunar infarct.",
    "Assessment/Plan:\n1) Acute on chronic systolic HF -- diurese\n2) AKI, likely prerenal",
    "SEPTIC SHOCK; ACUTE RESPIRATORY FAILURE WITH HYPOXIA",
    "The patient's daughter couldn't confirm he'd taken it; they're unsure.",
    "naïve café coöperation, Sjögren, Guillain–Barré, Ménière’s",
    "<think>weighs the evidence</think>\n<answer>Heart failure and shock with MCC</answer>",
    "Outside this scope",
    "None",
    "I21.4; E11.22, N18.32 | Z95.1",
    "{'json': [1, 2.50, -3e-4], \"ok\": true}",
    "  leading spaces, then\n\n\nthree line ends and a tab\t.",
    "http-like text: a/b\\c, name@example, 50%, #1, $5, ~3, ^, _x_, `y`",
    "ICD-10-CM 2025; MS-DRG v42.0; 1234567890 0.000001 1e10",
    "🙂 family emoji 👨‍👩‍👧 and flags 🇨🇳",
    "Respiratory: CTAB, no w/r/r. Abdomen: soft, NT/ND, +BS.",
)
_ANGINA = Code("I20.000", "不稳定性心绞痛", "书", definition="静息或轻微活动即发作的心绞痛，心肌未坏死。")
_STROKE = Code("I63.900", "脑梗死", "书", definition="脑动脉闭塞使脑组织缺血坏死。")
_OTHERS = (Code("I10.x00", "高血压病", "书"), Code("E11.900", "2型糖尿病", "书"), Code("I50.900", "心力衰竭", "书"))
_RECORD = Record.of(
    "parity",
    {
        "主诉": "反复胸痛3天。",
        "现病史": "患者3天前活动后出现胸痛，每次持续5-10分钟，含服硝酸甘油可缓解；否认脑梗死病史。",
        "既往史": "高血压病10年，2型糖尿病5年。",
        "诊疗经过": "入院后予抗血小板、调脂、扩冠治疗，胸痛缓解。",
    },
)
_RECORD_EN = Record.of(
    "parity-en",
    {
        "Chief Complaint": "Chest pain for three days.",
        "Brief Hospital Course": "Ruled out for MI. Acute on chronic systolic heart failure, diuresed. AKI resolved.",
    },
)


def chats() -> tuple[tuple[Message, ...], ...]:
    """Return chat prompts: the contract's, in both languages and all layouts, and short ones."""
    scope = Scope("parity", "1", (_ANGINA, _STROKE), _OTHERS)
    asked = [
        build(_RECORD.sections, scope, Task.PRINCIPAL, Style()),
        build(_RECORD.sections, scope, Task.OTHERS, Style(order=AnswerOrder.ANSWER_FIRST)),
        build(_RECORD.sections, scope, Task.OTHERS, Style(Layout.RECORD_FIRST, AnswerOrder.ANSWER_ONLY)),
        build(_RECORD.sections, scope, Task.PRINCIPAL, Style(Layout.SEED)),
        build(_RECORD_EN.sections, scope, Task.DRG, Style(order=AnswerOrder.ANSWER_ONLY)),
    ]
    short = ("什么是不稳定性心绞痛？", "List three causes of acute kidney injury.", CHINESE[4])
    return (*(prompt.messages for prompt in asked), *((Message("user", text),) for text in short))
