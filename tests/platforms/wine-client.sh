# The client tests, built for Windows, under Wine, including those that kill processes.
. "$root/tests/platforms/lib.sh"
. "$root/tests/platforms/wine.sh"
what='client tests, Windows build'
system='Wine'
prepare_wine

limit 600 dotnet build "$root/tests/Seedance.Client.Tests" -v q -p:RunAnalyzers=false \
    -r win-x64 --self-contained --artifacts-path "$work/build" ||
    broken 'the tests do not build for Windows'
folder=$work/build/bin/Seedance.Client.Tests/debug_win-x64
system=".NET $(windows_runtime "$folder") for Windows, Wine $wine_version"

cd "$folder" || exit 1
mapfile -t namespaces < <(classes_of Seedance.Client.Tests | sed 's/\.[^.]*$//' | sort -u)
[ "${#namespaces[@]}" -gt 0 ] || broken 'the tests could not be listed'
tests_in_parts 200 Seedance.Client.Tests.exe -namespace "${namespaces[@]}"
