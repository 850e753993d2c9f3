# Functions for the tests of many machines: an emulator, its tasks, checks. A script that uses them ends with
# "N passed, N failed"; exit code 77 says that something is missing, and the last line what.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=../platforms/lib.sh
. "$root/tests/platforms/lib.sh"
work=$(mktemp -d)
export PATH=$PATH:/usr/sbin:/sbin
passed=0 failed=0 cleanups=()

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

# not_run REASON: ends the script where this computer lacks something.
not_run() { echo "not run: $1"; exit 77; }

# broken REASON: ends the script when it could not be set up.
broken() { echo "$1"; exit 1; }

# need PROGRAM...: ends the script where one of them is missing.
need() {
    local program
    for program in "$@"; do command -v "$program" >/dev/null || not_run "$program is not installed"; done
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

# start_service: an emulator; sets control and exports what the cmdlets need.
start_service() {
    start_emulator
    finally 'kill "$emulator_pid" 2>/dev/null'
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

# shard_of ID COUNT: the machine to which an id belongs, by the rule of select-shard.ps1.
shard_of() { echo $((16#$(printf '%s' "$1" | sha256sum | cut -c 1-8) % $2)); }

# is_saved ID FOLDER: the file has the bytes of the service.
is_saved() { [ "$(sha256sum <"$2/$1.mp4" | cut -d ' ' -f 1)" = "$(task_fact "$1" sha256)" ]; }

all_saved() {
    local folder=$1 id; shift
    for id in "$@"; do is_saved "$id" "$folder" || { echo "not whole: $id"; return 1; }; done
}

# downloaded_once ID...: the service has sent each video once.
downloaded_once() {
    local id
    for id in "$@"; do [ "$(task_fact "$id" downloads)" = 1 ] || { echo "not downloaded once: $id"; return 1; }; done
}

# summary: the last line; exit code 1 when something failed.
summary() {
    echo "$passed passed, $failed failed"
    [ "$failed" -eq 0 ]
}
