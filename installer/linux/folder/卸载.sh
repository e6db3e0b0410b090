#!/bin/sh
# 卸载乡村台账。账本、备份和设置都不动。
set -eu
data="${XDG_DATA_HOME:-$HOME/.local/share}"
rm -f "$data/applications/ruraldesk.desktop" "$data/mime/packages/ruraldesk.xml"
rm -f "$data/icons/hicolor/256x256/apps/ruraldesk.png"
if command -v xdg-user-dir >/dev/null; then rm -f "$(xdg-user-dir DESKTOP)/ruraldesk.desktop"; fi
if command -v update-mime-database >/dev/null; then update-mime-database "$data/mime"; fi
if command -v update-desktop-database >/dev/null; then update-desktop-database "$data/applications"; fi
rm -rf "$data/ruraldesk"
echo "已卸载。账本、备份和设置都没有动。"
