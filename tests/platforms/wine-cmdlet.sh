# The cmdlet tests, built for Windows, under Wine. Each class runs in its own process, so that a class that ends its
# process does not hide the results of the others.
. "$root/tests/platforms/lib.sh"
. "$root/tests/platforms/wine.sh"
what='cmdlet tests, Windows build'
system='Wine'
prepare_wine

build_for_windows Seedance.PowerShell.Tests
system="PowerShell engine, .NET $(windows_runtime "$folder") for Windows, Wine $wine_version"

# Left out: what checks files of the repository and not behaviour, and what makes certificates, because Wine 8 cannot
# export the key of one.
mapfile -t classes < <(classes_of Seedance.PowerShell.Tests |
    grep -vE '\.(Conventions|Desktop|Examples|Help|Packaging)\.|\.CertificateTests$')
[ "${#classes[@]}" -gt 0 ] || broken 'the tests could not be listed'
# A scenario takes several times as long as on this system.
export SEEDANCE_PROPERTY_SCENARIOS=200
tests_in_parts 300 Seedance.PowerShell.Tests.exe -class "${classes[@]}"
