# The files of out/Seedance/Desktop in Mono, an implementation of .NET Framework for other systems. It shows that they
# load and work together without PowerShell 7's libraries. Mono is not Windows PowerShell 5.1.
. "$root/tests/platforms/lib.sh"
what='main job and faults with the shipped files of Desktop/'
system='Mono'
install_packages mono mono-runtime libmono-system-net-http4.0-cil libmono-system-core4.0-cil ||
    not_run 'mono is not installed'
system="Mono $(mono --version | sed -n '1s/.*version \([^ ]*\).*/\1/p') on $(uname -s)"

limit 300 dotnet build "$root/tests/platforms/desktop/DesktopCheck.csproj" -v q --artifacts-path "$work/build" ||
    broken 'the program does not build for .NET Framework'
folder=$work/program
rm -rf "$folder" && mkdir -p "$folder/videos"
cp "$work"/build/bin/DesktopCheck/debug/DesktopCheck.exe "$root"/out/Seedance/Desktop/*.dll "$folder" ||
    broken 'out/Seedance/Desktop is not built'

emulator=$(ls -t "$root"/tests/Seedance.Emulator/bin/*/net*/Seedance.Emulator.dll | head -n 1)
dotnet "$emulator" --tasks 0 --parent $$ >"$work/emulator.txt" &
trap 'kill %1 2>/dev/null' EXIT
base_uri=''
for _ in $(seq 1 150); do
    base_uri=$(sed -n 's/.*listens at \([^ ]*\).*/\1/p' "$work/emulator.txt")
    [ -n "$base_uri" ] && break
    sleep 0.2
done
[ -n "$base_uri" ] || broken 'the emulator did not start'

limit 300 mono "$folder/DesktopCheck.exe" "$base_uri" "$folder/videos" 2>&1 | tee "$work/checks.txt"
exit_code=${PIPESTATUS[0]}
line=$(grep -E '^[0-9]+ passed, [0-9]+ failed$' "$work/checks.txt") ||
    broken "the program ended with exit code $exit_code"
failed=$(echo "$line" | sed 's/.*, \([0-9]*\) failed/\1/')
result run "$(echo "$line" | sed 's/ passed.*//')" "$failed" 0
[ "$failed" -eq 0 ]
