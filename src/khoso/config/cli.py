"""`khoso`: the command line. Each room declares its verbs; here they are only collected, and loaded when called."""

from __future__ import annotations

import os
import sys
from importlib import import_module

import click

from khoso import __version__
from khoso.kernel.errors import KhosoError

# verb → (where it is, what it does in Vietnamese / English)
VERBS = {
    "intake": ("khoso.config.commands.intake:intake", "Nhập một lô giao nộp / Take a contractor's delivery in"),
    "check": (
        "khoso.stages.digitisation.commands:check",
        "Kiểm tra tệp và trang, không cần cơ sở dữ liệu / Check files and pages, no database",
    ),
    "read": (
        "khoso.stages.recognition.commands:read",
        "Đọc chữ và trường thông tin / Read text and index fields, no database",
    ),
    "package": (
        "khoso.stages.packages.commands:package",
        "Đóng và kiểm tra gói tin / Build and validate packages",
    ),
    "repository": (
        "khoso.config.commands.repository:repository",
        "Kiểm tra kho, dựng lại từ kho / Verify the repository, rebuild from it",
    ),
    "selection": (
        "khoso.config.commands.selection:selection",
        "Danh mục số hóa: kiểm chứng / Lists to digitise: verify them",
    ),
    "programme": ("khoso.config.commands.programme:programme", "Kế hoạch, nhiệm vụ / The plan and its tasks"),
    "report": (
        "khoso.config.commands.report:report",
        "Báo cáo, số liệu của các cơ quan / Agencies' reports and figures",
    ),
    "catalogue": (
        "khoso.config.commands.catalogue:catalogue",
        "Danh mục: nhập từ Excel, xuất mục lục / The catalogue: import from workbooks, write registers",
    ),
    "agency": ("khoso.config.commands.agency:agency", "Danh bạ cơ quan / The directory of agencies"),
    "audit": ("khoso.config.commands.audit:audit", "Chứng minh nhật ký nguyên vẹn / Prove the audit trail"),
    "account": ("khoso.config.commands.account:account", "Tài khoản, làm tại máy chủ / Accounts, at the machine"),
    "token": (
        "khoso.config.commands.token:token",
        "Mã kết nối của tài khoản dịch vụ / Tokens of connected systems",
    ),
    "office": (
        "khoso.config.commands.office:office",
        "Mẫu văn bản của cơ quan / An office's own templates of papers, no database",
    ),
    "search": ("khoso.config.commands.search:search", "Tìm trong kho / Search the repository"),
    "person": ("khoso.config.commands.person:person", "Tài khoản và vai trò / Accounts and roles"),
    "mail": ("khoso.config.commands.mail:mail", "Thử máy chủ thư / Try the mail server"),
    "demo": (
        "khoso.config.commands.demo:demo",
        "Tạo tài liệu giả, nửa năm giả để thử / Make invented deliveries, an invented half-year",
    ),
    "serve": ("khoso.config.commands.serve:serve", "Chạy Kho Số / Run web and workers"),
    "worker": ("khoso.config.commands.worker:worker", "Chạy một tiến trình làm việc nền / Run one worker"),
    "setup": ("khoso.config.commands.setup:setup", "Chuẩn bị cơ sở dữ liệu / Prepare the database"),
    "doctor": ("khoso.config.commands.doctor:doctor", "Có gì, thiếu gì / What is here and what is missing"),
}


class Verbs(click.Group):
    """Loads a verb when it is called, so that `khoso check` starts without the web."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in VERBS:
            return None
        module, attribute = VERBS[name][0].split(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Lệnh / Commands"):
            formatter.write_dl([(name, about) for name, (_, about) in VERBS.items()])


@click.group(
    cls=Verbs,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    help="Kho Số: từ hồ sơ giấy đến kho lưu trữ số.\n\nKho Số: from paper archives to a digital repository.\n\n"
    "Mã thoát / exit code: 0 tốt / ok, 1 có phát hiện / findings, 2 dùng sai / usage, 3 thiếu bộ máy / engine missing.",
)
@click.version_option(__version__, prog_name="khoso")
def cli() -> None:
    """The root of all verbs."""


def main() -> None:
    """The entry point: errors become one Vietnamese line and an exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khoso.config.settings")
    try:
        # Without its own standalone mode click hands the exit code back instead of ending with it.
        code = cli.main(standalone_mode=False, prog_name="khoso")
        sys.exit(code if isinstance(code, int) else 0)
    except click.ClickException as refused:
        refused.show()
        sys.exit(2)
    except click.Abort:
        click.echo("Đã dừng. Việc đã ghi vẫn còn; chạy lại để làm tiếp.", err=True)
        sys.exit(130)
    except KhosoError as error:
        click.echo(f"{error.message} [{error.code}]", err=True)
        sys.exit(error.exit_code)
    except ModuleNotFoundError as missing:
        if (missing.name or "").startswith("khoso"):
            raise
        click.echo(f"Thiếu thư viện «{missing.name}». Chạy ./dev setup để cài. [khoso.engine_missing]", err=True)
        sys.exit(3)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)


if __name__ == "__main__":
    main()
