# prepare_wine: installs Wine where that is possible and sets the variables wine (its program) and WINEPREFIX (a Windows 10
# of this checkout). Wine keeps Windows' rules for sharing, names and paths of files, but it is not Windows and not NTFS.
prepare_wine() {
    install_packages /usr/lib/wine/wine64 wine64 || command -v wine64 >/dev/null || command -v wine >/dev/null ||
        not_run 'wine64 is not installed'
    # Debian's package does not put the program on PATH.
    wine=/usr/lib/wine/wine64
    [ -x "$wine" ] || wine=$(command -v wine64 || command -v wine)
    wine_version=$("$wine" --version | sed 's/^wine-\([^ ]*\).*/\1/')

    export WINEPREFIX=$root/artifacts/platforms/wine/prefix WINEDEBUG=-all
    # .NET's double mapping of code does not work under Wine 8, and ICU is not there.
    export DOTNET_EnableWriteXorExecute=0 DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
    # A Windows program must not take the runtime of this system for its own.
    unset DOTNET_ROOT
    trap stop_wine EXIT
    if [ ! -f "$WINEPREFIX/ready" ]; then
        rm -rf "$WINEPREFIX"
        mkdir -p "$(dirname "$WINEPREFIX")"
        {
            limit 120 "$wine" wineboot -i && limit 60 "$wine" winecfg -v win10
        } >"$work/wine.txt" 2>&1 || broken 'Wine does not start'
        touch "$WINEPREFIX/ready"
    fi
}

# Ends the Windows processes of this checkout, also those that a time limit has left behind.
stop_wine() {
    local server
    for server in /usr/lib/wine/wineserver64 wineserver64 wineserver; do
        if command -v "$server" >/dev/null; then limit 20 "$server" -k; return; fi
    done
}

# on_windows SECONDS LOG PROGRAM ARGUMENT...: into a file, because Wine's services keep the output open when the program has
# ended, and a pipe would wait for them.
on_windows() {
    local seconds=$1 log=$2; shift 2
    limit "$seconds" "$wine" "$@" >"$log" 2>&1
    local exit_code=$?
    tr -d '\r' <"$log"
    return "$exit_code"
}

# The version of .NET in a self-contained build: windows_runtime FOLDER.
windows_runtime() {
    sed -n 's/.*"Microsoft.NETCore.App", *//p; s/.*runtimepack.Microsoft.NETCore.App.Runtime.win-x64\/\([0-9.]*\)".*/\1/p' \
        "$1"/*.Tests.deps.json | head -n 1
}
