"""Settings from environment variables and from the installation's own folder, refused loudly when they are wrong.

An installation is one folder (`XIESHOU_HOME`): the database, the files, and `secrets.json`, which `xieshou init`
writes with fresh random keys and which only its owner may read. No secret has a default.
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from xieshou.lib.wrong_settings import WrongSettings

SECRETS_FILE = "secrets.json"


@dataclass(frozen=True)
class Secrets:
    """The keys of one installation. `field_keys`: newest first; older ones still decrypt until they are rotated out."""

    secret_key: str
    field_keys: tuple[str, ...]


def text(name: str, default: str | None = None) -> str:
    """A variable's text; without a default it must be set."""
    value = os.environ.get(name, default)
    if value is None or not value.strip():
        raise WrongSettings(f"环境变量 {name} 没有设置", f"设置 {name}，或运行 xieshou init")
    return value.strip()


def flag(name: str, *, default: bool) -> bool:
    """`1 true yes on` or `0 false no off`; anything else is refused."""
    raw = os.environ.get(name)
    if raw is None:
        return default
    value = raw.strip().lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise WrongSettings(f"环境变量 {name} 的值 {raw!r} 不是开关", f"{name} 只能是 1/true/yes/on 或 0/false/no/off")


def listed(name: str, default: str = "") -> list[str]:
    """A list separated by commas; empty parts are dropped."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def number(name: str, default: int, *, least: int, most: int) -> int:
    """A whole number within its bounds."""
    raw = os.environ.get(name)
    if raw is None:
        return default
    if not raw.strip().isdigit() or not least <= int(raw) <= most:
        raise WrongSettings(f"环境变量 {name} 的值 {raw!r} 不对", f"{name} 是 {least} 到 {most} 之间的整数")
    return int(raw)


def address(name: str, default: str = "") -> str:
    """`https://host` or `http://host:port`, with a path or without, no slash at its end; empty where there is none."""
    raw = os.environ.get(name, default).strip().rstrip("/")
    parts = urlsplit(raw)
    if raw and (parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment):
        raise WrongSettings(f"环境变量 {name} 的值 {raw!r} 不是网址", f"{name} 写成 https://主机名，或不设置")
    return raw


def home() -> Path:
    """The installation's folder: `XIESHOU_HOME`, or `var` in the current folder."""
    return Path(os.environ.get("XIESHOU_HOME", "var")).resolve()


def secrets() -> Secrets:
    """Keys from `XIESHOU_SECRET_KEY` and `XIESHOU_FIELD_KEYS`, or from the folder's own file."""
    if "XIESHOU_SECRET_KEY" in os.environ or "XIESHOU_FIELD_KEYS" in os.environ:
        return _checked(text("XIESHOU_SECRET_KEY"), listed("XIESHOU_FIELD_KEYS"), "环境变量")
    path = home() / SECRETS_FILE
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise WrongSettings(
            f"找不到密钥文件 {path}", "先运行 xieshou init（或 make demo），或设置 XIESHOU_SECRET_KEY"
        ) from None
    except (OSError, ValueError) as error:
        raise WrongSettings(
            f"密钥文件 {path} 读不出来：{error}", "从备份恢复该文件；没有它，加密的字段无法解密"
        ) from None
    if not isinstance(stored, dict):
        raise WrongSettings(f"密钥文件 {path} 的内容不对", "从备份恢复该文件")
    return _checked(str(stored.get("secret_key", "")), [str(key) for key in stored.get("field_keys", [])], str(path))


def _checked(secret_key: str, field_keys: list[str], where: str) -> Secrets:
    if len(secret_key) < 40:
        raise WrongSettings(
            f"{where} 中的 secret_key 太短（{len(secret_key)} 个字符）", "至少 40 个随机字符；xieshou init 会生成"
        )
    if not field_keys:
        raise WrongSettings(f"{where} 中没有字段加密密钥 field_keys", "至少一个 Fernet 密钥；xieshou init 会生成")
    return Secrets(secret_key, tuple(field_keys))
