# pester_suite MAJOR: the Pester tests in the real PowerShell, which is a .NET tool; pester.sh and pester5.sh call it.
pester_suite() {
    local version pester tool
    version=$(version PowerShell) pester=$(version "Pester$1")
    what="Pester $pester tests"
    system="PowerShell $version on $(uname -s)"

    restore_powershell || not_run "the .NET tool PowerShell $version cannot be installed from NuGet"
    # Before the time limits of the tests begin; without it the tests that need the servers are skipped.
    limit 300 "$powershell" -NoProfile -Command \
        "Import-Module '$root/tests/Pester/Storage.psm1'; Install-StorageServer" || true

    local counts=$work/counts.json
    rm -f "$counts"
    local script=("$root/tests/Pester/Invoke-Tests.ps1")
    # CI has just packed the module: the tests run on the copy that is installed from the package.
    if [ -n "${SEEDANCE_PACKAGE:-}" ]; then
        what="Pester $pester tests on the installed package"
        script=("$root/tools/release/Test-Package.ps1" -Package "$SEEDANCE_PACKAGE")
    fi
    PATH=$(dirname "$powershell"):$PATH limit 850 "$powershell" -NoProfile -File "${script[@]}" \
        -PesterVersion "$1" -ResultFile "$counts"
    local exit_code=$?
    [ -f "$counts" ] || broken "Invoke-Tests.ps1 ended with exit code $exit_code before it had counted its tests"

    local failed; failed=$(count_of failed "$counts")
    if [ "$exit_code" -ne 0 ] && [ "$failed" -eq 0 ]; then failed=1; fi
    result run "$(count_of passed "$counts")" "$failed" "$(count_of skipped "$counts")"
    [ "$failed" -eq 0 ]
}

count_of() { sed -n "s/.*\"$1\":\([0-9]*\).*/\1/p" "$2"; }
