"""Capitalised English words that stand where a name could, and names that are words as well."""

_NO_NAMES = """
Acute Admission Afib After Alert Alive Alzheimer And April As Asthma At Atrial August Available Awake Before Brain
Breast Brother But By Call Cancer Cantonese Cardiology Care Chest Chronic Class Clinic Colon Congestive Continue
Coronary Could Critical Crohn Current Daughter Deceased December Denies Department Diabetes Died Discharge Disease
Down Emergency End Endocrinology English Fair Family Father February Follow For Former French Friday Friend From
Gastroenterology General Good Gout Grade Graves Had Has He Healthy Heart Hematology Her His History Hodgkin Hold
Home Hospital Hospitalist Huntington Husband Hypertension If In Infectious Internal Interpreter Isolation It January
July June Kidney Left Liver Lives Living Lung Lynch Manager Mandarin March Marfan May Medicine Mild Moderate Monday
Mother Nephrology Neurology Never New No None Normal Not November Nurse October Of Old On Oncology Or Orthopaedics
Orthopedics Parent Parents Parkinson Patient Pending Phone Physical Please Pneumonia Poor Portuguese Practitioner
Precautions Present Primary Prostate Psychiatry Pulmonary Radiology Retired Return Right Russian Same Saturday See
Self Sepsis September Service Severe She Should Since Sister Son Spanish Spouse Stable Stage Start Stop Stroke
Sunday Surgery Take Team Telephone That The Their Therapy There They This Thoracic Thursday To Tuesday Type Unable
Unknown Urology Vascular Visit Was Wednesday Were When While Wife Will With Without Worker Would Yes
"""
NO_NAMES_EN = frozenset(_NO_NAMES.split())
"""Answers, kin, departments, conditions, months, sentence starts."""

_WORDS = """
April Art August Baker Banks Bell Best Bill Black Block Blood Bone Bright Brown Burns Carter Case Chance Cold Cook
Cross Day Drew Fields Fish Foot Fox Frank Gene Good Grace Grant Gray Green Grey Gross Hall Hand Hart Head High Hill
Hope Joy June King Lane Little Long Love Low Major March Mark May Pace Page Pain Park Pat Post Price Ray Rice Rich
Rivers Rod Rose Sands Self Sharp Short Small Stent Still Stone Strong Sue Summer Waters Weeks Wells White Will
Winter Wolf Wood Young
"""
WORDS_EN = frozenset(_WORDS.split())
"""Surnames and given names that are words as well: looked for elsewhere only behind a title."""
