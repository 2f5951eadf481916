"""`python liangcao-verify.pyz`, or `python -m liangcao.verifier`: says what is missing before anything needs it."""

import sys

NEEDED = (3, 11)
TOO_OLD = "✘ 需要 Python 3.11 或更新的版本 / Python 3.11 or newer is needed: https://www.python.org/downloads/\n"
NO_CRYPTOGRAPHY = (
    "✘ 缺少 cryptography 包，请先安装 / the package cryptography is missing, install it first:\n"
    "  {} -m pip install cryptography\n"
)


def main() -> None:
    """Run the program, or say what it lacks."""
    if sys.version_info < NEEDED:
        sys.stderr.write(TOO_OLD)
        sys.exit(2)
    try:
        from liangcao.verifier import program
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] != "cryptography":
            raise
        sys.stderr.write(NO_CRYPTOGRAPHY.format(sys.executable))
        sys.exit(2)
    program.main()


if __name__ == "__main__":
    main()
