# prepare_wine: installs Wine where possible and sets the variables wine (its program) and WINEPREFIX (the Windows 10
# prefix of this platform). Wine applies the Windows rules for sharing, names and paths of files, but it is neither
# Windows nor NTFS.
prepare_wine() {
    install_packages /usr/lib/wine/wine64 wine64 || command -v wine64 >/dev/null || command -v wine >/dev/null ||
        not_run 'wine64 is not installed'
    # Debian's package does not put the program on PATH.
    wine=/usr/lib/wine/wine64
    [ -x "$wine" ] || wine=$(command -v wine64 || command -v wine)
    wine_version=$("$wine" --version | sed 's/^wine-\([^ ]*\).*/\1/')

    export WINEPREFIX=$work/prefix WINEDEBUG=-all
    # The double mapping of code in .NET does not work under Wine 8, and ICU is not installed.
    export DOTNET_EnableWriteXorExecute=0 DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
    # A Windows program must not use the runtime of this system.
    unset DOTNET_ROOT
    trap stop_wine EXIT
    if [ ! -f "$WINEPREFIX/ready" ]; then
        rm -rf "$WINEPREFIX"
        {
            limit 120 "$wine" wineboot -i && limit 60 "$wine" winecfg -v win10
        } >"$work/wine.txt" 2>&1 || broken 'Wine does not start'
        touch "$WINEPREFIX/ready"
    fi
}

# Ends the Windows processes of this platform, including those that remain after a time limit.
stop_wine() {
    local server
    for server in /usr/lib/wine/wineserver64 wineserver64 wineserver; do
        if command -v "$server" >/dev/null; then limit 20 "$server" -k; return; fi
    done
}

# on_windows SECONDS LOG PROGRAM ARGUMENT...: runs a program with its output in a file, because Wine's services keep the
# output open after the program has ended, and a pipe would wait for them.
on_windows() {
    local seconds=$1 log=$2; shift 2
    limit "$seconds" "$wine" "$@" >"$log" 2>&1
    local exit_code=$?
    tr -d '\r' <"$log"
    return "$exit_code"
}

# The version of .NET in a self-contained build: windows_runtime FOLDER.
windows_runtime() {
    sed -n -e 's/.*"Microsoft.NETCore.App", *//p' \
        -e 's/.*runtimepack.Microsoft.NETCore.App.Runtime.win-x64\/\([0-9.]*\)".*/\1/p' \
        "$1"/*.Tests.deps.json | head -n 1
}

# tests_in_parts SECONDS PROGRAM OPTION PART...: runs xunit tests in one process for each part (a namespace or a class)
# and sums their results. Under Wine 8 a request on loopback sometimes never ends: a part that ends without a summary is
# run again, with the name of each test before it begins, and a second failure counts.
tests_in_parts() {
    local seconds=$1 program=$2 option=$3 part log number=0 exit_code repeated=0 incomplete=()
    local total=0 failed=0 skipped=0 excluded=0
    shift 3
    for part in "$@"; do
        number=$((number + 1)) log=$work/part-$number.txt
        on_windows "$seconds" "$log" "$program" -noColor "$option" "$part"
        exit_code=$?
        if [ "$(closing Total "$log")" -eq 0 ]; then
            echo "$part ended with exit code $exit_code before it had counted its tests: once more"
            stop_wine
            repeated=$((repeated + 1))
            cp "$log" "$work/part-$number-first.txt"
            on_windows "$seconds" "$log" "$program" -noColor "$option" "$part" -reporter verbose
            exit_code=$?
        fi

        total=$((total + $(closing Total "$log"))) skipped=$((skipped + $(closing Skipped "$log")))
        failed=$((failed + $(closing Failed "$log") + $(closing Errors "$log")))
        excluded=$((excluded + $(closing 'Not Run' "$log")))
        if [ "$(closing Total "$log")" -eq 0 ]; then
            incomplete+=("${part##*.} (exit code $exit_code in $(unfinished "$log"))")
            failed=$((failed + 1))
        fi
    done

    local reason=''
    [ "$repeated" -eq 0 ] || reason="$repeated of $number processes were started twice"
    [ "${#incomplete[@]}" -eq 0 ] || reason="without a result: ${incomplete[*]}"
    local passed=$((total + ${#incomplete[@]} - failed - skipped - excluded))
    result run "$passed" "$failed" "$skipped" "$reason"
    [ "$failed" -eq 0 ]
}

# unfinished LOG: the tests of a verbose log that began and did not end.
unfinished() {
    tr -d '\r' <"$1" | awk '
        sub(/ \[STARTING\]$/, "") { sub(/.*\./, ""); open[$0] = 1 }
        sub(/ \[FINISHED\].*/, "") { sub(/.*\./, ""); delete open[$0] }
        END { for (name in open) printf "%s%s", (n++ ? ", " : ""), name; if (!n) printf "no test" }'
}

# classes_of PROJECT: the test classes of a project, from its normal build.
classes_of() {
    dotnet run --no-build --project "$root/tests/$1" -- -list classes 2>/dev/null | tr -d '\r' |
        grep -E '^ *[A-Za-z_.+0-9]+$' |
        tr -d ' ' | sort -u
}

# build_for_windows PROJECT: a self-contained build of its tests; sets folder, and continues there.
build_for_windows() {
    limit 900 dotnet build "$root/tests/$1" -v q -p:RunAnalyzers=false \
        -r win-x64 --self-contained --artifacts-path "$work/build" ||
        broken 'the tests do not build for Windows'
    folder=$work/build/bin/$1/debug_win-x64
    cd "$folder" || exit 1
}
