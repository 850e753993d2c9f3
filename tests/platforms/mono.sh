# The files of out/Seedance/Desktop in Mono, an implementation of .NET Framework for other systems. It shows that they
# load and work together without PowerShell 7's libraries. Mono is not Windows PowerShell 5.1.
. "$root/tests/platforms/lib.sh"
what='main job and faults with the shipped files of Desktop/'
system='Mono'
# The package mono-devel has the assembly through which a program uses libraries for netstandard2.0.
install_packages mono mono-devel && install_packages /usr/lib/mono/4.5/Facades/netstandard.dll mono-devel ||
    not_run 'mono with its netstandard.dll is not installed'
system="Mono $(mono --version | sed -n '1s/.*version \([^ ]*\).*/\1/p') on $(uname -s)"

limit 300 dotnet build "$root/tests/platforms/desktop/DesktopCheck.csproj" -v q --artifacts-path "$work/build" ||
    broken 'the program does not build for .NET Framework'
folder=$work/program
rm -rf "$folder" && mkdir -p "$folder/videos"
cp "$work"/build/bin/DesktopCheck/debug/DesktopCheck.exe "$root"/out/Seedance/Desktop/*.dll "$folder" ||
    broken 'out/Seedance/Desktop is not built'

start_emulator
trap 'kill "$emulator_pid" 2>/dev/null' EXIT

limit 300 mono "$folder/DesktopCheck.exe" "$base_uri" "$folder/videos" 2>&1 | tee "$work/checks.txt"
exit_code=${PIPESTATUS[0]}
counted_checks "$work/checks.txt" "$exit_code"
