"""Evidence, in a browser."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from pytest_django.fixtures import Settings

from tests.e2e.conftest import NARROW, Enter
from tests.factories.world import World

pytestmark = pytest.mark.function("ZC15")


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def photograph(pixels: int) -> bytes:
    data = BytesIO()
    Image.effect_noise((pixels, pixels), 90).convert("RGB").save(data, "PNG")
    return data.getvalue()


@pytest.mark.parametrize("javascript", [True, False])
def test_it_uploads_a_photograph_and_shows_it(world: World, enter: Enter, javascript: bool) -> None:
    visit = enter(world.clerk_a, javascript=javascript)
    page = visit.go("/evidence/upload/")
    page.set_input_files("input[type=file]", {"name": "现场.png", "mimeType": "image/png", "buffer": photograph(60)})
    page.fill("input[name=title]", "培训现场")
    page.get_by_role("button", name="存入证据库").click()
    page.wait_for_selector("h1:has-text('培训现场')")


def test_it_uploads_a_large_file_in_pieces(world: World, enter: Enter) -> None:
    visit = enter(world.clerk_a)
    page = visit.go("/evidence/upload/")
    page.set_input_files("input[type=file]", {"name": "大图.png", "mimeType": "image/png", "buffer": photograph(1400)})
    page.fill("input[name=title]", "大图")
    page.get_by_role("button", name="存入证据库").click()
    page.wait_for_selector("h1:has-text('大图')", timeout=20_000)


def test_it_is_open_to_keyboard_and_screen_reader_and_fits_a_phone(world: World, enter: Enter) -> None:
    visit = enter(world.clerk_a, size=NARROW)
    for path in ("/evidence/", "/evidence/upload/"):
        visit.go(path)
        assert visit.serious_violations() == []
        assert not visit.is_wider_than_the_screen()
