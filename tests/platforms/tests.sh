# The command of README: all xunit tests. The cmdlets run in the PowerShell engine.
. "$root/tests/platforms/lib.sh"
what='all xunit tests'
engine=$(sed -n 's/.*"System.Management.Automation" Version="\([^"]*\)".*/\1/p' "$root/Directory.Packages.props")
system="PowerShell $engine engine, .NET 10, $(uname -s)"

cd "$root" || exit 1
limit 1100 dotnet test 2>&1 | tee "$work/tests.txt"
exit_code=${PIPESTATUS[0]}

# The closing lines of dotnet test: "  total: 900", "  failed: 0", "  succeeded: 900", "  skipped: 0".
closing() {
    local number
    number=$(sed -n "s/^ *$1: \([0-9]*\)$/\1/p" "$work/tests.txt" | tail -n 1)
    printf '%s' "${number:-0}"
}
passed=$(closing succeeded) failed=$(closing failed) reason=''
if [ "$exit_code" -ne 0 ] && [ "$failed" -eq 0 ]; then failed=1 reason="dotnet test ended with exit code $exit_code"; fi
if [ "$((passed + failed))" -eq 0 ]; then failed=1 reason='dotnet test ran no test'; fi
result run "$passed" "$failed" "$(closing skipped)" "$reason"
