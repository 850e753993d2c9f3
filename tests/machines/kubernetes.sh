#!/usr/bin/env bash
# The Job of examples/kubernetes-job.yaml without a cluster: the commands at its head and the container's command are
# run as they are written, each pod in mounts of its own (pod.sh), and exit codes are handled as the Job controller
# would. One pod is killed in the middle of a video, one has an error that passes, one a task without a video. It shows
# that each video is saved once and nothing is lost. Different from a cluster: the image is this computer, the delays of
# the Job controller between attempts (10 s and more) are left out, limits of CPU and memory are not enforced, and the
# pods have one variable more: SEEDANCE_BASE_URI, the emulator.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
need pwsh curl unshare setpriv chroot
cluster=$work/cluster job=$work/job pods=$work/pods
mkdir -p "$cluster"/{configmaps,secrets} "$job" "$pods" "$work/desk"
may_mount() {
    unshare --mount bash -c 'mount -t tmpfs tmpfs "$1" && mkdir "$1"/{upper,work,root} &&
        mount -t overlay overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" "$1/root"' - "$pods" 2>/dev/null
}
may_mount || not_run 'this user may not make mounts (root and overlayfs are needed)'
start_service

# create: what kubectl create does with the options --from-file=[KEY=]PATH.
create() {
    local folder=$cluster/$1/$2 option; shift 2
    rm -rf "$folder" && mkdir -p "$folder/..version" && ln -s ..version "$folder/..data"
    for option in "$@"; do
        option=${option#--from-file=}
        local key; key=$(basename "${option%%=*}")
        # A kubelet links each key to the version of the map.
        cp "${option#*=}" "$folder/..version/$key" && ln -s "..data/$key" "$folder/$key" || return 1
    done
}
kubectl() {
    case "$1 $2" in
        'create configmap') create configmaps "${@:3}" ;;
        'create secret') create secrets "${@:4}" ;;
        'apply -f')
            pwsh -NoProfile -NonInteractive -File "$root/tests/machines/Read-Job.ps1" -Manifest "$3" \
                -Cluster "$cluster" -Destination "$job" ;;
        *) return 1 ;;
    esac
}
# head_commands: the commands of the manifest's head, in a folder with the files that they name.
head_commands() {
    cd "$work/desk" && . <(sed -n 's/^#   //p' kubernetes-job.yaml)
}
fact() { tr -d '\0' <"$job/$1"; }

start_pod() {
    local pod; pod=$(mktemp -d "$pods/pod-$1-XXXX")
    unshare --mount bash "$root/tests/machines/pod.sh" "$job" "$cluster" "$pod" "$1" >>"$work/log-$1.txt" 2>&1 &
    echo $! >"$work/pid-$1"
}
# run_job: runs the pods until each index has succeeded or failed, and writes a line for each pod that has ended: the
# index, the exit code, what follows from it.
run_job() {
    local -A index_of=() attempts=()
    local waiting parallelism maximum pid index code action actions
    mapfile -d '' -t actions <"$job/actions"
    parallelism=$(fact parallelism) maximum=$(fact attempts)
    mapfile -t waiting < <(seq 0 $(($(fact completions) - 1)))
    while [ "${#waiting[@]}" -gt 0 ] || [ "${#index_of[@]}" -gt 0 ]; do
        while [ "${#waiting[@]}" -gt 0 ] && [ "${#index_of[@]}" -lt "$parallelism" ]; do
            index=${waiting[0]} waiting=("${waiting[@]:1}")
            attempts[$index]=$((${attempts[$index]:-0} + 1))
            start_pod "$index"
            index_of[$!]=$index
        done
        wait -n -p pid "${!index_of[@]}" 2>/dev/null
        code=$? index=${index_of[$pid]} action=Succeed
        unset "index_of[$pid]"
        if [ "$code" -ne 0 ]; then
            action=${actions[$code]}
            [ "$action" != Count ] || [ "${attempts[$index]}" -lt "$maximum" ] || action=FailIndex
        fi
        echo "$index $code $action"
        case $action in
            Count) waiting+=("$index") ;;
            FailJob) kill "${!index_of[@]}"; wait "${!index_of[@]}"; return ;;
        esac
    done
} 2>/dev/null
finally 'cat "$work"/pid-* 2>/dev/null | xargs -r kill 2>/dev/null'

# An id that belongs to an index: id_of INDEX NAME.
id_of() {
    local n=1
    while [ "$(shard_of "$2_$n" 4)" != "$1" ]; do n=$((n + 1)); done
    echo "$2_$n"
}
stalled=$(id_of 0 stalled) denied=$(id_of 1 denied) rejected=$(id_of 2 rejected)
ids=("$stalled" "$denied")
for i in $(seq 1 10); do ids+=("video_$i"); add_task "video_$i"; done
# Never ends by itself: its pod is killed.
add_task "$stalled" '{"videoFaults":[{"name":"stall","times":1}]}'
# Denied once, which no attempt repeats by itself: exit code 2.
add_task "$denied" '{"queryFaults":[{"name":"status","argument":"403","times":1}]}'
add_task "$rejected" '{"outcome":"Failed"}'

cp "$root"/examples/*.ps1 "$root/examples/kubernetes-job.yaml" "$work/desk"
{ echo Id; printf '%s\n' "${ids[@]}" "$rejected"; } >"$work/desk/ids.csv"
printf 'emulator-key' >"$work/desk/key.txt"
check 'the commands of the manifest succeed, and it is read strictly' head_commands
[ "$failed" -eq 0 ] || { summary; exit 1; }

# The claim's volume, with the module and the group of the pods.
volume=$cluster/volumes/seedance-videos videos=$cluster/volumes/seedance-videos/videos
mkdir -p "$volume/modules"
cp -R "$root/out/Seedance" "$volume/modules/"
chgrp -R "$(fact group)" "$volume" && chmod -R g+rwX "$volume" && chmod g+s "$volume"

run_job >"$work/job.txt" &
controller=$!
# The pod has saved the other videos of its share, and a part of this one.
is_in_the_middle() {
    local id
    for id in "${ids[@]:1}"; do [ "$(shard_of "$id" 4)" != 0 ] || [ -e "$videos/$id.mp4" ] || return 1; done
    [ -s "$videos/$stalled.mp4.part" ]
}
check 'a pod is in the middle of a video' wait_until 120 is_in_the_middle
fits() {
    local peak_kib; peak_kib=$(sed -n 's/^VmHWM:[^0-9]*\([0-9]*\) kB/\1/p' "/proc/$(cat "$work/pid-0")/status")
    [ "$((peak_kib * 1024))" -lt "$(fact memory)" ]
}
check 'it needs less memory than the limit' fits
check 'it is killed' kill -9 "$(cat "$work/pid-0")"
wait "$controller"
check 'its index is run again' test "$(grep '^0 ' "$work/job.txt" | tr '\n' ,)" = '0 137 Count,0 0 Succeed,'
check 'exit code 2 is run again' test "$(grep '^1 ' "$work/job.txt" | tr '\n' ,)" = '1 2 Count,1 0 Succeed,'
check 'exit code 1 fails its index' test "$(grep '^2 ' "$work/job.txt" | tr '\n' ,)" = '2 1 FailIndex,'
check 'the other index succeeds at once' test "$(grep '^3 ' "$work/job.txt" | tr '\n' ,)" = '3 0 Succeed,'
check 'all videos are saved' all_saved "$videos" "${ids[@]}"
check 'each is downloaded once; the one in the middle had to be finished' downloaded_once "${ids[@]:1}"
left() { ls -A "$videos" | sort | tr '\n' ' '; }
expected=$({ printf '%s.mp4\n' "${ids[@]}"; echo failed-2.csv; } | sort | tr '\n' ' ')
check 'nothing but the videos and the report of the failed index is left' test "$(left)" = "$expected"
check 'the report names the task without a video' grep -q "^\"$rejected\",\"TaskFailed\"" "$videos/failed-2.csv"
owners() { [ "$(stat -c %u "$videos"/* | sort -u)" = "$(fact user)" ]; }
check 'the files belong to the user of the manifest' owners
[ "$failed" -eq 0 ] || { cat "$work/job.txt"; tail -n 30 "$work"/log-*.txt; ls -lA "$videos"; }

# A key with a line break is refused before the first request: the first pod that says so ends the Job.
echo emulator-key >"$work/desk/key.txt"
head_commands && run_job >"$work/job.txt"
check 'exit code 3 fails the Job' grep -q ' 3 FailJob$' "$work/job.txt"
[ "$failed" -eq 0 ] || { cat "$work/job.txt"; tail -n 10 "$work"/log-*.txt; }
summary
