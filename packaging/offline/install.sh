#!/bin/sh
# Installs DxDesk from this folder, without any network and without administrator rights.
#   sh install.sh [FOLDER]     default: ~/.local/share/dxdesk-app
set -eu

version='@VERSION@'
glibc_needed='@GLIBC@'
pythons='@PYTHONS@'

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
target=${1:-${DXDESK_PREFIX:-$HOME/.local/share/dxdesk-app}}
start=$HOME/.local/bin/dxdesk

stop() { printf '\n%s\nWhat to do: %s\n' "$1" "$2" >&2; exit 1; }

echo "Checking the files of this folder"
cd "$here"
if command -v sha256sum >/dev/null 2>&1; then sum='sha256sum'; else sum='shasum -a 256'; fi
$sum -c SHA256SUMS >/dev/null 2>&1 || {
  $sum -c SHA256SUMS 2>/dev/null | grep -v ': OK$' >&2 || true
  stop "Files of this folder are damaged or missing (listed above)." "copy the whole folder again from where it came."
}

if [ -n "$glibc_needed" ]; then
  glibc=$(getconf GNU_LIBC_VERSION 2>/dev/null | cut -d' ' -f2)
  oldest=$(printf '%s\n%s\n' "$glibc_needed" "${glibc:-0}" | sort -V | head -n1)
  [ "$oldest" = "$glibc_needed" ] ||
    stop "This system's C library is ${glibc:-unknown}; this folder was made for $glibc_needed or newer." \
      "make the bundle on a system as old as this one, or use a newer system here."
fi

python=''
for number in $pythons; do
  for name in "python$number" python3 python; do
    found=$(command -v "$name" 2>/dev/null) || continue
    [ "$("$found" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)" = "$number" ] || continue
    python=$found
    break 2
  done
done
[ -n "$python" ] || stop "No Python of these versions was found: $pythons." "install one of them and run this again."

echo "Installing DxDesk $version into $target with $python"
"$python" -m venv --without-pip --clear "$target" ||
  stop "The environment could not be made in $target." "check free disk space and your rights on this folder."
for pip in "$here"/wheels/pip-*.whl; do :; done
"$target/bin/python" "$pip/pip" install --quiet --isolated --no-index --no-cache-dir --disable-pip-version-check \
  --find-links "$here/wheels" "dxdesk==$version" ||
  stop "The packages could not be installed." "check free disk space; the lines above name the package."

models=$("$target/bin/python" -c 'from app.paths import Places; print(Places.of_user().models)')
for model in "$here"/models/*; do
  [ -f "$model" ] || continue
  mkdir -p "$models"
  if [ ! -f "$models/${model##*/}" ]; then
    echo "Copying the model ${model##*/}"
    cp "$model" "$models/${model##*/}.part" && mv "$models/${model##*/}.part" "$models/${model##*/}"
  fi
done

mkdir -p "${start%/*}"
printf '#!/bin/sh\nexec "%s/bin/dxdesk" "$@"\n' "$target" >"$start"
chmod +x "$start"
if [ "$(uname -s)" = Linux ]; then
  menu=${XDG_DATA_HOME:-$HOME/.local/share}/applications
  mkdir -p "$menu"
  printf '[Desktop Entry]\nType=Application\nName=DxDesk\nComment=ICD coding / 病案编码\nExec="%s"\nCategories=Office;\n' \
    "$start" >"$menu/dxdesk.desktop"
fi

echo "Done. Start it with: $start"
