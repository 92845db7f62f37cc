"""Pictures of the shop's pages, taken with Debian's Chromium."""

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from agent.practice.shop.layout import new_secret
from agent.practice.shop.programs import PracticeShopError, web_user

if TYPE_CHECKING:
    from agent.practice.shop.shop import PracticeShop


def login_url(shop: "PracticeShop", path: str = "/wp-admin/", *, user: int = 1) -> str:
    """A link that logs a browser in, once, and leads to `path`."""
    token = new_secret()
    shop.php("set_transient( 'practice_login_' . $args[0], $args[1], 600 );", token, user)
    return f"{shop.url}/?{urlencode({'practice-login': token, 'to': path})}"


def take_picture(
    shop: "PracticeShop", path: str, target: Path, *, size: tuple[int, int] = (1280, 900)
) -> None:
    """What the admin sees at `path`, as a PNG."""
    chromium = shutil.which("chromium")
    if chromium is None:
        raise PracticeShopError("pictures need Debian's chromium: apt-get install chromium")
    user = web_user()
    with tempfile.TemporaryDirectory(prefix="cf-picture-") as scratch:
        user.owns(Path(scratch))
        taken = Path(scratch) / "picture.png"
        user.run(
            [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
             "--hide-scrollbars", "--no-first-run", f"--user-data-dir={scratch}/profile",
             f"--window-size={size[0]},{size[1]}", "--virtual-time-budget=5000",
             f"--screenshot={taken}", login_url(shop, path)],
            env={"HOME": scratch, "PATH": "/usr/bin:/bin", "TMPDIR": scratch},
        )  # fmt: skip
        if not taken.exists():
            raise PracticeShopError(f"chromium took no picture of {path}")
        shutil.copyfile(taken, target)
