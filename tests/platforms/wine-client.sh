# The client tests, built for Windows, under Wine; those that kill processes included.
. "$root/tests/platforms/lib.sh"
. "$root/tests/platforms/wine.sh"
what='client tests, Windows build'
system='Wine'
prepare_wine

limit 600 dotnet build "$root/tests/Seedance.Client.Tests" -v q -r win-x64 --self-contained --artifacts-path "$work/build" ||
    broken 'the tests do not build for Windows'
folder=$work/build/bin/Seedance.Client.Tests/debug_win-x64
system=".NET $(windows_runtime "$folder") for Windows, Wine $wine_version"

cd "$folder" || exit 1
on_windows 600 "$work/tests.txt" Seedance.Client.Tests.exe -noColor -longRunning 60
counted "$work/tests.txt" $?
