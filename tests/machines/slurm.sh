#!/usr/bin/env bash
# A cluster of one node in a folder of its own: slurmctld, slurmd and munged as the user who runs this. It shows that an
# array job saves each id once and queues an element again after exit code 2, and that the next run finishes what was
# killed.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
need slurmctld slurmd munged sbatch pwsh curl

# Of this run alone: the ports, the node, the key.
port=$((20000 + $$ % 10000)) node=$(hostname -s)
mkdir -p "$work"/{state,spool,videos,logs,modules}
cp -R "$root/out/Seedance" "$work/modules/"
head -c 1024 /dev/urandom >"$work/munge.key"
chmod 400 "$work/munge.key"
chmod 755 "$work"
cat >"$work/slurm.conf" <<CONF
ClusterName=seedance
SlurmctldHost=$node(127.0.0.1)
SlurmUser=$(id -un)
SlurmdUser=$(id -un)
AuthType=auth/munge
# A requeued element waits until its credential has expired: 120 s by default, 5 s at least.
AuthInfo=socket=$work/munge.socket,cred_expire=5
CredType=cred/munge
SlurmctldPort=$port
SlurmdPort=$((port + 1))
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd.pid
SlurmctldLogFile=$work/slurmctld.log
SlurmdLogFile=$work/slurmd.log
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
ReturnToService=2
SchedulerParameters=defer_batch,sched_interval=2
SlurmdParameters=config_overrides
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
NodeName=$node NodeAddr=127.0.0.1 CPUs=4 RealMemory=100 State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
CONF
export SLURM_CONF=$work/slurm.conf

munged --force --foreground --key-file="$work/munge.key" --socket="$work/munge.socket" \
    --pid-file="$work/munge.pid" --log-file="$work/munge.log" --seed-file="$work/munge.seed" >"$work/munged.txt" 2>&1 &
finally "kill $! 2>/dev/null"
wait_until 20 test -S "$work/munge.socket" || { cat "$work/munged.txt"; exit 1; }
slurmctld -D -c >"$work/slurmctld.txt" 2>&1 &
finally "kill $! 2>/dev/null"
slurmd -D -c >"$work/slurmd.txt" 2>&1 &
finally "kill $! 2>/dev/null"
is_ready() { sinfo --noheader --format=%T 2>/dev/null | grep -q idle; }
wait_until 60 is_ready || { tail -n 20 "$work"/slurm*.txt "$work"/slurm*.log; echo 'Slurm did not start.'; exit 1; }

start_service
ids=()
for i in $(seq 1 12); do ids+=("video_$i"); done
for id in "${ids[@]}"; do add_task "$id"; done
# Denied once, which no attempt repeats by itself: exit code 2, and the element is queued again.
add_task video_3 '{"queryFaults":[{"name":"status","argument":"403","times":1}]}'
# Never ends by itself: its element is killed.
add_task video_7 '{"videoFaults":[{"name":"stall","times":1}]}'
{ echo Id; printf '%s\n' "${ids[@]}"; } >"$work/ids.csv"

submit() {
    CSV=$work/ids.csv DESTINATION=$work/videos RUNBOOK=$root/examples SEEDANCE_MODULE_PATH=$work/modules \
        TIMEOUT_SEC=120 sbatch --parsable --array=0-3 --mem=0 --chdir="$work" --output="$work/logs/%A_%a.txt" \
        "$root/examples/slurm-array.sh"
}
is_over() { [ -z "$(squeue --noheader)" ]; }

# The element of the video that never ends is killed; the others are not.
killed=$(shard_of video_7 4) others=()
for id in "${ids[@]}"; do [ "$(shard_of "$id" 4)" = "$killed" ] || others+=("$id"); done

job=$(submit)
check 'the array job is accepted' test -n "$job"
check 'an element has a part of a video' wait_until 120 test -s "$work/videos/video_7.mp4.part"
check 'this element is killed' scancel --signal=KILL --full "${job}_$killed"
check 'the array job ends' wait_until 120 is_over
check 'what was killed is not there' test ! -e "$work/videos/video_7.mp4"
again() { [ "$(grep -c '^Share ' "$work/logs/${job}_$(shard_of video_3 4).txt")" = 2 ]; }
check 'an element ran again after exit code 2' again
check 'the videos of all other elements are saved' all_saved "$work/videos" "${others[@]}"

job=$(submit)
check 'the next run ends' wait_until 120 is_over
check 'the next run has finished what was killed' all_saved "$work/videos" "${ids[@]}"
left() { ls -A "$work/videos" | sort | tr '\n' ' '; }
check 'nothing but the videos is left' test "$(left)" = "$(printf '%s.mp4\n' "${ids[@]}" | sort | tr '\n' ' ')"
check 'the videos of the other elements were downloaded once' downloaded_once "${others[@]}"
[ "$failed" -eq 0 ] || tail -n 30 "$work"/logs/*.txt
summary
