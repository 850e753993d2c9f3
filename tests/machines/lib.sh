# Functions for the tests of many machines: an emulator, its tasks, checks. A script that uses them ends with
# "N passed, N failed"; exit code 77 says that a program is missing.
set -uo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d)
passed=0 failed=0 emulator_pid='' base_uri='' cleanups=()

# finally COMMAND: is run at the end, the last one first.
finally() { cleanups+=("$1"); }

end() {
    local i
    for ((i = ${#cleanups[@]} - 1; i >= 0; i--)); do eval "${cleanups[$i]}"; done
    # A daemon that is ending may still write a file.
    wait 2>/dev/null
    rm -rf "$work"
}
trap end EXIT

# need PROGRAM...: ends the script where one of them is missing.
need() {
    local program
    for program in "$@"; do
        PATH=$PATH:/usr/sbin command -v "$program" >/dev/null && continue
        echo "Not run: $program is not installed."
        exit 77
    done
}

# check NAME COMMAND...: counts whether the command succeeds.
check() {
    local name=$1; shift
    if "$@"; then passed=$((passed + 1)); echo "passed: $name"; else failed=$((failed + 1)); echo "FAILED: $name"; fi
}

# wait_until SECONDS COMMAND...: until the command succeeds; fails when the time is over.
wait_until() {
    local end_time=$(($(date +%s) + $1)); shift
    until "$@"; do
        [ "$(date +%s)" -lt "$end_time" ] || return 1
        sleep 0.2
    done
}

# start_emulator: sets base_uri and exports what the cmdlets need.
start_emulator() {
    local program
    program=$(ls -t "$root"/tests/Seedance.Emulator/bin/*/net*/Seedance.Emulator.dll 2>/dev/null | head -n 1)
    [ -n "$program" ] || { echo 'The emulator is not built. Run: dotnet build'; exit 1; }
    dotnet "$program" --tasks 0 --parent $$ "$@" >"$work/emulator.txt" &
    emulator_pid=$!
    finally 'kill "$emulator_pid" 2>/dev/null'
    wait_until 60 grep -q 'listens at' "$work/emulator.txt" || { echo 'The emulator did not start.'; exit 1; }
    base_uri=$(sed -n 's/.*listens at \([^ ]*\).*/\1/p' "$work/emulator.txt")
    control=$(printf '%s' "$base_uri" | sed 's|\(https\{0,1\}://[^/]*\).*|\1/emulator|')
    export SEEDANCE_BASE_URI=$base_uri SEEDANCE_API_KEY=emulator-key
}

# add_task ID [JSON]: a task of the emulator with these settings.
add_task() {
    curl --silent --fail --output /dev/null --request PUT --header 'Content-Type: application/json' \
        --data "${2:-{\}}" "$control/tasks/$1"
}

# task_fact ID NAME: a number or text that the emulator knows of a task, such as downloads or sha256.
task_fact() {
    curl --silent --fail "$control/tasks/$1" | sed -n "s/.*\"$2\":\"\{0,1\}\([^\",}]*\).*/\1/p"
}

# is_saved ID FOLDER: the file has the bytes of the service.
is_saved() { [ "$(sha256sum <"$2/$1.mp4" | cut -d ' ' -f 1)" = "$(task_fact "$1" sha256)" ]; }

all_saved() {
    local folder=$1 id; shift
    for id in "$@"; do is_saved "$id" "$folder" || { echo "not whole: $id"; return 1; }; done
}

# summary: the last line; exit code 1 when something failed.
summary() {
    echo "$passed passed, $failed failed"
    [ "$failed" -eq 0 ]
}
