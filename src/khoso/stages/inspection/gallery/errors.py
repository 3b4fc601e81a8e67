"""What stops work in the gallery."""

from __future__ import annotations

from khoso.kernel.errors import KhosoError
from khoso.kernel.words import noop


class PhotoRefused(KhosoError):
    """A photo of the paper that cannot be kept."""

    code = "inspection.photo_refused"

    @classmethod
    def not_allowed(cls) -> PhotoRefused:
        return cls(noop("Chỉ người kiểm tra của cơ quan thêm được ảnh chụp giấy. Ảnh chưa được lưu."))

    @classmethod
    def no_page(cls) -> PhotoRefused:
        return cls(noop("Tệp không có trang này. Ảnh chưa được lưu; mở lại trang rồi chọn ảnh."))

    @classmethod
    def no_photo(cls) -> PhotoRefused:
        return cls(noop("Ảnh chụp phải là JPEG hoặc PNG. Ảnh chưa được lưu; hãy chọn ảnh khác."))


class MarkRefused(KhosoError):
    """A mark that cannot be kept: what it lacks."""

    code = "inspection.mark_refused"
