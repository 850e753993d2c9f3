# The Windows build of PowerShell with the built module under Wine: pwsh.exe of the .NET tool's package.
. "$root/tests/platforms/lib.sh"
. "$root/tests/platforms/wine.sh"
what='CSV pipeline, resuming after a kill, file names and long paths in pwsh.exe'
system='Wine'
command -v script >/dev/null || not_run 'the command script is not installed (package bsdutils)'
restore_powershell || not_run "the .NET tool PowerShell $(version PowerShell) cannot be installed from NuGet"

net=$(version Net10)
windows_root=$cache/dotnet-$net-win-x64
if [ ! -f "$windows_root/host/fxr/$net/hostfxr.dll" ]; then
    restore windows || not_run "the Windows runtime $net cannot be downloaded from NuGet"
    folder=$windows_root.tmp.$$
    mkdir -p "$folder/host/fxr/$net"
    for framework in Microsoft.NETCore.App Microsoft.WindowsDesktop.App; do
        from=$(package "$framework.Runtime.win-x64" "$net")/runtimes/win-x64
        to=$folder/shared/$framework/$net
        mkdir -p "$to" && find "$from"/lib/net* -maxdepth 1 -type f -exec cp {} "$to" \; ||
            broken 'the Windows runtime could not be put together'
        [ ! -d "$from/native" ] || find "$from/native" -maxdepth 1 -type f -exec cp {} "$to" \;
    done
    mv "$folder/shared/Microsoft.NETCore.App/$net/hostfxr.dll" "$folder/host/fxr/$net/"
    rm -rf "$windows_root" && mv "$folder" "$windows_root"
fi

# The emulator runs on this system; Wine shares its network.
start_emulator
prepare_wine
trap 'kill "$emulator_pid" 2>/dev/null; stop_wine' EXIT

system="PowerShell $(version PowerShell) for Windows, Wine $wine_version"
program=$(find "$cache/powershell-$(version PowerShell)/.store" -path '*/win/pwsh.exe' | head -n 1)
[ -n "$program" ] || broken 'pwsh.exe is not in the package of the .NET tool'
rm -rf "$work/videos" "$work/checks.txt" && mkdir -p "$work/videos"
# pwsh.exe does not start without a console, and a pseudo-terminal gives it one.
DOTNET_ROOT=Z:${windows_root//\//\\} TERM=xterm limit 600 script -qec \
    "'$wine' '$program' -NoProfile -NonInteractive -ExecutionPolicy Bypass \
    -File 'Z:$root/tests/platforms/windows/Checks.ps1' \
    -BaseUri '$base_uri' -Folder 'Z:$work/videos' -ResultFile 'Z:$work/checks.txt'" "$work/console.txt" >/dev/null 2>&1
exit_code=$?
tr -d '\r' <"$work/checks.txt"
counted_checks "$work/checks.txt" "$exit_code"
