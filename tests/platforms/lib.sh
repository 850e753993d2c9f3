# Functions that the platform scripts share. tests/platforms/run-one.sh starts each script with these variables
# set: platform_name, root (the repository), cache (downloads, kept between runs), work (builds and logs), results.
set -uo pipefail
export DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1

# limit SECONDS COMMAND...: ends the command after the time limit; the exit code is then not 0.
limit() {
    local seconds=$1; shift
    if command -v timeout >/dev/null; then
        timeout --kill-after=20 "$seconds" "$@"
    else
        # macOS has no timeout command.
        perl -e 'alarm shift; exec @ARGV' "$seconds" "$@"
    fi
}

json_text() { printf '%s' "$1" | tr -d '\r' | tr '\n\t' '  ' | sed 's/\\/\\\\/g; s/"/\\"/g'; }

# result STATUS PASSED FAILED SKIPPED REASON: writes the result that the table, README and CI read.
result() {
    {
        printf '{"platform":"%s","date":"%s","system":"%s","what":"%s",' \
            "$platform_name" "$(date -u +%Y-%m-%d)" \
            "$(json_text "${system:-$platform_name}")" "$(json_text "${what:-}")"
        printf '"status":"%s","passed":%d,"failed":%d,"skipped":%d,"reason":"%s"}\n' \
            "$1" "$2" "$3" "$4" "$(json_text "${5:-}")"
    } >"$results/$platform_name.json"
}

# not_run REASON: the platform is not available on this computer.
not_run() { result 'not run' 0 0 0 "$1"; exit 0; }

# broken REASON: the platform is available, but its run could not be set up or did not end.
broken() { result run 0 1 0 "$1"; exit 1; }

# The version that Packages.csproj names: version Net8.
version() { sed -n "s:.*<${1}Version>\(.*\)</${1}Version>.*:\1:p" "$root/tests/platforms/Packages.csproj"; }

# restore NAME: restores a group of Packages.csproj into the NuGet folder.
restore() {
    limit 600 dotnet restore "$root/tests/platforms/Packages.csproj" -v q -p:Download="$1" -p:RuntimeId="$(rid)"
}

# package ID VERSION: the folder of a restored package.
package() {
    local project=$root/tests/platforms/Packages.csproj
    [ -n "${packages:-}" ] || packages=$(dotnet msbuild "$project" -getProperty:NuGetPackageRoot)
    printf '%s%s/%s' "$packages" "$(printf '%s' "$1" | tr '[:upper:]' '[:lower:]')" "$2"
}

# The runtime identifier of this computer, such as linux-x64.
rid() { dotnet --info | sed -n 's/^ *RID: *//p' | head -n 1; }

# The folder of the .NET SDK's own installation.
dotnet_root() {
    local program; program=$(command -v dotnet)
    # readlink -f resolves the links under /usr/bin.
    dirname "$(readlink -f "$program" 2>/dev/null || printf '%s' "$program")"
}

# .NET programs look for the runtime in this folder.
export DOTNET_ROOT=${DOTNET_ROOT:-$(dotnet_root)}

# install_packages FILE PACKAGE...: installs Debian packages when FILE, a path or a program, is missing and the user may
# install.
install_packages() {
    local file=$1; shift
    [ -e "$file" ] || command -v "$file" >/dev/null && return 0
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
    {
        # Another platform may be installing something as well.
        flock 9
        limit 300 apt-get -qq update
        DEBIAN_FRONTEND=noninteractive limit 900 apt-get -qq install --yes --no-install-recommends "$@"
    } >"$work/apt.log" 2>&1 9>"$cache/apt.lock"
    [ -e "$file" ] || command -v "$file" >/dev/null
}

# counted LOG EXIT-CODE: the result of a run of xunit tests, from the closing lines of its log.
counted() {
    local log=$1 exit_code=$2 total errors failed skipped excluded reason=''
    total=$(closing Total "$log") errors=$(closing Errors "$log") failed=$(closing Failed "$log")
    skipped=$(closing Skipped "$log") excluded=$(closing 'Not Run' "$log")
    failed=$((failed + errors))
    local passed=$((total > 0 ? total - failed - skipped - excluded : 0))
    if [ "$exit_code" -eq 124 ] || [ "$exit_code" -eq 137 ]; then
        failed=$((failed > 0 ? failed : 1)) reason='did not end within its time limit'
    elif [ "$total" -eq 0 ]; then
        failed=1 reason="ended with exit code $exit_code before it had counted its tests"
    elif [ "$exit_code" -ne 0 ] && [ "$failed" -eq 0 ]; then
        failed=1 reason="ended with exit code $exit_code"
    fi
    result run "$passed" "$failed" "$skipped" "$reason"
    [ "$failed" -eq 0 ]
}

# The number after a word in the closing line of xunit's runner:
# "Seedance.Client.Tests  Total: 504, Errors: 0, Failed: 0, Skipped: 0, Not Run: 0, Time: 11.2s".
closing() {
    local number
    number=$(tr -d '\r' <"$2" | grep -E 'Total: [0-9]+, Errors: ' | tail -n 1 | sed -n "s/.*$1: \([0-9]*\).*/\1/p")
    printf '%s' "${number:-0}"
}

# restore_powershell: PowerShell as a .NET tool in the cache; the variable powershell is its program afterwards.
restore_powershell() {
    local version folder library
    version=$(version PowerShell) folder=$cache/powershell-$(version PowerShell)
    powershell=$folder/bin/pwsh
    [ -x "$folder/pwsh" ] ||
        limit 600 dotnet tool install PowerShell --version "$version" --tool-path "$folder" || return 1
    library=$(find "$folder/.store" -path '*/unix/pwsh.dll' | head -n 1)
    [ -n "$library" ] || return 1
    # The tool's own program runs PowerShell as a child process, which continues when a test kills the program.
    mkdir -p "$folder/bin"
    printf '#!/bin/sh\nexec "%s" "%s" "$@"\n' "$(dotnet_root)/dotnet" "$library" >"$powershell"
    chmod +x "$powershell"
}

# start_emulator: on a free port; sets emulator_pid and base_uri.
start_emulator() {
    local program
    program=$(ls -t "$root"/tests/Seedance.Emulator/bin/*/net*/Seedance.Emulator.dll | head -n 1)
    dotnet "$program" --tasks 0 --parent $$ >"$work/emulator.txt" &
    emulator_pid=$!
    base_uri=''
    for _ in $(seq 1 150); do
        base_uri=$(sed -n 's/.*listens at \([^ ]*\).*/\1/p' "$work/emulator.txt")
        [ -n "$base_uri" ] && return
        sleep 0.2
    done
    broken 'the emulator did not start'
}

# counted_checks FILE EXIT-CODE: the result of a program whose last line is "N passed, N failed".
counted_checks() {
    local line failed
    line=$(tr -d '\r' <"$1" | grep -E '^[0-9]+ passed, [0-9]+ failed$') ||
        broken "the program ended with exit code $2 before it had counted its checks"
    failed=$(echo "$line" | sed 's/.*, \([0-9]*\) failed/\1/')
    result run "$(echo "$line" | sed 's/ passed.*//')" "$failed" 0
    [ "$failed" -eq 0 ]
}
