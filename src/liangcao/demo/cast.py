"""Who plays: people named by their role alone, and the units that two of them speak for. Tests rely on the logins."""

from dataclasses import dataclass

STORE = "主库"
HOSPITAL = "示例第一医院"
ENTERPRISE = "示例企业001"


@dataclass(frozen=True, slots=True)
class Player:
    """Somebody of the demonstration office; `place` or `unit` is where the role reaches, empty for everywhere."""

    login: str
    name: str
    role: str
    place: str = ""
    unit: str = ""


ADMIN = Player("admin", "系统管理员甲", "admin")
SECOND_ADMIN = Player("admin2", "系统管理员乙", "admin")
COORDINATOR = Player("coordinator", "值班协调员", "coordinator")
BUYER = Player("buyer", "采购员", "buyer")
KEEPER = Player("keeper", "主库保管员", "keeper", place=STORE)
APPROVER = Player("approver", "审批人", "approver")
TREASURER = Player("treasurer", "财务员", "treasurer")
DRIVER = Player("driver", "配送员", "driver")
INSPECTOR = Player("inspector", "检查员", "inspector")
HOSPITAL_CLERK = Player("hospital", "医院经办人", "unit", unit=HOSPITAL)
ENTERPRISE_CLERK = Player("enterprise", "企业经办人", "unit", unit=ENTERPRISE)

CAST: tuple[Player, ...] = (
    ADMIN, SECOND_ADMIN, COORDINATOR, BUYER, KEEPER, APPROVER, TREASURER, DRIVER, INSPECTOR, HOSPITAL_CLERK,
    ENTERPRISE_CLERK,
)  # fmt: skip
LOGINS: tuple[str, ...] = tuple(player.login for player in CAST)
CLERKS: dict[str, Player] = {player.unit: player for player in CAST if player.unit}
"""Who signs for a unit themselves; for all others the driver takes down the signature."""
