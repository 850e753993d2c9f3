# The client tests, built for Windows, under Wine, including those that kill processes.
. "$root/tests/platforms/lib.sh"
. "$root/tests/platforms/wine.sh"
what='client tests, Windows build'
system='Wine'
prepare_wine

build_for_windows Seedance.Client.Tests
system=".NET $(windows_runtime "$folder") for Windows, Wine $wine_version"

mapfile -t namespaces < <(classes_of Seedance.Client.Tests | sed 's/\.[^.]*$//' | sort -u)
[ "${#namespaces[@]}" -gt 0 ] || broken 'the tests could not be listed'
tests_in_parts 120 Seedance.Client.Tests.exe -namespace "${namespaces[@]}"
