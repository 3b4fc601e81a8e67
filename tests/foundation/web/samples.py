"""What the rooms' views hand to the templates, with invented names: one sample per screen."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace as Thing

WHEN = datetime(2026, 11, 22, 10, 5, tzinfo=UTC)

SHELL = {
    "nav": [
        Thing(label="Trang chủ", url="/", icon="home", active=True, badge=None),
        Thing(label="Đợt giao nộp", url="/dot/", icon="truck-delivery", active=False, badge=None),
        Thing(label="Chờ xác nhận", url="/xac-nhan/", icon="checklist", active=False, badge=128),
        Thing(label="Hồ sơ", url="/ho-so/", icon="folders", active=False, badge=None),
        Thing(label="Kho lưu trữ", url="/kho/", icon="database", active=False, badge=None),
        Thing(label="Nhật ký", url="/nhat-ky/", icon="history", active=False, badge=None),
    ],
    "me": Thing(
        full_name="Lê Thị Minh Hạnh",
        agency_name="Sở Xây dựng thành phố Sông Biển",
        role_label="Công chức lưu trữ",
        is_authenticated=True,
    ),
    "crumbs": [Thing(label="Đợt giao nộp", url="/dot/"), Thing(label="Lô 03", url="")],
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
        "url": f"/dot/{number}/",
        "catalogue_name": "MUC LUC LO 03.xlsx",
        "folder_name": "LO_03",
        "legacy_reason": "",
        "gate_missing": [],
        "rate_text": "412 trang/phút · còn khoảng 1 phút",
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
        legacy_reason="Hợp đồng ký ngày 12/03/2019, trước khi Thông tư 05/2025 có hiệu lực: giữ nguyên độ phân giải đã quét.",
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
    "is_running": True,
    "progress_url": "/dot/3/tien-do/",
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
            ("Tờ trình", "18/TT-XD", "21/06/1999", "Sở Xây dựng", "Xin phê duyệt quy hoạch chi tiết khu dân cư", 3, "waiting", "Chờ xác nhận", "", 0, 2),
            ("Biên bản", "", "06/1999", "Phường An Lạc", "Biên bản họp lấy ý kiến nhân dân khu phố 3 về mở đường", 6, "running", "Đang đọc chữ", "", 1, 0),
        ],
        start=1,
    )
]  # fmt: skip

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

TEXT = """ỦY BAN NHÂN DÂN
THÀNH PHỐ SÔNG BIỂN
Số: 214/QĐ-UB

QUYẾT ĐỊNH
Về việc giao đất để xây dựng Trường Tiểu học Bình Minh

Xét đề nghị của Giám đốc Sở Xây dựng tại Tờ trình số 18/TT-XD ngày 21 tháng 6 năm 1999,

QUYẾT ĐỊNH:
Điều 1. Giao cho Ban Quản lý dự án khu đất tại phường An Lạc để xây dựng trường học."""

PAGES = [
    Thing(
        number=n,
        width=1240,
        height=1754,
        info_url=f"/iiif/trang-{n}/info.json",
        thumb_url=f"/anh/trang-{n}.jpg",
        words_url="/chu.json" if n == 1 else "",
        findings=[
            Thing(
                code="page.stain",
                severity="warning",
                where="",
                page=n,
                message="Có vết ố che một phần chữ.",
                url="",
                box=(0.62, 0.76, 0.9, 0.86),
            )
        ]
        if n == 1
        else [],
    )
    for n in range(1, 5)
]

VIEWER = {
    "item": Thing(
        **vars(ITEMS[0]),
        fields=[
            Thing(label="Tên loại", value="Quyết định", confidence=0.98, source_label="máy đọc"),
            Thing(label="Số ký hiệu", value="214/QĐ-UB", confidence=None, source_label="người xác nhận"),
            Thing(label="Ngày", value="05/07/1999", confidence=None, source_label="người xác nhận"),
            Thing(label="Cơ quan ban hành", value=ITEMS[0].issuer, confidence=0.94, source_label="máy đọc"),
            Thing(label="Trích yếu", value=ITEMS[0].subject, confidence=None, source_label="Excel"),
            Thing(label="Người ký", value="Đỗ Quang Vinh", confidence=0.61, source_label="máy đọc"),
        ],
    ),
    "pages": PAGES,
    "page_number": 1,
    "query": "trường học",
    "hits": [
        Thing(page=1, boxes=[[0.2, 0.435, 0.34, 0.457], [0.5, 0.52, 0.64, 0.542]]),
        Thing(page=3, boxes=[[0.2, 0.2, 0.4, 0.22]]),
    ],
    "dossier": Thing(title=DOSSIER["dossier"].title, url="/ho-so/12/"),  # type: ignore[union-attr]
    "previous_url": "/tai-lieu/0/",
    "next_url": "/tai-lieu/2/",
    "text": TEXT,
}

QUEUE = {
    "items": [
        Thing(subject=i.subject, reference_code=i.reference_code, doubts=n, delivery_title="Lô 03", url=i.url)
        for n, i in enumerate(ITEMS)
    ],
    "filters": [
        Thing(label="Tất cả", url="?", active=True, count=128),
        Thing(label="Có chữ viết tay", url="?loc=tay", active=False, count=17),
        Thing(label="Lệch với Excel", url="?loc=lech", active=False, count=9),
    ],
}


def field(name: str, label: str, value: str, confidence: float, box: tuple[float, ...] | None, **more: object) -> Thing:
    values: dict[str, object] = {
        "name": name,
        "label": label,
        "value": value,
        "confidence": confidence,
        "page": 1,
        "box": box,
        "handwritten": False,
        "is_doubt": False,
        "input_type": "text",
        "choices": [],
        "error": "",
        "register_value": value,
        "accepted": True,
    }
    return Thing(**(values | more))


CONFIRM = {
    "item": ITEMS[0],
    "page": PAGES[0],
    "pages": PAGES,
    "fields": [
        field("kind", "Tên loại", "02", 0.98, (0.42, 0.22, 0.58, 0.25), input_type="select", choices=[("02", "Quyết định"), ("15", "Tờ trình")], register_value="02"),
        field("number", "Số", "214", 0.71, (0.1, 0.13, 0.3, 0.155), is_doubt=True, handwritten=True, accepted=False, register_value="241"),
        field("date", "Ngày ban hành", "05/07/1999", 0.64, (0.5, 0.13, 0.92, 0.155), input_type="date", is_doubt=True, handwritten=True, accepted=False),
        field("issuer", "Cơ quan ban hành", "Ủy ban nhân dân thành phố Sông Biển", 0.94, (0.08, 0.07, 0.4, 0.115)),
        field("subject", "Trích yếu", "Về việc giao đất để xây dựng Trường Tiểu học Bình Minh", 0.93, (0.2, 0.25, 0.8, 0.28), input_type="textarea", register_value="V/v giao đất xây dựng trường học"),
        field("signer", "Người ký", "Đỗ Quang Vính", 0.52, (0.6, 0.84, 0.9, 0.86), is_doubt=True, accepted=False, error="Tên này không có trong danh sách người ký của cơ quan.", register_value="Đỗ Quang Vinh"),
        field("language", "Ngôn ngữ", "Tiếng Việt", 0.99, None),
        field("sheets", "Số tờ", "2", 0.99, None),
    ],
    "form_action": "/tai-lieu/1/xac-nhan/",
    "next_url": "/tai-lieu/2/xac-nhan/",
    "progress_text": "12 / 128 tài liệu của lô",
}  # fmt: skip

SEARCH = {
    "query": "trường học",
    "hits": [
        Thing(
            title=ITEMS[0].subject,
            reference_code=ITEMS[0].reference_code,
            dossier_title="Hồ sơ giao đất xây dựng Trường Tiểu học Bình Minh",
            date_text="05/07/1999",
            kind_label="Quyết định",
            issuer="Ủy ban nhân dân thành phố Sông Biển",
            page=n,
            snippet_html="…Giao cho Ban Quản lý dự án khu đất tại phường An Lạc để xây dựng trường học…",
            thumb_url=f"/anh/trang-{n}.jpg",
            highlight=[[0.5, 0.52, 0.64, 0.542]] if n != 3 else None,
            url=f"/tai-lieu/1/?trang={n}&q=tr",
        )
        for n in (1, 2, 3)
    ],
    "total": 1342,
    "took_ms": 14,
    "facets": [
        Thing(
            label="Tên loại",
            options=[
                Thing(label="Quyết định", count=812, url="?loai=02", active=True),
                Thing(label="Tờ trình", count=341, url="?loai=15", active=False),
            ],
        ),
        Thing(label="Năm", options=[Thing(label=str(y), count=90 + y % 7, url="?", active=False) for y in range(1998, 2003)]),
    ],
    "suggestion": "trường học Bình Minh",
    "pagination": None,
}

SIGN_IN = {
    "demo_accounts": [
        Thing(username="luutru", password="luutru-thu", what="Công chức lưu trữ: nhận, xác nhận, đưa vào kho"),
        Thing(username="xem", password="xem-thu", what="Người đọc: tìm và xem tài liệu công khai"),
    ],
}
