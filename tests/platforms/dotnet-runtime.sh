# client_tests_on MAJOR: the client tests, built for .NET 8, on another runtime; net8.sh and net9.sh call it.
# The tests are built once, because PowerShell 7.5 also loads the module's net8.0 assemblies.
client_tests_on() {
    local version built=$root/artifacts/platforms/net8/build
    version=$(version "Net$1")
    what='client tests'
    system=".NET $version on $(uname -s)"

    local runtime=$cache/dotnet-$version-$(rid)
    if [ ! -x "$runtime/dotnet" ]; then
        restore "net$1" || not_run "the runtime packages $version cannot be downloaded"
        make_runtime "$version" "$runtime" || broken "the runtime $version could not be put together"
    fi

    limit 600 dotnet build "$root/tests/Seedance.Client.Tests" -v q -p:RunAnalyzers=false \
    -p:TestTargetFramework=net8.0 \
        --artifacts-path "$built" || broken 'the tests do not build for .NET 8'

    # DOTNET_ROOT is also for the program Seedance.Saver, which the tests start as a separate process.
    local log=$work/tests.txt
    DOTNET_ROOT=$runtime DOTNET_ROLL_FORWARD=Major \
        limit 600 "$runtime/dotnet" exec "$built/bin/Seedance.Client.Tests/debug/Seedance.Client.Tests.dll" \
        -noColor -longRunning 60 2>&1 | tee "$log"
    local exit_code=${PIPESTATUS[0]}
    grep -q "\.NET $version" "$log" || broken "the tests did not run on .NET $version"
    counted "$log" "$exit_code"
}

# make_runtime VERSION FOLDER: creates a folder with this runtime only, from the runtime packages and the SDK's host.
make_runtime() {
    local folder=$2.tmp.$$ here framework from to
    here=$(rid)
    rm -rf "$folder"
    mkdir -p "$folder/host"
    for framework in Microsoft.NETCore.App Microsoft.AspNetCore.App; do
        from=$(package "$framework.Runtime.$here" "$1")/runtimes/$here
        to=$folder/shared/$framework/$1
        mkdir -p "$to" && cp "$from"/lib/net*/* "$to" || return 1
        [ "$framework" = Microsoft.AspNetCore.App ] || cp "$from"/native/* "$to" || return 1
        # The host resolver belongs into host/fxr. In this folder the host would assume a self-contained app.
        rm -f "$to"/libhostfxr.*
    done
    cp "$(dotnet_root)/dotnet" "$folder" && cp -R "$(dotnet_root)/host/fxr" "$folder/host" || return 1
    rm -rf "$2" && mv "$folder" "$2"
}
