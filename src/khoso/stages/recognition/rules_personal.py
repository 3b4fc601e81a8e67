"""By which words of a page personal data is known. Folded text: no accents, no capitals.

# Luật: NĐ 13/2023/NĐ-CP Đ.2.3 (cơ bản), Đ.2.4 (nhạy cảm)
"""

from __future__ import annotations

import re

IDENTITY = "identity"
BIRTH = "birth"
ADDRESS = "address"
BANK = "bank"
HEALTH = "health"
PHONE = "phone"
KINDS = (IDENTITY, BIRTH, ADDRESS, BANK, HEALTH, PHONE)

# Letters an engine reads where a digit stands.
LOOK_ALIKES = str.maketrans("OoQDIil|!SsBZzGg", "0000111115582299")

_NUMBER_OF = r"(?:so|ma|the|giay|ca nhan|cong dan|nhan dan)"
IDENTITY_LABEL = re.compile(
    r"\b(?:c[cgoe]{1,2}[cgo]d|can cuoc(?: cong dan)?|g?cmnd|cmt(?:nd)?|cmnd|chung minh(?: nhan dan| thu)?"
    r"|dinh danh(?: ca nhan)?|ho chieu|passport|bhxh|bao hiem xa hoi|bhyt|bao hiem y te|ma so thue ca nhan)\b"
)
PASSPORT_LABEL = re.compile(r"\b(?:ho chieu|passport)\b")
CARD_LABEL = re.compile(r"\b(?:bhyt|bao hiem y te|bhxh|bao hiem xa hoi)\b")

# «học sinh năm 2020», «tuyển sinh ngày …», «khai sinh ngày …» tell of no birth.
_NOT_BORN = "".join(
    rf"(?<!{word} )"
    for word in ("hoc", "ve", "tuyen", "khai", "phat", "thi", "ho", "sat", "thu", "ky", "moi", "tai", "dan", "san")
)
BIRTH_LABEL = (
    rf"(?:\bngay[,.]? ?(?:thang[,.]? ?(?:nam[,.]? ?)?)?sinh\b|\bnam sinh\b|{_NOT_BORN}\bsinh(?: vao)? (?:ngay|nam)\b"
    rf"|{_NOT_BORN}\bsinh\b(?= ?[:.]? ?\d)|\bsn\b)"
)
_D = r"[0-9oil]"
DATE = (
    rf"(?:(?:ngay ?)?{_D}{{1,2}} ?[/.\-] ?{_D}{{1,2}} ?[/.\-] ?(?:1[89]|2[0o]|l9){_D}{{2}}"
    rf"|(?:ngay ?)?{_D}{{1,2}} ?(?:thang|[/.\-]) ?{_D}{{1,2}} ?(?:nam|[/.\-]) ?(?:1[89]|2[0o]|l9){_D}{{2}}"
    rf"|{_D}{{1,2}} ?/ ?(?:19|20){_D}{{2}}"
    rf"|(?:nam ?)?(?:19|20|l9){_D}{{2}})"
)
BIRTH_DATE = re.compile(rf"{BIRTH_LABEL}[\s:.,;()\-…_]*(?P<value>{DATE})(?![0-9])")
LONE_DATE = re.compile(rf"(?<![0-9]){DATE}(?![0-9])")

# Each tells of a person's home by itself; «địa chỉ» may be an agency's.
HOME_LABEL = re.compile(
    r"\b(?:(?:noi )?(?:dang ky )?(?:ho khau )?thuong tru|tam tru|ho khau|noi o|cho o|(?:noi )?cu tru|tru tai?|ngu tai?"
    r"|cu ngu(?: tai)?|tru quan|nha rieng|que quan|nguyen quan|noi sinh|hien o|dang o)\b"
)
ANY_ADDRESS_LABEL = re.compile(r"\bdia chi(?: lien (?:he|lac))?\b")
AFTER_LABEL = re.compile(
    r"(?:\s?\([^)]{0,40}\))?(?:\s(?:hien nay|hien tai|nay|thuong tru|truoc khi [a-z ]{3,20}))?"
    r"[\s:.,;\-…_]*(?:(?:tai?|o)\b[\s:]*)?"
)
PLACE_WORD = re.compile(
    r"^(?:so|to|thon|ap|xom|khu|khom|buon|ban|lang|to dan pho|duong|pho|ngo|ngach|hem|kiet|nha|can ho|chung cu|phuong"
    r"|xa|thi tran|thi xa|huyen|quan|tinh|thanh pho|tp|tx|tt|p|q|kp|khu pho|doi|cum|lo)\b"
)
ADDRESS_ENDS = re.compile(
    r"^(?:so )?(?:g?cmnd|cmt|c[cgo]cd|can cuoc|chung minh|ho chieu|dien thoai|so dien|di dong|dtdd|dt\b|sdt|ngay cap"
    r"|cap ngay|noi cap|nghe nghiep|sinh\b|ngay sinh|nam sinh|dan toc|ton giao|gioi tinh|de nghi|tai khoan|stk|email"
    r"|noi o|cho o|noi dang|thuong tru|tam tru|ho khau|dia chi|que quan|noi sinh|ma so|trinh do|quoc tich)"
)
# Words of a sentence that goes on, unless they begin with a capital: then they are a name.
SENTENCE_GOES_ON = re.compile(
    r"^(?:do|la|hien|da|duoc|co|lam|voi|ve|va|bi|theo|nay|dang|nguyen|hang|muc|tu ngay|tu thang|duong tinh|ty le|nghe"
    r"|den|khi|vi|nhu|se|cung)\b"
)

BANK_LABEL = re.compile(r"\b(?:tai khoan|stk|so tk|tk so|account(?: no| number)?)\b")
TREASURY = re.compile(r"\bkho bac\b")
PHONE_LABEL = re.compile(r"\b(?:dien thoai|di dong|dtdd|sdt|dt|tel|mobile|lien he|lien lac|zalo)\b")
TAX_LABEL = re.compile(r"\b(?:mst|ma so thue|fax)\b")
MOBILE = re.compile(r"^(?:0|84)(?:[35789]\d{8}|1[2689]\d{8})$")
LANDLINE = re.compile(r"^(?:0|84)2\d{8,9}$")

# Words that speak of an agency where an address or a number follows.
AGENCY = re.compile(
    r"\b(?:cong ty|tru so|ubnd|uy ban nhan dan|co quan|trung tam|website|email|fax|mst|ma so thue|ngan hang|chi nhanh"
    r"|truong (?:thpt|thcs|tieu hoc|dai hoc|mam non)|benh vien|doanh nghiep|to chuc|van phong|so [a-z]{1,3} |nha may"
    r"|hop tac xa|don vi|phong kham)\b"
)
PERSON = re.compile(r"\b(?:ho va ten|ho,? ten|ho ten|ten toi|toi ten|nguoi (?:khai|lam don|dai dien|benh|nop don))\b")
TITLES = {"ông", "bà", "anh", "chị", "cụ", "cháu", "em"}

HEALTH_VALUE = re.compile(
    r"\b(?:chan doan(?: (?:xac dinh|so bo|luc vao vien|ra vien|benh))?|tinh trang (?:suc khoe|benh(?: ly)?|hien tai)"
    r"|tien su(?: benh)?|benh (?:chinh|kem theo|su|ly)|ly do (?:vao vien|nhap vien|chuyen tuyen)|nhom mau"
    r"|so (?:benh an|vao vien|luu tru benh an)|dang (?:khuyet )?tat|mac benh|ket qua xet nghiem)\s?:"
)
HEALTH_SHARE = re.compile(
    r"\b(?:ty le |muc )?(?:ton thuong co the|thuong tat|suy giam kha nang lao dong|mat suc lao dong|khuyet tat"
    r"|suy giam kn?ld)\b[^\n%]{0,40}?\b\d{1,3}(?:[.,]\d)? ?%"
)
HEALTH_WORD = re.compile(
    r"\b(?:(?:nhiem|mac|duong tinh(?: voi)?) (?:vi ?rut |virus )?hiv|hiv(?:/aids)?|aids|ung thu(?: [a-z]+){0,2}"
    r"|tam than(?: phan liet)?|dong kinh|lao phoi|viem gan(?: (?:sieu vi )?[a-e]\b)?|tieu duong|dai thao duong|suy than"
    r"|(?:nhiem )?chat doc (?:hoa hoc|da cam)|khuyet tat (?:dac biet nang|nang|nhe|van dong|tri tue|than kinh)"
    r"|benh an|thuong tat (?:hang )?[1-4]/4)\b"
)
# What is said of a service or a programme is said of nobody.
HEALTH_OF_NOBODY = re.compile(
    r"(?:phong[, ]*(?:va )?chong|chuong trinh|cong tac|tuyen truyen|kham|benh vien|trung tam|duoc pham|xet nghiem"
    r"|dich vu|chuyen khoa|luu tru)[a-z ,/]{0,22}$"
)

HEADERS = (
    (
        IDENTITY,
        re.compile(r"\b(?:c[cgo]{1,2}[cgo]d|g?cmnd|cmt(?:nd)?|can cuoc|dinh danh|ho chieu|chung minh|bhxh|bhyt)\b"),
    ),
    (BIRTH, re.compile(r"(?<!khai )(?<!hoc )(?<!noi )(?<!ho )\bsinh\b")),
    (BANK, re.compile(r"\b(?:tai khoan|stk|so tk)\b")),
    (PHONE, re.compile(r"\b(?:dien thoai|sdt|dtdd|dt|di dong)\b")),
    (
        HEALTH,
        re.compile(r"\b(?:thuong tat|chan doan|suy giam|khuyet tat|dang tat|ton thuong|suc khoe|ten benh|benh ly)\b"),
    ),
    (
        ADDRESS,
        re.compile(r"\b(?:thuong tru|tam tru|noi o|cho o|dia chi|que quan|cu tru|ho khau|nguyen quan|noi sinh)\b"),
    ),
)
"""What stands at the head of a column, and what stands below it."""
# The same in small print, where the engine sees no spaces.
SQUEEZED_HEADERS = (
    (IDENTITY, re.compile(r"socccd|socmnd|cancuoc|dinhdanh|hochieu|chungminh")),
    (BIRTH, re.compile(r"(?:nam|ngay|thang)sinh")),
    (BANK, re.compile(r"t.{1,2}khoan")),
    (PHONE, re.compile(r"dienthoai|didong")),
    (HEALTH, re.compile(r"thuongtat|chandoan|suygiam|khuyettat|dangtat|suckhoe")),
    (ADDRESS, re.compile(r"thuongtru|tamtru|noio|choo|diachi|quequan|cutru|hokhau")),
)
OF_PEOPLE = re.compile(r"\b(?:ho\b[^;]{0,12}\bten|chu ho|nguoi (?:benh|huong|nhan)|hoc sinh)\b")
OTHER_HEADERS = re.compile(
    r"\b(?:ngay cap|cap|ghi chu|gioi tinh|chuc vu|so tien|muc huong|thanh tien|ky nhan|tu ngay|hoan thanh)\b"
)
