"""The reading screens: what search, the viewer and the confirming desk hand to their templates, with invented names."""

from __future__ import annotations

from types import SimpleNamespace as Thing

from tests.foundation.web.samples import DOSSIER, ITEMS

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
        field(
            "kind",
            "Tên loại",
            "02",
            0.98,
            (0.42, 0.22, 0.58, 0.25),
            input_type="select",
            choices=[("02", "Quyết định"), ("15", "Tờ trình")],
            register_value="02",
        ),
        field(
            "number",
            "Số",
            "214",
            0.71,
            (0.1, 0.13, 0.3, 0.155),
            is_doubt=True,
            handwritten=True,
            accepted=False,
            register_value="241",
        ),
        field(
            "date",
            "Ngày ban hành",
            "05/07/1999",
            0.64,
            (0.5, 0.13, 0.92, 0.155),
            input_type="date",
            is_doubt=True,
            handwritten=True,
            accepted=False,
        ),
        field("issuer", "Cơ quan ban hành", "Ủy ban nhân dân thành phố Sông Biển", 0.94, (0.08, 0.07, 0.4, 0.115)),
        field(
            "subject",
            "Trích yếu",
            "Về việc giao đất để xây dựng Trường Tiểu học Bình Minh",
            0.93,
            (0.2, 0.25, 0.8, 0.28),
            input_type="textarea",
            register_value="V/v giao đất xây dựng trường học",
        ),
        field(
            "signer",
            "Người ký",
            "Đỗ Quang Vính",
            0.52,
            (0.6, 0.84, 0.9, 0.86),
            is_doubt=True,
            accepted=False,
            error="Tên này không có trong danh sách người ký của cơ quan.",
            register_value="Đỗ Quang Vinh",
        ),
        field("language", "Ngôn ngữ", "Tiếng Việt", 0.99, None),
        field("sheets", "Số tờ", "2", 0.99, None),
    ],
    "form_action": "/tai-lieu/1/xac-nhan/",
    "next_url": "/tai-lieu/2/xac-nhan/",
    "progress_text": "12 / 128 tài liệu của lô",
}

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
        Thing(
            label="Năm",
            options=[Thing(label=str(y), count=90 + y % 7, url="?", active=False) for y in range(1998, 2003)],
        ),
    ],
    "suggestion": "trường học Bình Minh",
    "pagination": None,
}
