"""What the layout of an administrative document says, as tables: read them beside Nghị định 30/2020 Phụ lục I.

Every key is folded (no accents, lower case), because reading errors sit in the accents first.
"""

from __future__ import annotations

from khoso.kernel.text_vi import fold

# The right head of the first page. Party bodies head their papers otherwise.
NATIONAL_TITLES = ("cong hoa xa hoi chu nghia viet nam", "viet nam dan chu cong hoa", "dang cong san viet nam")
MOTTO = "doc lap - tu do - hanh phuc"

# Luật: NĐ 30/2020 Phụ lục III; TT 05/2025 Phụ lục I
# Title line → code of TT05; what TT05 does not name is 32.
KIND_TITLES = {
    "nghi quyet": "01",
    "quyet dinh": "02",
    "chi thi": "03",
    "quy che": "04",
    "quy dinh": "05",
    "thong cao": "06",
    "thong bao": "07",
    "huong dan": "08",
    "chuong trinh": "09",
    "ke hoach": "10",
    "phuong an": "11",
    "de an": "12",
    "du an": "13",
    "bao cao": "14",
    "to trinh": "15",
    "giay uy quyen": "16",
    "phieu gui": "17",
    "phieu chuyen": "18",
    "phieu bao": "19",
    "bien ban": "20",
    "hop dong": "21",
    "cong van": "22",
    "cong dien": "23",
    "ban ghi nho": "24",
    "ban thoa thuan": "25",
    "giay moi": "26",
    "giay gioi thieu": "27",
    "giay nghi phep": "28",
    "thu cong": "29",
    "ban do": "30",
    "ban ve ky thuat": "31",
    "thu moi": "32",
    "dieu le": "32",
    "noi quy": "32",
    "nghi dinh": "32",
    "thong tu": "32",
    "thong tu lien tich": "32",
    "luat": "32",
    "phap lenh": "32",
    "lenh": "32",
    "giay phep": "32",
    "giay chung nhan": "32",
    "giay de nghi": "32",
    "don de nghi": "32",
    "bang de nghi": "32",
    "danh sach": "32",
    "quy trinh": "32",
    "chien luoc": "32",
    "de cuong": "32",
    "phu luc": "32",
}
# A title may run on: HỢP ĐỒNG TRÁCH NHIỆM, BÁO CÁO KẾT QUẢ … These may not: a body line could begin with them.
TITLES_THAT_RUN_ON = ("hop dong", "bien ban", "bao cao", "ke hoach", "quyet dinh", "thong bao", "giay moi", "to trinh")

# First part of a notation → code. Abbreviations of NĐ 30/2020 Phụ lục III.
KIND_ABBREVIATIONS = {
    "NQ": "01",
    "QĐ": "02",
    "CT": "03",
    "QC": "04",
    "QYĐ": "05",
    "TC": "06",
    "TB": "07",
    "HD": "08",
    "CTR": "09",
    "KH": "10",
    "PA": "11",
    "ĐA": "12",
    "DA": "13",
    "BC": "14",
    "TTR": "15",
    "GUQ": "16",
    "PG": "17",
    "PC": "18",
    "PB": "19",
    "BB": "20",
    "HĐ": "21",
    "CV": "22",
    "CĐ": "23",
    "BGN": "24",
    "BTT": "25",
    "GM": "26",
    "GGT": "27",
    "GNP": "28",
    "NĐ": "32",
    "TT": "32",
    "TTLT": "32",
    "PL": "32",
}

# What stands before the number, for a line that lost it.
NUMBER_LABEL = "Số:"
# Parts of a notation as they are misread; no agency signs so.
MISREAD_NOTATION_PARTS = {
    "HBND": "HĐND",
    "HDND": "HĐND",
    "QB": "QĐ",
    "QD": "QĐ",
    "OĐ": "QĐ",
    "OD": "QĐ",
    "UENO": "UBND",
}
# Parts of a notation that stand for an agency or a unit of it, whatever its branch (UBND-VX, SNV-TCCB).
NOTATION_PARTS = ("UBND", "HĐND", "UB", "VP", "NV", "TH", "VX", "KT", "TCCB", "TCHC", "NC", "TU", "HU", "QU", "ĐU")

# Luật: NĐ 30/2020 Phụ lục I mục II.10; stamped in capitals.
URGENCY = {
    "hoa toc hen gio": "HỎA TỐC HẸN GIỜ",
    "hoa toc": "HỎA TỐC",
    "thuong khan": "THƯỢNG KHẨN",
    "khan": "KHẨN",
}
SECRECY = {"tuyet mat": "TUYỆT MẬT", "toi mat": "TỐI MẬT", "mat": "MẬT"}

# A paragraph may begin so, and so may the second line of a subject: only the layout can tell.
PERHAPS_BODY_STARTS = ("thuc hien", "xet ", "de ", "theo ", "nham ", "trong thoi gian", "tiep theo", "sau khi")
# A subject ends where one of these begins.
BODY_STARTS = (
    "can cu",
    "kinh gui",
    "kinh moi",
    "hom nay",
    "dieu 1",
    "chuong i",
    "phan thu",
    "phan i",
)

# These end a subject only in capitals: in small letters they may be what the subject is about.
AUTHORITY_LINES = (
    "uy ban nhan dan",
    "hoi dong nhan dan",
    "chu tich",
    "bo truong",
    "thu tuong",
    "giam doc",
    "chi cuc truong",
    "cuc truong",
    "tong cuc truong",
    "hieu truong",
    "truong ban",
    "truong phong",
    "tong giam doc",
    "chanh ",
    "quyet nghi",
    "quyet dinh",
    "thong doc",
    "chinh phu",
    "quoc hoi",
)

# Who signs for whom. Luật: NĐ 30/2020 Phụ lục I mục II.7
AUTHORITY_MARKS = ("tm", "kt", "tl", "tuq", "q", "t/m", "k/t", "t/l")
_POSTS = (
    "TỔNG GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "GIÁM ĐỐC", "PHÓ CHỦ TỊCH", "CHỦ TỊCH", "BỘ TRƯỞNG", "THỨ TRƯỞNG", "THỦ TƯỚNG",
    "PHÓ THỦ TƯỚNG", "CHI CỤC TRƯỞNG", "PHÓ CHI CỤC TRƯỞNG", "CỤC TRƯỞNG", "PHÓ CỤC TRƯỞNG", "TỔNG CỤC TRƯỞNG",
    "PHÓ TỔNG CỤC TRƯỞNG", "VỤ TRƯỞNG", "PHÓ VỤ TRƯỞNG", "HIỆU TRƯỞNG", "PHÓ HIỆU TRƯỞNG", "TRƯỞNG PHÒNG",
    "PHÓ TRƯỞNG PHÒNG", "TRƯỞNG BAN", "PHÓ TRƯỞNG BAN", "CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG", "CHÁNH THANH TRA",
    "PHÓ CHÁNH THANH TRA", "THỐNG ĐỐC", "PHÓ THỐNG ĐỐC", "VIỆN TRƯỞNG", "PHÓ VIỆN TRƯỞNG", "BÍ THƯ", "PHÓ BÍ THƯ",
    "THẨM PHÁN", "CHỦ NHIỆM", "PHÓ CHỦ NHIỆM", "ĐỘI TRƯỞNG", "THƯ KÝ", "NGƯỜI LẬP", "TỔ TRƯỞNG", "TỔNG BIÊN TẬP",
    "CHỦ TỌA", "ỦY BAN NHÂN DÂN", "HỘI ĐỒNG NHÂN DÂN",
)  # fmt: skip
# Folded post → as it is written. The last two are no posts, but stand above them.
POST_SPELLINGS = {fold(post): post for post in _POSTS}
POSTS = tuple(POST_SPELLINGS)[:-2]
# Bodies that somebody signs on behalf of (TM.), as a line above the post begins.
SIGNING_BODIES = (
    "uy ban", "ubnd", "hoi dong", "hdnd", "ban ", "dang uy", "tinh uy", "thanh uy", "huyen uy", "quan uy", "chinh phu",
    "chi bo", "hoi ", "doan ", "thuong truc",
)  # fmt: skip
# Words of a seal's inscription: a row of them alone is no person's name.
SEAL_WORDS = frozenset(["uy", "ban", "nhan", "dan", "hoi", "dong", "dang", "tinh", "huyen", "xa", "da"])
# Titles before a name; ND30 wants none, papers carry them.
PERSONAL_TITLES = (
    "gs", "pgs", "ts", "tsbs", "ths", "thsbs", "bs", "bsck", "bscki", "bsckii", "cki", "ckii", "ck1", "ck2", "ks",
    "cn", "ds", "dsck", "dscki", "dsckii", "ls", "ong", "ba", "dr", "ttut", "ttnd", "nsut", "ngut",
)  # fmt: skip
_SURNAMES = (
    "nguyen tran le pham huynh hoang phan vu vo dang bui do ho ngo duong ly luong truong dinh mai trinh doan "
    "dao lam ta cao thai chau ha phung ton tong to tang kieu luu la vuong trieu quach thach danh son kim lai "
    "nghiem quan khuc khuat ninh ma mac nong be hua sam luc vi lo deo cam chu giang hau than tu ung van vien "
    "au an bach banh "
)
SURNAMES = frozenset(_SURNAMES.split())

# Abbreviations a letterhead may use for the kind of agency.
LETTERHEAD_SHORT = {"UBND": "Ủy ban nhân dân", "HĐND": "Hội đồng nhân dân", "UBMTTQ": "Ủy ban Mặt trận Tổ quốc"}
# First words of agencies: what follows begins with a capital (Sở Y tế, Chi cục An toàn vệ sinh thực phẩm).
AGENCY_KINDS = (
    "Ủy ban nhân dân",
    "Hội đồng nhân dân",
    "Văn phòng",
    "Tổng cục",
    "Chi cục",
    "Cục",
    "Sở",
    "Bộ",
    "Ban",
    "Phòng",
    "Thanh tra",
    "Trung tâm",
    "Bệnh viện",
    "Trường",
    "Viện",
    "Công ty",
    "Kho bạc",
    "Bảo hiểm",
    "Công an",
    "Hội",
    "Liên đoàn",
    "Công đoàn",
    "Đảng ủy",
    "Đảng bộ",
    "Huyện ủy",
    "Quận ủy",
    "Thị ủy",
    "Tỉnh ủy",
    "Thành ủy",
    "Tòa án nhân dân",
    "Viện kiểm sát nhân dân",
    "Chính phủ",
    "Thủ tướng Chính phủ",
    "Ngân hàng",
    "Tổng công ty",
    "Ủy ban",
    "Bộ Chỉ huy",
)
# After these every word of a name begins with a capital (tỉnh Đồng Nai).
PLACE_KINDS = ("thành phố", "thị trấn", "thị xã", "tỉnh", "huyện", "quận", "phường", "xã", "đặc khu")
# An agency whose name says no place; its superior does.
PLACELESS_KINDS = ("so", "ban", "phong", "van phong", "thanh tra", "chi cuc", "uy ban nhan dan", "hoi dong nhan dan")

# An office of a Party committee is named with the committee: Ban Tổ chức Tỉnh ủy …
PARTY_COMMITTEES = ("tinh uy", "thanh uy", "huyen uy", "quan uy", "thi uy", "dang uy")

# Provinces of today and of before 2025: a letterhead gives them in capitals.
PROVINCES = (
    "An Giang", "Bà Rịa - Vũng Tàu", "Bắc Giang", "Bắc Kạn", "Bạc Liêu", "Bắc Ninh", "Bến Tre", "Bình Định",
    "Bình Dương", "Bình Phước", "Bình Thuận", "Cà Mau", "Cần Thơ", "Cao Bằng", "Đà Nẵng", "Đắk Lắk", "Đắk Nông",
    "Điện Biên", "Đồng Nai", "Đồng Tháp", "Gia Lai", "Hà Giang", "Hà Nam", "Hà Nội", "Hà Tĩnh", "Hải Dương",
    "Hải Phòng", "Hậu Giang", "Hòa Bình", "Hồ Chí Minh", "Huế", "Hưng Yên", "Khánh Hòa", "Kiên Giang", "Kon Tum",
    "Lai Châu", "Lâm Đồng", "Lạng Sơn", "Lào Cai", "Long An", "Nam Định", "Nghệ An", "Ninh Bình", "Ninh Thuận",
    "Phú Thọ", "Phú Yên", "Quảng Bình", "Quảng Nam", "Quảng Ngãi", "Quảng Ninh", "Quảng Trị", "Sóc Trăng", "Sơn La",
    "Tây Ninh", "Thái Bình", "Thái Nguyên", "Thanh Hóa", "Thừa Thiên Huế", "Tiền Giang", "Trà Vinh", "Tuyên Quang",
    "Vĩnh Long", "Vĩnh Phúc", "Yên Bái", "Việt Nam", "Nhà nước",
)  # fmt: skip

# Names of agencies in the law's spelling, to give back case and accents that capitals and scans lose.
AGENCY_NAMES = (
    "Sở Y tế", "Sở Nội vụ", "Sở Tư pháp", "Sở Tài chính", "Sở Xây dựng", "Sở Công Thương", "Sở Giáo dục và Đào tạo",
    "Sở Khoa học và Công nghệ", "Sở Nông nghiệp và Môi trường", "Sở Văn hóa, Thể thao và Du lịch", "Sở Ngoại vụ",
    "Sở Dân tộc và Tôn giáo", "Sở Kế hoạch và Đầu tư", "Sở Giao thông vận tải", "Sở Tài nguyên và Môi trường",
    "Sở Thông tin và Truyền thông", "Sở Lao động - Thương binh và Xã hội", "Sở Nông nghiệp và Phát triển nông thôn",
    "Sở Quy hoạch - Kiến trúc", "Sở Du lịch", "Sở Văn hóa và Thể thao", "Bộ Nội vụ", "Bộ Y tế", "Bộ Tài chính",
    "Bộ Xây dựng", "Bộ Tư pháp", "Bộ Công Thương", "Bộ Quốc phòng", "Bộ Công an", "Bộ Ngoại giao",
    "Bộ Giáo dục và Đào tạo", "Bộ Khoa học và Công nghệ", "Bộ Nông nghiệp và Môi trường",
    "Bộ Nông nghiệp và Phát triển nông thôn", "Bộ Tài nguyên và Môi trường", "Bộ Giao thông vận tải",
    "Bộ Kế hoạch và Đầu tư", "Bộ Lao động - Thương binh và Xã hội", "Bộ Thông tin và Truyền thông",
    "Bộ Văn hóa, Thể thao và Du lịch", "Bộ Dân tộc và Tôn giáo", "Thanh tra Chính phủ", "Ủy ban nhân dân",
    "Hội đồng nhân dân", "Văn phòng Chính phủ", "Ngân hàng Nhà nước Việt Nam", "Thủ tướng Chính phủ", "Chính phủ",
    "Thanh tra", "Văn phòng", "Công đoàn ngành", "Bảo hiểm xã hội", "Kho bạc Nhà nước", "Ban Tổ chức",
    "Chi cục An toàn vệ sinh thực phẩm", "Chi cục Văn thư - Lưu trữ", "Chi cục Kiểm lâm", "Chi cục Thuế", "Cục Thuế",
    "Tổng cục Hải quan", "Cục Hải quan", "Phòng Nội vụ", "Phòng Tư pháp", "Phòng Y tế", "Phòng Tài chính - Kế hoạch",
    "Phòng Giáo dục và Đào tạo", "Phòng Kinh tế", "Phòng Văn hóa - Xã hội", "Văn phòng Ủy ban nhân dân",
    "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân", "Ban Quản lý dự án", "Ban Dân tộc", "Trung tâm Lưu trữ lịch sử",
)  # fmt: skip
