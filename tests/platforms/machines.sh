# The runbooks for many machines on the engines that they are for: tests/machines/*.sh, each with daemons of its own.
. "$root/tests/platforms/lib.sh"
what='runbooks for many machines'
system=$(uname -s)
export PATH=$PATH:/usr/sbin:/sbin
restore_powershell || not_run "the .NET tool PowerShell $(version PowerShell) cannot be installed from NuGet"
export PATH=${powershell%/*}:$PATH
# What is missing in the end is said by the script that needs it.
install_packages slurmctld slurm-wlm munge openssh-server openssh-client lsof
install_packages sshd openssh-server openssh-client lsof

# Slurm waits most of the time.
bash "$root/tests/machines/slurm.sh" >"$work/slurm.txt" 2>&1 &
slurm=$!
declare -A exit_codes=()
for name in kubernetes ssh; do
    bash "$root/tests/machines/$name.sh" >"$work/$name.txt" 2>&1
    exit_codes[$name]=$?
done
wait "$slurm"
exit_codes[slurm]=$?

version_of() {
    case $1 in
        slurm) slurmctld -V | sed 's/slurm[^ ]*/Slurm/' ;;
        ssh) ssh -V 2>&1 | sed 's/OpenSSH_\([^ ,]*\).*/OpenSSH \1/' ;;
        kubernetes) sed -n 's/.*"KubernetesClient" Version="\([^"]*\)".*/KubernetesClient \1/p' \
            "$root/Directory.Packages.props" ;;
    esac
}
declare -A titles=([slurm]='array job of Slurm' [ssh]='remoting over SSH to two hosts'
    [kubernetes]='Job of Kubernetes without a cluster')
passed=0 failed=0 skipped=0 reason='' what='' versions=''
for name in slurm ssh kubernetes; do
    echo "-- $name"
    cat "$work/$name.txt"
    line=$(grep -E '^[0-9]+ passed, [0-9]+ failed$' "$work/$name.txt")
    if [ "${exit_codes[$name]}" -eq 77 ]; then
        skipped=$((skipped + 1)) reason="$reason; $name $(tail -n 1 "$work/$name.txt")"
        continue
    fi
    what="$what, ${titles[$name]}" versions="$versions, $(version_of "$name")"
    if [ -n "$line" ]; then
        passed=$((passed + ${line%% *})) line=${line#*, } failed=$((failed + ${line%% *}))
    else
        failed=$((failed + 1)) reason="$reason; $name ended with exit code ${exit_codes[$name]} before its checks did"
    fi
done
[ -n "$what" ] || { what='runbooks for many machines'; not_run "${reason#; }"; }
what=${what#, } system="PowerShell $(version PowerShell)$versions on $(uname -s)"
result run "$passed" "$failed" "$skipped" "${reason#; }"
[ "$failed" -eq 0 ]
