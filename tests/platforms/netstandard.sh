# The client tests with the netstandard2.0 assemblies, the code of Windows PowerShell, on the SDK's own runtime.
. "$root/tests/platforms/lib.sh"
what='client tests, netstandard2.0 build'
system=".NET $(dotnet --list-runtimes | sed -n 's/^Microsoft.NETCore.App \([^ ]*\).*/\1/p' | tail -n 1) on $(uname -s)"

limit 600 dotnet build "$root/tests/Seedance.Client.Tests" -v q -p:RunAnalyzers=false \
    -p:ClientTargetFramework=netstandard2.0 \
    --artifacts-path "$work/build" || broken 'the tests do not build with the netstandard2.0 assemblies'

folder=$work/build/bin/Seedance.Client.Tests/debug
limit 600 dotnet exec "$folder/Seedance.Client.Tests.dll" -noColor -longRunning 60 2>&1 | tee "$work/tests.txt"
exit_code=${PIPESTATUS[0]}
cmp -s "$folder/Seedance.Client.dll" "$work/build/bin/Seedance.Client/debug_netstandard2.0/Seedance.Client.dll" ||
    broken 'the tests did not run with the netstandard2.0 assemblies'
counted "$work/tests.txt" "$exit_code"
