"""The words the rules look for, as patterns: how clinicians write the diseases, symptoms and procedures."""

from app.inference.rules.pattern import words

UNSTABLE_NAMES = words(
    r"不稳定(?:型|性)?心绞[痛疼]",
    r"(?:初发|恶化|静息|自发|变异)(?:劳力)?(?:型|性)?(?:劳力(?:型|性)?)?心绞[痛疼]",
    r"心绞[痛疼]\s*[(（]\s*不稳定(?:型|性)?\s*[)）]",
)
ANGINA = r"心绞[痛疼]"
MICROVASCULAR_NAMES = words(
    r"微血管(?:性|型)?心绞痛", r"[冠微][^。；，,]{0,6}微(?:循环|血管)(?:障碍|病变|功能)", r"X综合征"
)
CORONARY_DISEASE = words(
    "冠心病", "(?:冠状动脉|冠脉)(?:粥[样洋]{1,2})?硬化(?:性|型)?心脏病", "冠状动脉性心脏病", "缺血性心[脏肌]病"
)
CHEST_COMPLAINT = words("胸[痛闷疼]", "憋[气闷]", "憨气", "心前区", "胸骨后", "压榨", "闷[痛疼]")
CHEST_UNCLEAR = words("胸[痛闷][^。；，,]{0,6}(?:待查|原因)", "胸[痛闷]")
NSTEMI_NAMES = words(
    r"非\s*S-?T\s*段?\s*型?\s*抬高(?:型|性)?(?:[^。；，,\s]{0,6}|\s{1,2}(?:急性)?)心\s{0,2}(?:肌\s{0,2}梗[死塞]|梗)",
    "NSTEMI",
    "急性心内膜下心肌梗[死塞]",
)
STEMI_NAMES = words(
    r"(?<!非)(?<!非\s)(?<!非急性)S-?T\s*段?\s*抬高(?:型|性)[^。；，,\s]{0,8}心(?:肌梗[死塞]|梗)", "(?<!N)STEMI"
)
KILLIP = r"k[il1|]{2,5}p"
"""Killip with its usual slips (Kilip, Kllip, KiIIip)."""
WALL_INFARCT = r"急性(?:广泛)?(?:前|下|侧|高侧|正后|后|右室|间)[^。；，,\s]{0,8}壁?[^。；，,\s]{0,6}心肌梗[死塞]"
INFARCT = r"(?<!陈旧性)急性心(?:肌梗[死塞]|梗)"
OLD_INFARCT = r"陈旧性?[^。；，,]{0,6}心(?:肌)?梗[死塞]?"
ACUTE_CORONARY = words(r"急性冠[脉状][^。；，,]{0,4}综合征", "ACS")
ACUTE_ON_CHRONIC = r"慢性(?:充血性)?(?:左|全|右)?心(?:力衰竭|功能不全|衰竭?)(?:急性)?(?:加重|失代偿|发作)"
FAILURE = words("心力衰竭", "心功能不全", "心衰(?!标志|指标|[一二两三四五六]项)", "全心衰", "左心衰", "心功能衰竭")
FAILURE_CLASS = r"(?:心功能|NYHA)[^。；，,]{0,12}?(?:Ⅲ|Ⅳ|III|IV|lll|[34三四])[-~]?(?:Ⅳ|IV)?级?"
LARGE_HEART = words(
    "全心扩大",
    "全心增大",
    "左室扩大",
    "左心扩大",
    "心界(?:向[^。，]{0,6})?扩大",
    "心影增大",
    "心脏增大",
    "左室收缩功能减低",
)
BREATH_COMPLAINT = words("喘憋|憋喘|呼吸困难|气促|气短|气喘|喘息|端坐呼吸|不能平卧|水肿|浮肿|纳差|腹胀|尿少|憋醒|喘")
HEAD_COMPLAINT = words("头部?[发犯]?[晕昏痛胀疼沉]", "血压(?:升|增|偏)?高", "高血压", "眩晕")
OWN_DISEASES = words(ANGINA, CORONARY_DISEASE, FAILURE, "高血压", INFARCT, ACUTE_CORONARY, "胸[痛闷]", FAILURE_CLASS)
"""What in a diagnosis list speaks for one of the five principals."""
OTHER_DISEASES = words(
    "主动脉夹层|肺栓塞|肺动脉栓塞|心肌炎|心包炎|肥厚(?:型|性)(?:梗阻性)?心肌病|扩张(?:型|性)心肌病|心肌病|心内膜炎",
    "应激性心肌病|黏液瘤|房间隔缺损|室间隔缺损|心脏神经|心脏骤停|起搏器|预激综合征|病态窦房结|病窦|房室传导阻滞",
    "室上性心动过速|阵发性室上速|心房扑动|室性心动过速|阑尾炎|胆囊炎|胆囊结石|胆管|胰腺炎|肠梗阻|消化道出血|溃疡|疝",
    "骨折|肿瘤|癌|白血病|脑出血|蛛网膜下腔|急性脑梗[死塞]|颈椎病|慢性阻塞性肺|支气管扩张|哮喘|肺结核|气胸|肾结石|输尿管",
    "尿毒症|前列腺|甲状腺功能亢进|甲亢|酮症|蜂窝织炎|妊娠",
)
"""What leads a stay outside the five when it opens the diagnosis list."""
LASTING_DISEASES = words(
    "心动过速|心房扑动|传导阻滞|起搏器|预激综合征|病态窦房结|病窦|哮喘|慢性阻塞性肺|支气管扩张|颈椎病|肾结石|前列腺"
)
"""Those of them that a list may well open with while one of the five leads."""
ACUTE_ELSEWHERE = (
    "颅内出血|脑出血|蛛网膜下腔出血|脑室出血|脑疝|硬膜[下外]血肿|主动脉夹层|(?<!无)肺栓塞|消化道大?出血|张力性气胸"
)
"""What leads a stay as soon as it is found, whatever else is there; for records that list no diagnoses."""
OTHER_PROCEDURES = words(
    "(?:植入|安装|置入)[^。；，,]{0,10}(?:ICD|起搏器|除颤器)",
    "射频消融|冷冻消融|封堵术|瓣膜置换|搭桥|旁路移植|切除术",
    "夹层[^。；，,]{0,8}(?:修复|隔绝)",
)
"""Procedures whose disease leads instead of the five (24号文 第十一条(二))."""
CONCLUDED = r"(?:明确|确诊|诊断)[^。；，,]{0,6}(?:为|是)?[^。；，,]{0,6}"
