"""What the rooms' views hand to the templates, with invented names: one sample per screen."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace as Thing

SRC = Path(__file__).resolve().parents[3] / "src" / "khoso"
TEMPLATE_FOLDERS = sorted(SRC.glob("**/templates"))


def template_files() -> list[Path]:
    """Every template of every room."""
    return [path for folder in TEMPLATE_FOLDERS for path in sorted(folder.glob("**/*.html"))]


WHEN = datetime(2026, 11, 22, 10, 5, tzinfo=UTC)

SHELL = {
    "nav": [
        Thing(
            name="work",
            label="Công việc",
            items=[
                Thing(label="Trang chủ", url="/", icon="home", badge=None),
                Thing(label="Lô giao nộp", url="/lo/", icon="truck-delivery", badge=None),
                Thing(label="Chờ xác nhận", url="/xac-nhan/", icon="checklist", badge=128),
            ],
        ),
        Thing(
            name="find",
            label="Tra cứu",
            items=[
                Thing(label="Hồ sơ", url="/ho-so/", icon="folders", badge=None),
                Thing(label="Kho lưu trữ", url="/kho/", icon="database", badge=None),
            ],
        ),
        Thing(
            name="manage", label="Quản lý", items=[Thing(label="Nhật ký", url="/nhat-ky/", icon="history", badge=None)]
        ),
    ],
    "nav_here": "/",
    "me": Thing(
        full_name="Lê Thị Minh Hạnh",
        agency_name="Sở Xây dựng thành phố Sông Biển",
        role_label="Công chức lưu trữ",
        is_authenticated=True,
    ),
    "crumbs": [Thing(label="Lô giao nộp", url="/lo/"), Thing(label="Lô 03", url="")],
}


def stages(*done: int) -> list[Thing]:
    labels = ("Nhận tệp", "Kiểm tra trang", "Đọc chữ", "Xác nhận", "Đóng gói", "Vào kho")
    totals = (1284, 1284, 1284, 216, 31, 31)
    return [
        Thing(name=f"s{n}", label=label, done=min(have, total), total=total)
        for n, (label, total, have) in enumerate(zip(labels, totals, done, strict=True))
    ]


def delivery(number: int = 3, **changes: object) -> Thing:
    values: dict[str, object] = {
        "id": number,
        "title": f"Lô {number:02d}: Hồ sơ cấp phép xây dựng 1998–2004",
        "agency_name": "Sở Xây dựng thành phố Sông Biển",
        "registered_at": WHEN,
        "state": "running",
        "state_label": "Đang kiểm tra",
        "is_legacy": False,
        "dossiers": 31,
        "items": 216,
        "pages": 1284,
        "findings_error": 7,
        "findings_warning": 42,
        "progress": stages(1284, 1284, 861, 88, 0, 0),
        "url": f"/lo/{number}/",
        "catalogue_name": "MUC LUC LO 03.xlsx",
        "folder_name": "LO_03",
        "legacy_reason": "",
        "gate_missing": [],
    }
    return Thing(**(values | changes))


HOME = {
    "deliveries": [
        delivery(3),
        delivery(
            2,
            title="Lô 02: Quyết định của Ủy ban nhân dân quận Bến Nghé 1986–1991",
            state="waiting",
            state_label="Chờ xác nhận",
            is_legacy=True,
            findings_error=0,
            findings_warning=3,
            progress=stages(1284, 1284, 1284, 131, 12, 12),
        ),
        delivery(
            1,
            title="Lô 01: Biên bản họp Hội đồng nhân dân",
            state="stored",
            state_label="Đã vào kho",
            findings_error=0,
            findings_warning=0,
            progress=stages(1284, 1284, 1284, 216, 31, 31),
        ),
    ],
    "waiting_to_confirm": 128,
    "stored_dossiers": 43,
    "pages_total": 18452,
    "confirm_url": "/xac-nhan/",
    "recent": [
        Thing(label="Quyết định 214/QĐ-UB về việc giao đất xây dựng trường học", url="/x/1/", when=WHEN),
        Thing(label="Tờ trình 18/TT-XD xin phê duyệt quy hoạch chi tiết", url="/x/2/", when=WHEN),
    ],
}

FINDINGS = [
    Thing(
        code="page.skewed",
        severity="warning",
        where="LO_03/0012/003.pdf",
        page=2,
        message="Trang nghiêng 3,4°. Quét lại hoặc xoay thẳng trước khi nộp.",
        url="/x/3/",
    ),
    Thing(
        code="pairing.file_without_row",
        severity="error",
        where="LO_03/0012/009.pdf",
        page=None,
        message="Có tệp mà mục lục không có dòng nào ghi. Bổ sung dòng hoặc rút tệp.",
        url="",
    ),
    Thing(
        code="page.blank",
        severity="info",
        where="LO_03/0014/001.pdf",
        page=4,
        message="Trang trắng: không tính vào số trang có chữ.",
        url="",
    ),
]

DOSSIERS = [
    Thing(
        id=n,
        reference_code=f"H29.15.03.1999.{n:04d}",
        title=title,
        state=state,
        state_label=label,
        items=7 + n,
        pages=40 + 3 * n,
        sheet_count_declared=35 + n,
        findings_error=errors,
        findings_warning=warnings,
        url=f"/ho-so/{n}/",
    )
    for n, (title, state, label, errors, warnings) in enumerate(
        [
            ("Hồ sơ cấp phép xây dựng nhà ở riêng lẻ tại phường An Lạc năm 1999", "blocked", "Có lỗi phải sửa", 5, 12),
            ("Hồ sơ giao đất xây dựng Trường Tiểu học Bình Minh", "waiting", "Chờ xác nhận", 0, 3),
            ("Hồ sơ quy hoạch chi tiết khu dân cư ven kênh Rạch Sỏi, tỷ lệ 1/500", "running", "Đang đọc chữ", 0, 0),
            ("Hồ sơ thanh tra trật tự xây dựng quý III năm 1999", "stored", "Đã vào kho", 0, 0),
        ],
        start=12,
    )
]

DELIVERY = {
    "delivery": delivery(
        3,
        is_legacy=True,
        legacy_reason="Hợp đồng ký ngày 12/03/2019, trước khi Thông tư 05/2025 có hiệu lực.",
        gate_missing=["Danh mục hồ sơ được phê duyệt", "Biên bản giao nhận tài liệu giấy"],
    ),
    "finding_groups": [
        Thing(
            code="pairing.file_without_row",
            label="Tệp không có trong mục lục",
            severity="error",
            count=7,
            url="?ma=pairing.file_without_row",
            examples=[
                Thing(where="LO_03/0012/009.pdf", message="Có tệp mà mục lục không có dòng nào ghi.", url="/x/3/"),
                Thing(where="LO_03/0012/010.pdf", message="Có tệp mà mục lục không có dòng nào ghi.", url=""),
            ],
        ),
        Thing(
            code="page.skewed",
            label="Trang nghiêng quá 2°",
            severity="warning",
            count=1042,
            url="?ma=page.skewed",
            examples=[Thing(where="LO_03/0012/003.pdf, trang 2", message="Trang nghiêng 3,4°.", url="/x/4/")],
        ),
        Thing(code="page.blank", label="Trang trắng", severity="info", count=18, url="?ma=page.blank", examples=[]),
    ],
    "active_code": "",
    "dossiers": DOSSIERS,
    "findings": [],
    "actions": [
        Thing(label="In biên bản", url="/in/", icon="printer", method="get", primary=False, confirm=""),
        Thing(
            label="Trả lại nhà thầu",
            url="/tra/",
            icon="truck-delivery",
            method="post",
            primary=True,
            confirm="Trả lại cả lô?",
        ),
    ],
    "is_running": True,
    "progress_url": "/lo/3/tien-do/",
}

ITEMS = [
    Thing(
        ordinal=n,
        reference_code=f"H29.15.03.1999.0012.{n:03d}",
        kind_label=kind,
        number_notation=notation,
        date_text=day,
        issuer=issuer,
        subject=subject,
        pages=pages,
        state=state,
        state_label=label,
        confirmed_label=who,
        findings_error=errors,
        findings_warning=warnings,
        url=f"/tai-lieu/{n}/",
        thumb_url="/anh/trang-1.jpg",
    )
    for n, (kind, notation, day, issuer, subject, pages, state, label, who, errors, warnings) in enumerate(
        [
            (
                "Quyết định",
                "214/QĐ-UB",
                "05/07/1999",
                "Ủy ban nhân dân thành phố Sông Biển",
                "Về việc giao đất để xây dựng Trường Tiểu học Bình Minh",
                4,
                "confirmed",
                "Đã xác nhận",
                "Trần Văn Khôi, 21/11/2026",
                0,
                0,
            ),
            (
                "Tờ trình",
                "18/TT-XD",
                "21/06/1999",
                "Sở Xây dựng",
                "Xin phê duyệt quy hoạch chi tiết khu dân cư",
                3,
                "waiting",
                "Chờ xác nhận",
                "",
                0,
                2,
            ),
            (
                "Biên bản",
                "",
                "06/1999",
                "Phường An Lạc",
                "Biên bản họp lấy ý kiến nhân dân khu phố 3 về mở đường",
                6,
                "running",
                "Đang đọc chữ",
                "",
                1,
                0,
            ),
        ],
        start=1,
    )
]

DOSSIER = {
    "dossier": Thing(
        reference_code="H29.15.03.1999.0012",
        title="Hồ sơ giao đất xây dựng Trường Tiểu học Bình Minh",
        fonds_title="Sở Xây dựng thành phố Sông Biển",
        agency_name="Sở Xây dựng thành phố Sông Biển",
        dates_text="05/1999 – 12/2001",
        retention_label="Vĩnh viễn",
        access_label="Công khai",
        sheet_count=38,
        page_count=64,
        item_count=3,
        paper_reference_code="HS-1999-012, hộp 7",
        is_legacy=True,
        legacy_reason="Quét theo hợp đồng năm 2019.",
        state="stored",
        state_label="Đã vào kho",
        package=Thing(
            object_id="urn:khoso:H29.15:1999.0012",
            version="v2",
            stored_at=WHEN,
            replicas=[
                Thing(name="Kho chính", state="ok", state_label="Nguyên vẹn", verified_at=WHEN),
                Thing(name="Bản sao tòa nhà B", state="lost", state_label="Thiếu 1 tệp", verified_at=None),
            ],
        ),
        downloads=[Thing(label="Gói tin (ZIP)", url="/tai/1/", size_text="48,2 MB")],
    ),
    "items": ITEMS,
    "findings": FINDINGS,
    "companions": [Thing(label="Bìa hồ sơ", url="/b/"), Thing(label="Mục lục văn bản", url="/m/")],
}

SIGN_IN = {
    "demo_accounts": [
        Thing(username="luutru", password="luutru-thu", what="Công chức lưu trữ: nhận, xác nhận, đưa vào kho"),
        Thing(username="xem", password="xem-thu", what="Người đọc: tìm và xem tài liệu công khai"),
    ],
}


def card(name: str, **changes: object) -> Thing:
    values: dict[str, object] = {
        "name": name,
        "title": "Tài liệu chờ anh/chị xác nhận",
        "icon": "checklist",
        "count": 128,
        "url": "/xac-nhan/",
        "about": "Lô giao đã lâu nhất ở trên cùng.",
        "lines": (
            Thing(title="LO_03", url="/lo/3/", about="88 tài liệu", at=WHEN, percent=None),
            Thing(title="LO_04", url="", about="", at=None, percent=40),
        ),
    }
    return Thing(**(values | changes))


DAY = {
    "late": [card("late", count=1000)],
    "waiting": [card("wait"), card("bare", count=None, url="", about="", lines=())],
    "done": [card("done", count=None)],
    "figures": [card("pages", title="trang tìm được", lines=(), url="")],
    "today": WHEN,
}
