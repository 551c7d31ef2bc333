# Sourced by the commands beside it: brings in what a bare Debian lacks, and builds the web client.
# Does nothing, and quickly, where everything is there.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# The checked queries come from .sqlx/, so a build needs no database.
export SQLX_OFFLINE=true
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1

# The web tools need 20.19 or newer; Debian 12 has 18, and with it an npm that can fetch these two
# (Debian's npm runs on Debian's Node only).
node_release=22.23.3
npm_release=10.9.9
tools=$PWD/.tools

say() { printf '\n== %s\n' "$*"; }
fail() {
  printf '%s: %s\n' "$(basename "$0")" "$*" >&2
  exit 1
}
has() { command -v "$1" >/dev/null 2>&1; }

# Prints the Debian packages that are missing for the needs named: build, web, postgres, redis, relay, scanner,
# browser.
missing_packages() {
  local need
  for need in "$@"; do
    case $need in
      build) has cc && has make || echo build-essential ;;
      web) has npm && has node || echo nodejs npm ;;
      postgres) has_postgres || echo postgresql ;;
      redis) has redis-server || has valkey-server || echo redis-server ;;
      relay) has turnserver || echo coturn ;;
      # Debian keeps it where only administrators look. The signatures are the tests' own.
      scanner) has clamd || [ -x /usr/sbin/clamd ] || echo clamav-daemon ;;
      browser)
        # Chromium without windows: a third faster, and its fake camera and microphone are the same.
        [ -e /usr/bin/chromium-headless-shell ] || echo chromium-headless-shell
        has firefox-esr || echo firefox-esr
        # Latin text and the emoji that people send.
        [ -d /usr/share/fonts/truetype/dejavu ] || echo fonts-dejavu-core
        [ -e /usr/share/fonts/truetype/noto/NotoColorEmoji.ttf ] || echo fonts-noto-color-emoji
        ;;
      *) fail "unknown need: $need" ;;
    esac
  done
}

has_postgres() {
  compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || has postgres
}

# Brings in everything for the needs named, or says in one line what to install.
provide() {
  local packages
  has cargo || fail "Rust is missing: install it from https://rustup.rs"
  mapfile -t packages < <(missing_packages "$@" | tr ' ' '\n')
  [ ${#packages[@]} -eq 0 ] || install_packages "${packages[@]}"
  case " $* " in *" web "*) provide_node ;; esac
}

install_packages() {
  local as_root=()
  has apt-get || fail "please install: $*"
  if [ "$(id -u)" != 0 ]; then
    # Without a terminal nobody could type a password.
    if has sudo && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
      as_root=(sudo)
    else
      fail "not root and no sudo; please run as root: apt-get install -y $*"
    fi
  fi
  say "installing $*"
  # One root shell for all of it, so that what must be undone is undone when any of it fails.
  "${as_root[@]}" bash -s -- "$@" <<'ROOT' || fail "apt-get could not install: $*"
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive UCF_FORCE_CONFFOLD=1
# Samtal starts its own PostgreSQL, the tests their own Redis, relay and virus scanner: Debian's stay off.
cluster=/etc/postgresql-common/createcluster.conf
if [ ! -e "$cluster" ]; then
  mkdir -p "${cluster%/*}"
  echo "create_main_cluster = false" >"$cluster"
fi
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
  trap 'rm -f "$policy"' EXIT
fi
apt-get update -qq
apt-get install -y -qq --no-install-recommends -o Dpkg::Options::=--force-confold "$@" </dev/null >/dev/null
ROOT
}

node_is_new_enough() {
  node -e 'const [a, b] = process.versions.node.split(".").map(Number)
    process.exit(a > 22 || (a === 22 && b >= 12) || (a === 20 && b >= 19) ? 0 : 1)'
}

# Puts a Node that the web tools accept first on the search path.
provide_node() {
  local architecture
  if [ -z "${SAMTAL_FETCH_NODE:-}" ] && node_is_new_enough; then return; fi
  case $(uname -m) in
    x86_64) architecture=x64 ;;
    aarch64) architecture=arm64 ;;
    *) fail "please install Node 22 or newer: npm has none for $(uname -m)" ;;
  esac
  local package=node-linux-$architecture
  local binaries=$tools/node_modules/$package/bin
  if [ "$("$binaries/node" --version 2>/dev/null)" != "v$node_release" ]; then
    say "fetching Node $node_release"
    mkdir -p "$tools"
    npm install --prefix "$tools" --no-save --no-package-lock --no-audit --no-fund --loglevel=error \
      "$package@$node_release" "npm@$npm_release"
  fi
  export PATH=$binaries:$tools/node_modules/.bin:$PATH
}

digest() { sha256sum | cut -d ' ' -f 1; }

# Installs the web client's packages unless they are those of the lock file already.
install_web() {
  local stamp=static/node_modules/.samtal-lock wanted
  wanted=$({ node --version && cat static/package-lock.json; } | digest)
  [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && return
  say "web client: packages"
  npm ci --prefix static --no-audit --no-fund --loglevel=error
  echo "$wanted" >"$stamp"
}

# Builds static/dist unless it is that of the sources already.
build_web() {
  local stamp=static/node_modules/.samtal-sources wanted
  install_web
  wanted=$(find static \( -name node_modules -o -name dist -o -name test-results \) -prune -o -type f -print0 |
    LC_ALL=C sort -z | xargs -0 sha256sum | digest)
  [ -d static/dist ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && return
  say "web client: build"
  npm run build --prefix static
  echo "$wanted" >"$stamp"
  # The build script sees to it that the binary embeds the new client.
  touch build.rs
}

# Where cargo puts what it builds.
target_folder() { echo "${CARGO_TARGET_DIR:-$PWD/target}"; }
