"""Every message of this package has its Chinese, with the same placeholders."""

import ast
import json
import re
from pathlib import Path

from ruraldesk import texts
from ruraldesk.texts.resources import resources_dir

PACKAGE = Path(texts.__file__).parent


def messages() -> set[str]:
    """The literals that the package hands to `tr`."""
    calls = (
        node
        for path in PACKAGE.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "tr"
    )
    return {str(ast.literal_eval(call.args[0])) for call in calls}


def test_the_catalogue_holds_exactly_the_messages_of_the_package() -> None:
    path = resources_dir() / "translations" / "zh_CN" / "texts.json"
    catalogue = json.loads(path.read_text(encoding="utf-8"))

    assert catalogue.keys() == messages()
    for source, shown in catalogue.items():
        assert sorted(re.findall("{.*?}", source)) == sorted(re.findall("{.*?}", shown))
