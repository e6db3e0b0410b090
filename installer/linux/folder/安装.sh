#!/bin/sh
# 为当前用户安装乡村台账：不要管理员密码，不联网，不动别的程序。再运行一次就是修复或升级，账本不受影响。
set -eu
here=$(dirname "$(readlink -f "$0")")
data="${XDG_DATA_HOME:-$HOME/.local/share}"
target="$data/ruraldesk"

if [ "$here" = "$target" ]; then
    echo "这里就是已经安装的程序。要修复，请运行U盘上的 安装.sh。"
    exit 1
fi
mkdir -p "$data"
rm -rf "$target.new"
cp -R "$here" "$target.new"
chmod -R u+w "$target.new"
# U盘的文件系统不记哪些文件能运行。
chmod +x "$target.new/乡村台账" "$target.new/卸载.sh" "$target.new/python/ruraldesk"
rm -rf "$target.old"
[ ! -e "$target" ] || mv "$target" "$target.old"
mv "$target.new" "$target"
rm -rf "$target.old"

menu="$data/applications/ruraldesk.desktop"
mkdir -p "$data/applications" "$data/mime/packages" "$data/icons/hicolor/256x256/apps"
sed "s|@FOLDER@|$target|g" "$target/ruraldesk.desktop" >"$menu"
cp "$target/ruraldesk.xml" "$data/mime/packages/ruraldesk.xml"
cp "$target/ruraldesk.png" "$data/icons/hicolor/256x256/apps/ruraldesk.png"
if command -v update-mime-database >/dev/null; then update-mime-database "$data/mime"; fi
if command -v update-desktop-database >/dev/null; then update-desktop-database "$data/applications"; fi
if command -v xdg-user-dir >/dev/null; then
    desktop=$(xdg-user-dir DESKTOP)
    if [ -d "$desktop" ] && [ "$desktop" != "$HOME" ]; then
        cp "$menu" "$desktop/ruraldesk.desktop"
        chmod +x "$desktop/ruraldesk.desktop"
    fi
fi
echo "安装好了：在开始菜单里点“乡村台账”就能打开。"
