# run-one.sh NAME: runs one platform; tests/platforms/run calls it. All output is printed at the end, because other
# platforms may run at the same time. The result is in results/NAME.json, the log in artifacts/platforms/NAME/log.txt.
export platform_name=$1 work=$root/artifacts/platforms/$1
. "$root/tests/platforms/lib.sh"

# The time limit of a platform in seconds, including its downloads.
limit_of() {
    case $1 in
        tests) echo 1200 ;;
        wine-cmdlet) echo 3000 ;;
        *) echo 900 ;;
    esac
}

mkdir -p "$work"
rm -f "$results/$1.json"
started=$(date +%s)
limit "$(limit_of "$1")" bash "$root/tests/platforms/$1.sh" >"$work/log.txt" 2>&1 </dev/null
exit_code=$?
# A script that reached its time limit or failed with an error has written no result.
[ -f "$results/$1.json" ] || result run 0 1 0 "ended with exit code $exit_code before its tests did"
printf '== %s\n%s\n== %s took %d s\n' "$1" "$(cat "$work/log.txt")" "$1" "$(($(date +%s) - started))"
