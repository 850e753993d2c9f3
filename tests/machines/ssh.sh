#!/usr/bin/env bash
# Two hosts of PowerShell remoting over SSH: sshd twice on loopback, with keys of this run. It shows that
# invoke-on-hosts.ps1 shares the ids of a CSV file among them, that the saved videos come back as objects which bind
# onward, that errors name id and host, and that the same command finishes what a lost host left.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
need sshd ssh ssh-keygen pwsh curl lsof

port=$((10000 + $$ % 10000))
chmod 700 "$work"
mkdir -p "$work"/{modules,videos}
cp -R "$root/out/Seedance" "$work/modules/"
ssh-keygen -q -t ed25519 -N '' -f "$work/host_key"
ssh-keygen -q -t ed25519 -N '' -f "$work/user_key"
cp "$work/user_key.pub" "$work/authorized_keys"
[ "$(id -u)" != 0 ] || mkdir -p /run/sshd
start_service

# A host knows the module, the service and its key by the environment of its sshd's sessions.
cat >"$work/powershell" <<SH
#!/bin/sh
export PSModulePath=$work/modules:\$PSModulePath SEEDANCE_BASE_URI=$base_uri SEEDANCE_API_KEY=emulator-key
exec $(command -v pwsh) -sshs -NoLogo -NoProfile
SH
chmod +x "$work/powershell"
start_host() {
    local number=$1 configuration=$work/sshd_$1
    cat >"$configuration" <<CONF
Port $((port + number))
ListenAddress 127.0.0.1
HostKey $work/host_key
AuthorizedKeysFile $work/authorized_keys
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
StrictModes no
PidFile $work/sshd_$number.pid
Subsystem powershell $work/powershell
CONF
    "$(command -v sshd)" -D -e -f "$configuration" >"$work/sshd_$number.txt" 2>&1 &
    finally "kill $! 2>/dev/null"
}
start_host 1
start_host 2
listens() { grep -q 'Server listening' "$work/sshd_1.txt" && grep -q 'Server listening' "$work/sshd_2.txt"; }
wait_until 20 listens || { cat "$work"/sshd_*.txt; echo 'sshd did not start.'; exit 1; }

ids=()
for i in $(seq 1 10); do ids+=("video_$i"); add_task "video_$i"; done
add_task rejected '{"outcome":"Failed"}'
# Never ends by itself, on the host that is lost.
add_task video_4 '{"videoFaults":[{"name":"stall","times":1}]}'
{ echo Id; printf '%s\n' "${ids[@]}" rejected; } >"$work/ids.csv"

cat >"$work/run.ps1" <<PS
\$ErrorActionPreference = 'Continue'
\$env:PSModulePath = '$work/modules' + [IO.Path]::PathSeparator + \$env:PSModulePath
Import-Module Seedance
\$session = foreach (\$number in 1, 2) {
    New-PSSession -HostName 127.0.0.1 -Port ($port + \$number) -UserName $(id -un) -KeyFilePath '$work/user_key' \`
        -Options @{ StrictHostKeyChecking = 'no'; UserKnownHostsFile = '/dev/null' }
}
\$saved = @(& '$root/examples/invoke-on-hosts.ps1' -Session \$session -Csv '$work/ids.csv' \`
    -Destination '$work/videos' -Timeout 60 -ErrorVariable problems -ErrorAction SilentlyContinue)
"saved \$((\$saved | Sort-Object TaskId -Unique).Count)"
"hosts \$((\$saved | Group-Object RunspaceId).Count)"
"hashed \$((\$saved | Get-FileHash | Where-Object Hash).Count)"
"onward \$(@(\$saved.TaskId | Save-SeedanceVideo -Destination '$work/videos' | Where-Object Skipped).Count)"
foreach (\$problem in \$problems) {
    "error \$(\$problem.TargetObject) \$(\$problem.OriginInfo.PSComputerName) \$(\$problem.FullyQualifiedErrorId)"
}
PS
pwsh -NoProfile -NonInteractive -File "$work/run.ps1" >"$work/first.txt" 2>&1 &
first=$!
check 'a host is in the middle of a video' wait_until 120 test -s "$work/videos/video_4.mp4.part"
# The process of the host that holds the partial file is lost.
check 'this host is lost' bash -c "kill -9 \$(lsof -t '$work/videos/video_4.mp4.part')"
wait "$first"
check 'its video is not there' test ! -e "$work/videos/video_4.mp4"
pwsh -NoProfile -NonInteractive -File "$work/run.ps1" >"$work/second.txt" 2>&1
check 'the same command again saves all' all_saved "$work/videos" "${ids[@]}"
check 'all videos come back as objects' grep -qx 'saved 10' "$work/second.txt"
check 'both hosts had a share' grep -qx 'hosts 2' "$work/second.txt"
check 'they bind onward to Get-FileHash' grep -qx 'hashed 10' "$work/second.txt"
check 'their ids go on into Save-SeedanceVideo' grep -qx 'onward 10' "$work/second.txt"
check 'an error names id and host' grep -q '^error rejected 127.0.0.1 TaskFailed' "$work/second.txt"
[ "$failed" -eq 0 ] || cat "$work"/first.txt "$work"/second.txt "$work"/sshd_*.txt
summary
